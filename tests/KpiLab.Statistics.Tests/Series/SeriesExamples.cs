using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>An invented lead and an outcome that follows it two periods later.</summary>
internal static class SeriesExamples
{
    public static readonly double[] Lead =
    [
        10.0, 9.2, 9.4, 10.8, 9.9, 10.7, 10.6, 9.3, 9.9, 9.9, 9.3, 8.9, 9.4, 10.1, 8.4, 8.2, 7.8, 8.9, 8.4, 8.1, 9.3, 10.8, 8.4, 8.1, 9.1, 9.3, 10.6, 11.0, 10.2, 11.5, 13.2, 12.4, 10.6, 11.7, 11.0, 11.1,
    ];

    public static readonly double[] Outcome =
    [
        20.0, 19.2, 20.0, 19.4, 18.8, 21.3, 19.5, 21.4, 19.9, 18.7, 19.2, 20.0, 19.1, 19.4, 19.2, 19.7, 18.7, 18.0, 17.4, 17.5, 17.3, 18.1, 19.0, 20.4, 17.6, 17.6, 17.9, 18.1, 19.4, 21.0, 20.8, 22.0, 23.1, 22.7, 21.3, 21.5,
    ];

    public static void Near(double expected, double actual, double relative = 1e-9)
        => Assert.True(Math.Abs(actual - expected) <= relative * Math.Max(Math.Abs(expected), 1e-3), FormattableString.Invariant($"{actual:R}, expected {expected:R}"));

    /// <summary>Scales and shifts that leave a correlation or a test as it is.</summary>
    public static Gen<(double Scale, double Shift)> Units => from scale in Properties.Magnitude(-3, 3)
                                                             from shift in Properties.Signed(Properties.Magnitude(-2, 2))
                                                             select (scale, shift);

    public static double[] In(this double[] values, (double Scale, double Shift) units) => Array.ConvertAll(values, v => (units.Scale * v) + units.Shift);

    public static double[] Autoregression(SeededRandom random, int periods, double phi)
    {
        var values = new double[periods];
        var state = random.NextNormal() / Math.Sqrt(1 - (phi * phi));
        for (var t = 0; t < periods; t++)
        {
            values[t] = state = (phi * state) + random.NextNormal();
        }

        return values;
    }
}
