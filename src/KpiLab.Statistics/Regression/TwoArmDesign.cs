namespace KpiLab.Statistics;

/// <summary>Both arms stacked, control first.</summary>
internal sealed record TwoArmDesign(double[] Outcome, double[] Ones, double[] Treatment, double[][] Covariates)
{
    public static TwoArmDesign Of(
        double[] controlOutcome, IReadOnlyList<double[]> controlCovariates, double[] treatmentOutcome, IReadOnlyList<double[]> treatmentCovariates)
    {
        int na = controlOutcome.Length, nb = treatmentOutcome.Length;
        if (controlCovariates.Count != treatmentCovariates.Count
            || controlCovariates.Any(c => c.Length != na)
            || treatmentCovariates.Any(c => c.Length != nb))
        {
            throw new ArgumentException("both arms need the same covariates, and each covariate one value a unit", nameof(treatmentCovariates));
        }

        return new TwoArmDesign(
            [.. controlOutcome, .. treatmentOutcome],
            [.. Enumerable.Repeat(1.0, na + nb)],
            [.. Enumerable.Repeat(0.0, na), .. Enumerable.Repeat(1.0, nb)],
            [.. controlCovariates.Zip(treatmentCovariates, (a, b) => (double[])[.. a, .. b])]);
    }
}
