namespace KpiLab.Core;

/// <summary>A threshold by which links are judged, as the workspace may set it.</summary>
/// <param name="Name">Name in <c>defaults.links</c>.</param>
/// <param name="Lowest">Least value.</param>
/// <param name="Highest">Largest value.</param>
/// <param name="IsWhole">Whether it is a whole number.</param>
/// <param name="What">What it is.</param>
/// <param name="Source">Where the default comes from.</param>
/// <param name="Effect">What moving it does to the rates of errors.</param>
/// <param name="Get">Its value; null where it depends on the cadence.</param>
/// <param name="With">The settings with another value.</param>
public sealed record LinkSetting(
    string Name, double Lowest, double Highest, bool IsWhole, string What, string Source, string Effect, Func<LinkSettings, double?> Get, Func<LinkSettings, double, LinkSettings> With)
{
    private const string Measured = "measured, docs/evidence/links.md";
    private const string Followed = "measured, docs/evidence/monitors.md";
    private const string Rechecked = "measured, docs/evidence/rechecks.md";

    /// <summary>Every threshold.</summary>
    public static IReadOnlyList<LinkSetting> All { get; } =
    [
        Of("alpha", 0.0001, 0.5, "Level of the test of the declared lags, after the correction for the links of one run.", "convention", "Higher: more living links kept, and more that never led.", s => s.Alpha, (s, v) => s with { Alpha = v }),
        Of("wrong_sign_alpha", 0.0001, 0.5, "Level at which evidence for the other sign says replace.", Measured, "Higher: inverted links are noticed sooner, and more living ones are replaced wrongly.", s => s.WrongSignAlpha, (s, v) => s with { WrongSignAlpha = v }),
        Of("clark_west_alpha", 0.001, 0.5, "Level of the test that the lead helps forecasts.", "Clark and West (2007)", "Lower: fewer living links kept, hardly fewer false ones.", s => s.ClarkWestAlpha, (s, v) => s with { ClarkWestAlpha = v }),
        Whole("fewest_forecasts", 5, 500, "Past forecasts that the out-of-sample step needs; with fewer it abstains, and a link is at most to be revalidated.", "convention", "Higher: short series are not kept.", s => s.FewestForecasts, (s, v) => s with { FewestForecasts = v }),
        Of("first_origin", 0.1, 0.9, "Share of the series before the first past forecast.", Measured, "Higher: fewer forecasts to judge by, less power.", s => s.FirstOrigin, (s, v) => s with { FirstOrigin = v }),
        Whole("fewest_origin_degrees", 2, 200, "Residual degrees of freedom at the first past forecast.", Measured, "Higher: fewer forecasts on short series.", s => s.FewestOriginDegrees, (s, v) => s with { FewestOriginDegrees = v }),
        Whole("recent_periods", 12, 1000, "Least length of the recent window: a third of the series, at least this, at most half.", Measured, "Longer: more living links kept, and dead ones kept longer.", s => s.RecentPeriods, (s, v) => s with { RecentPeriods = v }),
        Of("recent_z", 0, 5, "t that the lead must reach in the recent window.", "one-sided 5 %", "Higher: dead links are let go sooner, living weak ones too.", s => s.RecentZ, (s, v) => s with { RecentZ = v }),
        Of("break_f", 1, 100, "F of a change of the strength beyond which it counts as a break.", "Andrews (1993), 5 %, 15 % trimmed", "Lower: more breaks are seen where there are none.", s => s.BreakF, (s, v) => s with { BreakF = v }),
        Of("trim", 0.05, 0.45, "Share of the series that a break must leave on either side.", "Andrews (1993)", "Lower: breaks near the ends are seen, with more false ones.", s => s.Trim, (s, v) => s with { Trim = v }),
        Of("after_break_z", 0, 5, "t that the lead must reach after a break.", Measured, "Higher: fewer dead links kept, fewer living ones after a change of strength.", s => s.AfterBreakZ, (s, v) => s with { AfterBreakZ = v }),
        Of("recent_z_with_break", 0, 5, "t in the recent window where there is a break.", Measured, "As recent_z.", s => s.RecentZWithBreak, (s, v) => s with { RecentZWithBreak = v }),
        Of("dead_z", -2, 3, "t after a break below which a link counts as dead.", Measured, "Higher: more dead links are replaced, and more living ones wrongly.", s => s.DeadZ, (s, v) => s with { DeadZ = v }),
        Whole("dead_periods", 6, 500, "Periods after a break that a death certificate needs.", Measured, "Lower: death is certified sooner, and wrongly more often.", s => s.DeadPeriods, (s, v) => s with { DeadPeriods = v }),
        Of("robust_t", 0, 5, "t with extremes cut, and without the single most influential period.", "one-sided 5 %", "Lower: single spikes are taken for links.", s => s.RobustT, (s, v) => s with { RobustT = v }),
        Of("clip", 1, 10, "Scaled median absolute deviations beyond which values are clipped.", Measured, "Higher: outliers cost power (2 % of them: 70 % kept → 47 % without clipping).", s => s.Clip, (s, v) => s with { Clip = v }),
        Of("absence_z", 0.5, 4, "z of the bound that shows absence.", "one-sided 5 %", "Lower: more links are replaced, living ones at the smallest effect too.", s => s.AbsenceZ, (s, v) => s with { AbsenceZ = v }),
        Whole("monitor_paths", 200, 100_000, "Paths of the bootstrap that sets the monitor's levels.", "convention", "Lower: levels vary more from link to link.", s => s.MonitorPaths, (s, v) => s with { MonitorPaths = v }),
        Of("monitor_demote_quantile", 0.5, 0.999, "Quantile of a living link's highest score above which it is demoted.", Followed, "Lower: deaths are noticed sooner, and living links demoted more often: 1 − this within the looks of monitor_looks.", s => s.MonitorDemoteQuantile, (s, v) => s with { MonitorDemoteQuantile = v }),
        Of("monitor_watch_quantile", 0.3, 0.999, "Quantile above which a link is shown as to be watched.", Followed, "Lower: more living links are flagged.", s => s.MonitorWatchQuantile, (s, v) => s with { MonitorWatchQuantile = v }),
        Of("monitor_shrinkage", 0, 100, "A kept effect is shrunken by this over the third power of its t: what was just kept is overestimated, the less the further it passed.", Followed, "Lower: weak living links are demoted more often.", s => s.MonitorShrinkage, (s, v) => s with { MonitorShrinkage = v }),
        Of("monitor_smallest_share", 0, 1, "Least share of the effect left by that.", Followed, "Lower: slower alarms for weak links.", s => s.MonitorSmallestShare, (s, v) => s with { MonitorSmallestShare = v }),
        Of("monitor_smallest_effect", 0, 2, "Least effect of a living link in the bootstrap.", Followed, "Lower: slower alarms.", s => s.MonitorSmallestEffect, (s, v) => s with { MonitorSmallestEffect = v }),
        Of("monitor_head_start", 0, 10, "Score that a monitor begins with.", "Lucas and Crosier (1982); measured, docs/evidence/monitors.md", "Lower: links that die soon after they were kept are noticed later, those that die long after a little sooner (at 0: of deaths at once 3 to 7 points fewer within 12 looks, of deaths a year later 2 to 3 more).", s => s.MonitorHeadStart, (s, v) => s with { MonitorHeadStart = v }),
        Gate("largest_missing_share", 0, 0.5, false, "Share of periods that may miss a value.", "Higher: verdicts on filled-in values.", g => g.LargestMissingShare, (g, v) => g with { LargestMissingShare = v }),
        Gate("longest_gap", 0, 100, true, "Periods in a row that are bridged by a straight line, at most a season.", "Higher: verdicts on filled-in values.", g => g.LongestGap, (g, v) => g with { LongestGap = (int)v }),
        Gate("fewest_distinct", 2, 1000, true, "Different values of lead and outcome.", "Lower: verdicts on near constants.", g => g.FewestDistinct, (g, v) => g with { FewestDistinct = (int)v }),
        Gate("fewest_changes", 2, 1000, true, "Changes from period to period of lead and outcome.", "Lower: verdicts on near constants.", g => g.FewestChanges, (g, v) => g with { FewestChanges = (int)v }),
        Gate("fewest_periods", 24, 1000, true, "Periods; more where lags or season are long.", "Lower: verdicts with little power.", g => g.FewestPeriods, (g, v) => g with { FewestPeriods = (int)v }),
        Gate("seasons", 2, 20, true, "Seasons of data that a season needs to be taken out.", "Lower: seasonal twins are kept more often.", g => g.Seasons, (g, v) => g with { Seasons = (int)v }),
        Look("periods_per_look", 1, 366, "Periods between two looks; left out: 28 days, 4 weeks, 1 month.", "More often: the monitor's levels hold per look.", l => l.PeriodsPerLook, (l, v) => l with { PeriodsPerLook = v }),
        Look("monitor_looks", 2, 240, "Looks over which a living link's chance to be demoted holds.", "More: slower alarms.", l => l.Horizon, (l, v) => l with { Horizon = v }),
        Look("kept_verdict_looks", 1, 120, "Looks from one full verdict of a kept link to the next, unless the monitor calls.", "Fewer: living links lose more verdicts by chance (each look: 35 / 14 / 5 % within 24 at an effect of .3 / .45 / .6).", l => l.KeptVerdict, (l, v) => l with { KeptVerdict = v }),
        Look("other_verdict_looks", 1, 120, "The same for a link that is not kept.", "Fewer: more chances for a link that never led (docs/evidence/rechecks.md).", l => l.OtherVerdict, (l, v) => l with { OtherVerdict = v }),
        new("recheck_alpha", 0.0001, 0.5, false, "Level of the test of the declared lags at a re-check of a link that is not kept.", Rechecked, "Higher: living links are kept sooner after a miss, and over 24 looks more that never led (at 0.05 every 3 looks: 5 to 7 %).", s => s.Looks.RecheckAlpha, (s, v) => s with { Looks = s.Looks with { RecheckAlpha = v } }),
        new("recheck_margin", 0, 3, false, "What a re-check asks more of the t in the recent window and after a break.", Rechecked, "Lower: dead links come back sooner (without it 6 of 100 that died, within 24 looks).", s => s.Looks.RecheckMargin, (s, v) => s with { Looks = s.Looks with { RecheckMargin = v } }),
    ];

    private static LinkSetting Of(
        string name, double low, double high, string what, string source, string effect, Func<Statistics.LeadSettings, double> get, Func<Statistics.LeadSettings, double, Statistics.LeadSettings> with)
        => new(name, low, high, false, what, source, effect, s => get(s.Lead), (s, v) => s with { Lead = with(s.Lead, v) });

    private static LinkSetting Whole(
        string name, double low, double high, string what, string source, string effect, Func<Statistics.LeadSettings, double> get, Func<Statistics.LeadSettings, int, Statistics.LeadSettings> with)
        => new(name, low, high, true, what, source, effect, s => get(s.Lead), (s, v) => s with { Lead = with(s.Lead, (int)v) });

    private static LinkSetting Gate(
        string name, double low, double high, bool whole, string what, string effect, Func<LinkGateSettings, double> get, Func<LinkGateSettings, double, LinkGateSettings> with)
        => new(name, low, high, whole, what, "convention", effect, s => get(s.Gate), (s, v) => s with { Gate = with(s.Gate, v) });

    private static LinkSetting Look(string name, double low, double high, string what, string effect, Func<LinkLooks, double?> get, Func<LinkLooks, int, LinkLooks> with)
        => new(name, low, high, true, what, Measured, effect, s => get(s.Looks), (s, v) => s with { Looks = with(s.Looks, (int)v) });
}
