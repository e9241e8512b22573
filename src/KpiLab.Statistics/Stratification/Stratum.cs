namespace KpiLab.Statistics;

/// <summary>One stratum or segment: the moments of its units in either arm.</summary>
/// <param name="Control">Its control units.</param>
/// <param name="Treatment">Its treatment units.</param>
public readonly record struct Stratum(Moments Control, Moments Treatment)
{
    /// <summary>Units of both arms.</summary>
    public long Count => Control.Count + Treatment.Count;

    /// <summary>Treatment mean − control mean.</summary>
    public double Difference => Treatment.Mean - Control.Mean;

    /// <summary>The union of two disjoint strata.</summary>
    public static Stratum operator +(in Stratum a, in Stratum b) => new(a.Control + b.Control, a.Treatment + b.Treatment);

    /// <summary>The same as <c>a + b</c>, for languages without operators.</summary>
    public static Stratum Add(in Stratum a, in Stratum b) => a + b;

    /// <summary>All strata as one.</summary>
    public static Stratum Pooled(IReadOnlyList<Stratum> strata)
    {
        var pooled = default(Stratum);
        foreach (var stratum in strata)
        {
            pooled += stratum;
        }

        return pooled;
    }
}
