namespace KpiLab.Statistics;

/// <summary>Treatment effect by regression with a slope per arm: y on (1, T, x − x̄, T (x − x̄)), x̄ over all units.</summary>
/// <remarks>Lin (2013), Annals of Applied Statistics 7:295: asymptotically never less precise than no adjustment; use with HC2 errors.</remarks>
public static class LinOls
{
    /// <summary>Position of the treatment effect among the coefficients.</summary>
    public const int Effect = 1;

    /// <summary>The fit over the units of both arms.</summary>
    /// <returns>Undefined where the design is singular, e.g. by a covariate that does not vary within an arm.</returns>
    /// <exception cref="ArgumentException">A covariate has not one value a unit, or the arms have different numbers of covariates.</exception>
    public static Estimable<LeastSquares> Fit(
        double[] controlOutcome, IReadOnlyList<double[]> controlCovariates, double[] treatmentOutcome, IReadOnlyList<double[]> treatmentCovariates)
    {
        var design = TwoArmDesign.Of(controlOutcome, controlCovariates, treatmentOutcome, treatmentCovariates);
        double[][] centred = [.. design.Covariates.Select(Centred)];
        double[][] slopes = [.. centred.Select(x => x.Zip(design.Treatment, (v, t) => v * t).ToArray())];
        return LeastSquares.Fit(design.Outcome, [design.Ones, design.Treatment, .. centred, .. slopes]);
    }

    private static double[] Centred(double[] values)
    {
        var mean = Moments.Of(values).Mean;
        return Array.ConvertAll(values, v => v - mean);
    }
}
