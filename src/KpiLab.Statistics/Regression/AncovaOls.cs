namespace KpiLab.Statistics;

/// <summary>Treatment effect by regression on treatment and covariates with common slopes: y on (1, T, x).</summary>
/// <remarks>
/// Fisher (1932), Statistical Methods for Research Workers, 4th ed. With heteroskedasticity-robust errors valid in randomised experiments, but with unequal arms possibly less precise than no
/// adjustment (Freedman 2008, Annals of Applied Statistics 2:176); <see cref="LinOls"/> is not.
/// </remarks>
public static class AncovaOls
{
    /// <summary>Position of the treatment effect among the coefficients; the slopes follow it.</summary>
    public const int Effect = 1;

    /// <summary>The fit over the units of both arms.</summary>
    /// <returns>Undefined where the design is singular, e.g. by a covariate that does not vary.</returns>
    /// <exception cref="ArgumentException">A covariate has not one value a unit, or the arms have different numbers of covariates.</exception>
    public static Estimable<LeastSquares> Fit(
        double[] controlOutcome, IReadOnlyList<double[]> controlCovariates, double[] treatmentOutcome, IReadOnlyList<double[]> treatmentCovariates)
    {
        var design = TwoArmDesign.Of(controlOutcome, controlCovariates, treatmentOutcome, treatmentCovariates);
        return LeastSquares.Fit(design.Outcome, [design.Ones, design.Treatment, .. design.Covariates]);
    }
}
