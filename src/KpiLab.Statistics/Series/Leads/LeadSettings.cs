namespace KpiLab.Statistics;

/// <summary>Thresholds by which a lead is examined; each has the default of the measured procedure.</summary>
[TypeFormatterSource]
public sealed record LeadSettings : IShowable
{
    /// <summary>Level of the window test.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Level at which evidence for the wrong sign counts.</summary>
    public double WrongSignAlpha { get; init; } = 0.01;

    /// <summary>Smallest effect of interest: innovation sd of the outcome per sd of the lead.</summary>
    public double SmallestEffect { get; init; } = 0.30;

    /// <summary>Level of the Clark–West test.</summary>
    public double ClarkWestAlpha { get; init; } = 0.10;

    /// <summary>Fewest forecasts that the out-of-sample step needs; with fewer it abstains.</summary>
    public int FewestForecasts { get; init; } = 20;

    /// <summary>Share of the sample before the first origin.</summary>
    public double FirstOrigin { get; init; } = 0.30;

    /// <summary>Fewest residual degrees of freedom at the first origin.</summary>
    public int FewestOriginDegrees { get; init; } = 12;

    /// <summary>The recent window: a third of the sample, at least this many periods, at most half.</summary>
    public int RecentPeriods { get; init; } = 48;

    /// <summary>z that the recent window must reach.</summary>
    public double RecentZ { get; init; } = 1.645;

    /// <summary>Supremum F of a change of the lead's coefficient beyond which a break is reported: Andrews (1993), one coefficient, 15 % trimmed, 5 %.</summary>
    public double BreakF { get; init; } = 8.85;

    /// <summary>Share of the sample that a break must leave on each side.</summary>
    public double Trim { get; init; } = 0.15;

    /// <summary>z that the part after a break must reach.</summary>
    public double AfterBreakZ { get; init; } = 2.05;

    /// <summary>z that the recent window must reach when there is a break.</summary>
    public double RecentZWithBreak { get; init; } = 1.28;

    /// <summary>Below this z after a break, with <see cref="DeadPeriods"/> periods to tell, the link counts as dead.</summary>
    public double DeadZ { get; init; } = 1.0;

    /// <summary>Periods after a break that a death certificate needs.</summary>
    public int DeadPeriods { get; init; } = 24;

    /// <summary>t that both robust repeats must reach.</summary>
    public double RobustT { get; init; } = 1.645;

    /// <summary>Clip and winsorise at this many scaled median absolute deviations.</summary>
    public double Clip { get; init; } = 3;

    /// <summary>z of the one-sided bound by which absence is shown.</summary>
    public double AbsenceZ { get; init; } = 1.645;

    /// <summary>Paths of the bootstrap that sets the monitor's levels.</summary>
    public int MonitorPaths { get; init; } = 1000;

    /// <summary>Quantile of a living link's largest score above which it is demoted.</summary>
    public double MonitorDemoteQuantile { get; init; } = 0.96;

    /// <summary>Quantile above which it is shown as to be watched.</summary>
    public double MonitorWatchQuantile { get; init; } = 0.80;

    /// <summary>By what share the kept effect is shrunken against the winner's curse, for an effect of one standard error: the share falls with the third power of t, as what passes by far was hardly selected.</summary>
    public double MonitorShrinkage { get; init; } = 15;

    /// <summary>Least share of the effect that is left.</summary>
    public double MonitorSmallestShare { get; init; } = 0.5;

    /// <summary>Least effect of a living link in the bootstrap.</summary>
    public double MonitorSmallestEffect { get; init; } = 0.15;

    /// <summary>Score that a monitor begins with: Lucas and Crosier (1982), fast initial response. A link may have died just before it was kept, so it does not begin as if all were well.</summary>
    public double MonitorHeadStart { get; init; } = 1;
}
