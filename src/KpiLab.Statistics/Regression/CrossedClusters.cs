namespace KpiLab.Statistics;

/// <summary>One cluster with units in both arms or in one: sums of a numerator and a denominator (for a mean, the number of units).</summary>
/// <param name="Control">Numerator, control units.</param>
/// <param name="ControlSize">Denominator, control units.</param>
/// <param name="Treatment">Numerator, treated units.</param>
/// <param name="TreatmentSize">Denominator, treated units.</param>
public readonly record struct CrossedCluster(double Control, double ControlSize, double Treatment, double TreatmentSize);

/// <summary>Difference of means (or ratios of means) of units that depend on each other within clusters, where clusters have units of both arms: villages within which units were randomised.</summary>
/// <remarks>
/// A cluster moves the difference by ψ = (S₁ − R₁ n₁)/N₁ − (S₀ − R₀ n₀)/N₀; its squared error is Σψ² G/(G − 1) (N − 1)/(N − 2) over G clusters and N units, t with G − 1 degrees of freedom. For a mean that is CR1 of the
/// regression on the treatment (Liang and Zeger 1986, Biometrika 73:13; the factor of Stata), from sums. What arms share of their clusters cancels in the difference, so that the error may be smaller than that of independent units.
/// Lifts and margins count the covariance with the control's mean.
/// </remarks>
public static class CrossedClusters
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "cluster_cr1";

    /// <summary>The contrast, to be asked at any level; its counts are units.</summary>
    /// <param name="clusters">Every cluster with units in either arm.</param>
    /// <param name="controlUnits">Units of the control.</param>
    /// <param name="treatmentUnits">Units of the treatment.</param>
    /// <returns>Undefined below two clusters or three units, without units in an arm, and where no cluster differs from its arms' means.</returns>
    public static Estimable<Contrast> Contrast(IReadOnlyList<CrossedCluster> clusters, long controlUnits, long treatmentUnits)
    {
        double sizeA = clusters.Sum(c => c.ControlSize), sizeB = clusters.Sum(c => c.TreatmentSize), units = controlUnits + treatmentUnits;
        if (clusters.Count < 2 || controlUnits < 1 || treatmentUnits < 1 || units < 3)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"comparisons by cluster need at least 2 clusters and units in both arms; there are {clusters.Count} clusters, {controlUnits} and {treatmentUnits} units"));
        }

        if (sizeA == 0 || sizeB == 0)
        {
            return new Undefined(Undefined.OutsideDomain, "the mean denominator of the ratio is 0");
        }

        double a = clusters.Sum(c => c.Control) / sizeA, b = clusters.Sum(c => c.Treatment) / sizeB, difference = 0, control = 0, both = 0;
        foreach (var cluster in clusters)
        {
            double inControl = (cluster.Control - (a * cluster.ControlSize)) / sizeA, move = ((cluster.Treatment - (b * cluster.TreatmentSize)) / sizeB) - inControl;
            difference += move * move;
            control += inControl * inControl;
            both += move * inControl;
        }

        // The whole error of the difference is written on the control's side; the baseline keeps its own error and the covariance.
        double count = clusters.Count, factor = count / (count - 1) * ((units - 1) / (units - 2)) * controlUnits;
        return KpiLab.Statistics.Contrast.WithReference(
            Method, new Arm(controlUnits, a, difference * factor), new Arm(treatmentUnits, b, 0), count - 1, new Baseline(a, control * factor, -both * factor));
    }
}
