namespace KpiLab.Statistics;

/// <summary>A test statistic with its reference distribution's degrees of freedom and p-value.</summary>
/// <param name="Statistic">χ², F, t or z.</param>
/// <param name="DegreesOfFreedom">Of χ² or t, numerator of F; infinity for a normal reference.</param>
/// <param name="PValue">From the survival function.</param>
/// <param name="DenominatorDegreesOfFreedom">Of F.</param>
[TypeFormatterSource]
public sealed record SeriesTest(double Statistic, double DegreesOfFreedom, double PValue, double? DenominatorDegreesOfFreedom = null) : IShowable
{
    internal static SeriesTest ChiSquared(double statistic, double df)
    {
        var value = Math.Max(0, statistic);
        return new SeriesTest(value, df, Statistics.ChiSquared.Survival(value, df));
    }

    internal static SeriesTest F(double statistic, double df1, double df2)
    {
        var value = Math.Max(0, statistic);
        return new SeriesTest(value, df1, FisherF.Survival(value, df1, df2), df2);
    }

    internal static SeriesTest T(double statistic, double df) => new(statistic, df, Math.Min(1, 2 * StudentT.Survival(Math.Abs(statistic), df)));

    internal static SeriesTest Z(double statistic) => new(statistic, double.PositiveInfinity, Math.Min(1, 2 * Normal.Survival(Math.Abs(statistic))));

    internal static SeriesTest ZAbove(double statistic) => new(statistic, double.PositiveInfinity, Normal.Survival(statistic));
}
