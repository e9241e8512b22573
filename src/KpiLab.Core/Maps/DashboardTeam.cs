using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Where a KPI moved: the mean of its last quarter against that of the quarter before.</summary>
public enum KpiMovement
{
    /// <summary>Two whole quarters with their noise are not known; or it is to stay where it is, moved, and no band says how far it may.</summary>
    Unknown,

    /// <summary>Chance alone makes changes of this size; or it is to stay where it is, and does.</summary>
    Steady,

    /// <summary>The way that it should go.</summary>
    Better,

    /// <summary>The other way; or it is to stay within a band, and is out of it.</summary>
    Worse,
}

/// <summary>What speaks for a KPI, or against it.</summary>
public enum KpiSign
{
    /// <summary>Its last value meets its target.</summary>
    TargetMet,

    /// <summary>It moved the way that it should go.</summary>
    MovedBetter,

    /// <summary>It moved the other way.</summary>
    MovedWorse,

    /// <summary>By its own past it does not reach its target.</summary>
    OutOfReach,

    /// <summary>Nobody has acted on a deviation of it.</summary>
    OpenDeviation,

    /// <summary>Its last values are missing.</summary>
    NoCurrentData,
}

/// <summary>The KPIs of a team at a glance.</summary>
/// <param name="Team">The team; null for KPIs that name none.</param>
/// <param name="Kpis">Its KPIs in use, by tier, then by id.</param>
[TypeFormatterSource]
public sealed record DashboardTeam(string? Team, IReadOnlyList<DashboardKpi> Kpis)
{
    /// <summary>KPIs for which something speaks and against which nothing does.</summary>
    public IEnumerable<DashboardKpi> Strengths => Kpis.Where(k => k.For.Count > 0 && k.Against.Count == 0);

    /// <summary>KPIs against which something speaks.</summary>
    public IEnumerable<DashboardKpi> Weaknesses => Kpis.Where(k => k.Against.Count > 0);

    /// <summary>How many moved in this way.</summary>
    public int Moved(KpiMovement movement) => Kpis.Count(k => k.Movement == movement);
}
