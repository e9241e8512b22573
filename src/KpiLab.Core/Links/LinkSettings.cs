using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Which of two forecasts a lead must beat.</summary>
public enum LinkBenchmark
{
    /// <summary>The outcome's own past.</summary>
    OwnLags,

    /// <summary>The better of the outcome's own past and of the same season a cycle ago.</summary>
    BetterOfBoth,
}

/// <summary>How far ahead a lead must help.</summary>
public enum LinkHorizon
{
    /// <summary>The next period.</summary>
    One,

    /// <summary>As many periods as the lead is ahead.</summary>
    LeadTime,
}

/// <summary>Whose standard errors the lead's t must pass with.</summary>
public enum LinkErrors
{
    /// <summary>Least squares.</summary>
    Ols,

    /// <summary>Robust against autocorrelated errors of changing size as well (Newey and West).</summary>
    Hac,
}

/// <summary>What else decides beside the ladder's defaults; what does not decide is shown.</summary>
/// <param name="Horizon">How far ahead the lead must help.</param>
/// <param name="Benchmark">What it must beat.</param>
/// <param name="Errors">Standard errors.</param>
[TypeFormatterSource]
public sealed record LinkDecision(
    LinkHorizon Horizon = LinkHorizon.One, LinkBenchmark Benchmark = LinkBenchmark.OwnLags, LinkErrors Errors = LinkErrors.Ols);

/// <summary>How often a link is judged.</summary>
/// <param name="PeriodsPerLook">Periods between two looks; null: one month's worth (28 days, 4 weeks, 1 of anything longer).</param>
/// <param name="Horizon">Looks over which the monitor's levels hold their promise.</param>
/// <param name="KeptVerdict">Looks from one full verdict of a kept link to the next, unless the monitor calls for one.</param>
/// <param name="OtherVerdict">The same for a link that is not kept.</param>
/// <param name="RecheckAlpha">Level of the window test at a re-check of a link that is not kept.</param>
/// <param name="RecheckMargin">By how much more the t of the recent window, and after a break, must reach then.</param>
[TypeFormatterSource]
public sealed record LinkLooks(int? PeriodsPerLook = null, int Horizon = 24, int KeptVerdict = 12, int OtherVerdict = 6, double RecheckAlpha = 0.01, double RecheckMargin = 0.68)
{
    /// <summary>Periods between two looks at this cadence.</summary>
    public int PeriodsOf(Cadence cadence) => PeriodsPerLook ?? cadence switch
    {
        Cadence.Daily => 28,
        Cadence.Weekly => 4,
        _ => 1,
    };
}

/// <summary>What the data of a link must be like to be judged.</summary>
/// <param name="LargestMissingShare">Share of periods that may miss a value.</param>
/// <param name="LongestGap">Periods in a row that may be bridged; never more than a season.</param>
/// <param name="FewestDistinct">Different values of lead and outcome.</param>
/// <param name="FewestChanges">Changes of lead and outcome.</param>
/// <param name="FewestPeriods">Periods; more where lags or season are long.</param>
/// <param name="Seasons">Seasons that a season needs to be told.</param>
[TypeFormatterSource]
public sealed record LinkGateSettings(
    double LargestMissingShare = 0.10, int LongestGap = 5, int FewestDistinct = 5, int FewestChanges = 10, int FewestPeriods = 40, int Seasons = 3);

/// <summary>Every threshold by which a link is judged.</summary>
/// <param name="Lead">Thresholds of the tests.</param>
/// <param name="Gate">Thresholds of the data.</param>
/// <param name="Looks">How often a link is judged.</param>
/// <param name="Decide">What else decides.</param>
[TypeFormatterSource]
public sealed record LinkSettings(LeadSettings Lead, LinkGateSettings Gate, LinkLooks Looks, LinkDecision Decide)
{
    /// <summary>
    /// The thresholds at a later full verdict of a link that is not kept. Every re-check is another chance for a link that never led, so that each is stricter: 24 looks together then keep no more of these than one verdict may.
    /// </summary>
    public LeadSettings AtRecheck(LeadSettings first) => first with
    {
        Alpha = Math.Min(first.Alpha, Looks.RecheckAlpha),
        RecentZ = first.RecentZ + Looks.RecheckMargin,
        AfterBreakZ = first.AfterBreakZ + Looks.RecheckMargin,
        RecentZWithBreak = first.RecentZWithBreak + Looks.RecheckMargin,
    };

    /// <summary>The measured procedure.</summary>
    public static LinkSettings Default { get; } = new(new LeadSettings(), new LinkGateSettings(), new LinkLooks(), new LinkDecision());
}
