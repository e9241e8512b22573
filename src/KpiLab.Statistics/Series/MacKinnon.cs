namespace KpiLab.Statistics;

/// <summary>Deterministic terms of a unit root regression.</summary>
public enum Deterministics
{
    /// <summary>Neither constant nor trend.</summary>
    None,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A constant and a linear trend.</summary>
    ConstantAndTrend,
}

/// <summary>P-values and critical values of Dickey–Fuller statistics.</summary>
/// <remarks>MacKinnon (1994), J. Bus. Econ. Stat. 12:167, for p; MacKinnon (2010), Queen's Economics Department working paper 1227, for critical values. The last row is for residuals of y on one x.</remarks>
internal static class MacKinnon
{
    private static readonly Surface None = new(
        -19.04, -1.04, double.PositiveInfinity,
        [0.6344, 1.2378, 0.032496], [0.4797, 0.93557, -0.06999, 0.033066],
        [[-2.56574, -2.2358, -3.627, 0], [-1.941, -0.2686, -3.365, 31.223], [-1.61682, 0.2656, -2.714, 25.364]]);

    private static readonly Surface Constant = new(
        -18.83, -1.61, 2.74,
        [2.1659, 1.4412, 0.038269], [1.7339, 0.93202, -0.12745, -0.010368],
        [[-3.43035, -6.5393, -16.786, -79.433], [-2.86154, -2.8903, -4.234, -40.04], [-2.56677, -1.5384, -2.809, 0]]);

    private static readonly Surface Trend = new(
        -16.18, -2.89, 0.70,
        [3.2512, 1.6047, 0.049588], [2.5261, 0.61654, -0.37956, -0.060285],
        [[-3.95877, -9.0531, -28.428, -134.155], [-3.41049, -4.3904, -9.036, -45.374], [-3.12705, -2.5856, -3.925, -22.38]]);

    private static readonly Surface Residuals = new(
        -18.86, -2.62, 0.92,
        [2.92, 1.5012, 0.039796], [2.1945, 0.64695, -0.29198, -0.042377],
        [[-3.89644, -10.9519, -33.527, 0], [-3.33613, -6.1101, -6.823, 0], [-3.04445, -4.2412, -2.72, 0]]);

    public static double PValue(Deterministics terms, double tau) => Of(terms).PValue(tau);

    public static double ResidualPValue(double tau) => Residuals.PValue(tau);

    /// <summary>At 1, 5 and 10 %.</summary>
    public static double[] Critical(Deterministics terms, int rows) => Of(terms).Critical(rows);

    public static double[] ResidualCritical(int rows) => Residuals.Critical(rows);

    private static Surface Of(Deterministics terms) => terms switch
    {
        Deterministics.None => None,
        Deterministics.Constant => Constant,
        _ => Trend,
    };

    private static double Polynomial(double[] coefficients, double x)
    {
        var value = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (value * x) + coefficients[i];
        }

        return value;
    }

    private sealed record Surface(double Least, double Change, double Most, double[] Small, double[] Large, double[][] Quantiles)
    {
        public double PValue(double tau)
            => tau > Most ? 1 : tau < Least ? 0 : Normal.Cdf(Polynomial(tau <= Change ? Small : Large, tau));

        public double[] Critical(int rows) => Array.ConvertAll(Quantiles, b => Polynomial(b, 1.0 / rows));
    }
}
