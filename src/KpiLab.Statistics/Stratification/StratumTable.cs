namespace KpiLab.Statistics;

/// <summary>One stratum's 2×2 table.</summary>
/// <param name="Control">Successes among control units.</param>
/// <param name="Treatment">Successes among treatment units.</param>
public readonly record struct StratumTable(Proportion Control, Proportion Treatment)
{
    internal double Total => (double)Control.Trials + Treatment.Trials;

    internal double Successes => (double)Control.Successes + Treatment.Successes;

    internal double Failures => (double)Control.Failures + Treatment.Failures;
}
