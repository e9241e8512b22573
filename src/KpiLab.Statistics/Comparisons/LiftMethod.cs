namespace KpiLab.Statistics;

/// <summary>How the confidence set of a relative effect is built.</summary>
public enum LiftMethod
{
    /// <summary>
    /// All lifts r for which "difference − r × control mean = 0" is not rejected (Fieller 1954). The default: its verdict on no effect is that of
    /// the absolute test, always, and it says so by its shape when the control mean is too close to zero for a lift to be pinned down.
    /// </summary>
    Fieller,

    /// <summary>exp(log ratio ∓ t × standard error) − 1, the convention of tea-tasting. Needs means of the same sign.</summary>
    Log,

    /// <summary>Difference / |control mean| with a symmetric delta-method interval, the convention of gbstats.</summary>
    Delta,
}
