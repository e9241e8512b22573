namespace KpiLab.Statistics.Tests;

/// <summary>Published data that R distributes in its package datasets.</summary>
internal static class Examples
{
    /// <summary>Hours of sleep gained with two soporifics: Cushny and Peebles (1905), the example of Student (1908).</summary>
    public static readonly double[] SleepOne = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    public static readonly double[] SleepTwo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    /// <summary>mtcars, Henderson and Velleman (1981): mpg, wt, hp, qsec, disp of the cars with an automatic gearbox.</summary>
    public static readonly double[][] Automatic =
    [
        [21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 21.5, 15.5, 15.2, 13.3, 19.2],
        [3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345, 2.465, 3.52, 3.435, 3.84, 3.845],
        [110, 175, 105, 245, 62, 95, 123, 123, 180, 180, 180, 205, 215, 230, 97, 150, 150, 245, 175],
        [19.44, 17.02, 20.22, 15.84, 20, 22.9, 18.3, 18.9, 17.4, 17.6, 18, 17.98, 17.82, 17.42, 20.01, 16.87, 17.3, 15.41, 17.05],
        [258, 360, 225, 360, 146.7, 140.8, 167.6, 167.6, 275.8, 275.8, 275.8, 472, 460, 440, 120.1, 318, 304, 350, 400],
    ];

    /// <summary>The same of the cars with a manual gearbox.</summary>
    public static readonly double[][] Manual =
    [
        [21, 21, 22.8, 32.4, 30.4, 33.9, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4],
        [2.62, 2.875, 2.32, 2.2, 1.615, 1.835, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78],
        [110, 110, 93, 66, 52, 65, 66, 91, 113, 264, 175, 335, 109],
        [16.46, 17.02, 18.61, 19.47, 18.52, 19.9, 18.9, 16.7, 16.9, 14.5, 15.5, 14.6, 18.6],
        [160, 160, 108, 78.7, 75.7, 71.1, 79, 120.3, 95.1, 351, 145, 301, 121],
    ];

    /// <summary>Plant weights under a control and two treatments: Dobson (1983).</summary>
    public static readonly double[][] PlantGrowth =
    [
        [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14],
        [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
        [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26],
    ];

    public static Level Ninety { get; } = Level.Of(0.9);

    public static Level NinetyFive { get; } = Level.Of(0.95);

    public static Contrast Sleep { get; } = WelchTest.Contrast(Moments.Of(SleepOne), Moments.Of(SleepTwo)).Value;

    public static Contrast Mileage { get; } = WelchTest.Contrast(Moments.Of(Automatic[0]), Moments.Of(Manual[0])).Value;

    public static void Equal(double expected, double actual, double relative = 1e-11) => Properties.Close(expected, actual, relative, 1e-3);

    public static void Bounds(double lower, double upper, ConfidenceSet set, double relative = 1e-11)
    {
        Equal(lower, set.Lower, relative);
        Equal(upper, set.Upper, relative);
    }
}
