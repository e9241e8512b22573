using KpiLab.Statistics;

namespace KpiLab.Bridges.MachineLearning;

/// <summary>Microsoft.ML computes in single precision: values go in about their mean in units of their standard deviation, so that seven digits are enough.</summary>
internal readonly record struct Scale(double Mean, double Deviation)
{
    public static Scale Of(IReadOnlyList<double> values)
    {
        var moments = Moments.Of([.. values]);
        var deviation = moments.Count > 1 ? Math.Sqrt(moments.CentredSumOfSquares / (moments.Count - 1)) : 0;
        return new Scale(moments.Mean, double.IsFinite(deviation) ? deviation : 0);
    }

    public bool Varies => Deviation > 1e-12 * Math.Abs(Mean);

    public float In(double value) => Varies ? (float)((value - Mean) / Deviation) : 0;

    public double Out(float value) => Varies ? Mean + (value * Deviation) : Mean;
}
