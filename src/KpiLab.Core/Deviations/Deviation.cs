using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Where a deviation stands.</summary>
public enum DeviationState
{
    /// <summary>Nobody has acted, and there is time.</summary>
    Open,

    /// <summary>Nobody has acted, and the time is over.</summary>
    Late,

    /// <summary>Somebody has acted.</summary>
    Acted,

    /// <summary>Closed.</summary>
    Closed,
}

/// <summary>What somebody did about a deviation.</summary>
/// <param name="On">The day on which it was done.</param>
/// <param name="By">Who did it.</param>
/// <param name="What">What.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
[TypeFormatterSource]
public sealed record DeviationAct(DateOnly On, string By, string What, DateTimeOffset RecordedAt, string RecordedBy);

/// <summary>A deviation was closed.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
[TypeFormatterSource]
public sealed record DeviationClosing(DateTimeOffset At, string By, string Reason);

/// <summary>A KPI crossed a threshold in a period: opened, acted on, closed.</summary>
/// <param name="Id">What people call it by: KPI, <c>@</c>, first day of the period; <c>.2</c> and so on where several thresholds were crossed in the same period.</param>
/// <param name="Kpi">The KPI.</param>
/// <param name="When">The threshold.</param>
/// <param name="Crossing">Period, value, what it was held against, and its noise.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="EscalateTo">Who hears of it when nobody acts in time.</param>
/// <param name="OpenedAt">When it was found.</param>
/// <param name="Due">By when somebody must have acted; null: no time is set.</param>
/// <param name="Acts">What was done, oldest first.</param>
/// <param name="Closing">How it ended; null while it has not.</param>
[TypeFormatterSource]
public sealed record Deviation(
    string Id,
    string Kpi,
    string When,
    Crossing Crossing,
    Severity Severity,
    string Action,
    string? EscalateTo,
    DateTimeOffset OpenedAt,
    DateTimeOffset? Due,
    IReadOnlyList<DeviationAct> Acts,
    DeviationClosing? Closing) : IShowable
{
    /// <summary>Somebody acted.</summary>
    public bool IsExecuted => Acts.Count > 0;

    /// <summary>The first act came after the time was over.</summary>
    public bool WasActedLate => Due is { } due && Acts.Count > 0 && Acts.Min(a => a.On) > DateOnly.FromDateTime(due.UtcDateTime);

    /// <summary>Where it stands at a moment.</summary>
    public DeviationState StateAt(DateTimeOffset moment)
        => Closing is { } end && end.At <= moment ? DeviationState.Closed
            : Acts.Any(a => a.RecordedAt <= moment) ? DeviationState.Acted
            : Due is { } due && due < moment ? DeviationState.Late
            : DeviationState.Open;
}

/// <summary>Deviations and the actions on them.</summary>
/// <param name="Triggered">Deviations.</param>
/// <param name="Executed">Those that somebody acted on.</param>
[TypeFormatterSource]
public readonly record struct ExecutionRate(long Triggered, long Executed)
{
    /// <summary>Executed of triggered; null where nothing triggered.</summary>
    public double? Rate => Triggered == 0 ? null : (double)Executed / Triggered;

    /// <summary>That of some deviations.</summary>
    public static ExecutionRate Of(IEnumerable<Deviation> deviations)
        => deviations.Aggregate(default(ExecutionRate), (rate, d) => new ExecutionRate(rate.Triggered + 1, rate.Executed + (d.IsExecuted ? 1 : 0)));
}

/// <summary>The deviations of a workspace.</summary>
/// <param name="AsOf">The moment that they are seen from.</param>
/// <param name="Deviations">By period, then by id.</param>
/// <param name="Opened">Ids of those that this check opened.</param>
/// <param name="Teams">Team by KPI, for the rates.</param>
/// <param name="Findings">KPIs that could not be read; thresholds that were never applied.</param>
/// <param name="Simulated">The store tells its story under a simulated clock.</param>
[TypeFormatterSource]
public sealed record DeviationReport(
    DateTimeOffset AsOf,
    IReadOnlyList<Deviation> Deviations,
    IReadOnlyList<string> Opened,
    IReadOnlyDictionary<string, string> Teams,
    IReadOnlyList<Finding> Findings,
    bool Simulated) : IShowable
{
    /// <summary>Units by KPI, for readers.</summary>
    public IReadOnlyDictionary<string, MetricUnit> Units { get; init; } = new Dictionary<string, MetricUnit>(StringComparer.Ordinal);

    /// <summary>Share that somebody acted on.</summary>
    public ExecutionRate Rate => ExecutionRate.Of(Deviations);

    /// <summary>Rates by KPI.</summary>
    public IReadOnlyList<(string Name, ExecutionRate Rate)> ByKpi => By(d => d.Kpi);

    /// <summary>Rates by team; KPIs without one come under an empty name.</summary>
    public IReadOnlyList<(string Name, ExecutionRate Rate)> ByTeam => By(d => Teams.GetValueOrDefault(d.Kpi, ""));

    /// <summary>Rates by the month in which the period ended.</summary>
    public IReadOnlyList<(string Name, ExecutionRate Rate)> ByMonth => By(d => Invariant($"{d.Crossing.End:yyyy-MM}"));

    private IReadOnlyList<(string Name, ExecutionRate Rate)> By(Func<Deviation, string> group)
        => [.. Deviations.GroupBy(group, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, ExecutionRate.Of(g)))];
}
