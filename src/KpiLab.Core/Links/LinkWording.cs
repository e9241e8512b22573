using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What is said of a link, in words for people who own KPIs.</summary>
internal sealed class LinkWording(LinkCase link, LinkSettings settings)
{
    private readonly SeriesCalendar _calendar = link.Series.IsDefined ? link.Series.Value.Calendar : link.Outcome.Calendar;

    private string Noun => _calendar.Noun;

    /// <summary>The period of a row, 1-based.</summary>
    public string Period(int row) => link.Series.IsDefined && row >= 1 && row <= link.Series.Value.Starts.Count
        ? Invariant($"the {Noun} of {link.Series.Value.Starts[row - 1]:yyyy-MM-dd}")
        : Invariant($"period {row}");

    /// <summary>The strength in the KPIs' own units.</summary>
    public static Estimable<LinkStrength> Strength(Estimable<LeadEvidence> evidence) => evidence.Select(e =>
    {
        var best = e.Lags.First(l => l.Lags[0] == e.Lag);
        return new LinkStrength(
            e.Lag, best.Effect, best.StandardError, e.LeadSwing, best.Effect * e.OutcomeSwing, best.StandardError * e.OutcomeSwing,
            e.Preparation.Transform == SeriesTransform.Differenced);
    });

    public string Sentence(LinkState state, LinkVerdict verdict, Estimable<LinkStrength> strength)
    {
        var (lead, outcome) = (link.Lead.Name, link.Outcome.Name);
        var held = state.Look == LookKind.Monitoring && state.Memory.Standing != verdict.Word
            ? Invariant($" Judged on today's data alone the word would be {Word(verdict.Word)}; {(state.Memory.Standing == LinkWord.Keep ? "between full verdicts only the monitor may change it" : "it can change at the next full verdict")}.")
            : "";
        return state.Memory.Standing switch
        {
            LinkWord.Keep when strength.IsDefined => $"“{lead}” still leads “{outcome}”: {Follows(strength.Value)}.{Skill(verdict)}{held}",
            LinkWord.Keep => $"“{lead}” still leads “{outcome}”.{held}",
            LinkWord.Replace => $"“{lead}” does not lead “{outcome}”. {state.Memory.Reason}{held}",
            LinkWord.InsufficientEvidence => $"Whether “{lead}” leads “{outcome}” cannot be judged: {state.Memory.Reason}.{held}",
            _ => $"Whether “{lead}” still leads “{outcome}” is open. {state.Memory.Reason}{held}",
        };
    }

    public IReadOnlyList<string> CounterEvidence(LinkState state, LinkVerdict verdict, Examined examined)
    {
        var sentences = new List<string>();
        if (!verdict.Evidence.IsDefined)
        {
            return sentences;
        }

        var e = verdict.Evidence.Value;
        if (state.Memory.Standing == LinkWord.Keep)
        {
            sentences.AddRange(verdict.Checks.Where(c => c.State != CheckState.Passed).Select(c => c.Sentence));
            if (link.Causal.Word != CausalWord.Supported)
            {
                sentences.Add(link.Link.Controls.Count == 0
                    ? "No common cause is declared: series alone cannot tell a lead from something that moves both."
                    : $"A common cause beside {string.Join(", ", link.Link.Controls)} cannot be seen from series alone.");
            }

            if (e.Break is { } change)
            {
                sentences.Add(Invariant($"The strength changed after {Period(change.After)} (F = {change.F:0.0}), although the link lives on."));
            }

            if (state.Reading is { State: MonitorState.Watch } watch)
            {
                sentences.Add(Invariant($"The monitor stands at {watch.Score:0.0}, above the level of {watch.WatchLevel:0.0} at which a link is watched."));
            }
        }
        else
        {
            sentences.AddRange(verdict.Checks.Where(c => c.State == CheckState.Passed).Select(c => c.Sentence));
        }

        if (examined.Beside.IsDefined)
        {
            sentences.AddRange(Beside(examined.Beside.Value, state.Memory.Standing == LinkWord.Keep));
        }

        return sentences;
    }

    public IReadOnlyList<string> WouldChange(LinkState state, LinkVerdict verdict, Examined examined)
    {
        if (!verdict.Evidence.IsDefined)
        {
            return examined.Season.IsMissing && link.Series.IsDefined
                ? [Least(examined), Invariant($"For a verdict of keep or replace, {settings.Gate.Seasons} whole seasons as well ({settings.Gate.Seasons * _calendar.Season} {Noun}s), or `season: 1` in the link where there is none.")]
                : [Least(examined)];
        }

        var e = verdict.Evidence.Value;
        var sentences = new List<string>();
        switch (state.Memory.Standing)
        {
            case LinkWord.Keep:
                if (state.Reading is { } reading)
                {
                    sentences.Add(Invariant($"The monitor at a look above {reading.DemoteLevel:0.0} (now {reading.Score:0.0}): the link would be demoted and judged anew."));
                }

                sentences.Add("A full verdict that fails a check.");
                break;
            case LinkWord.Replace:
                sentences.Add(e.LargestPossible < link.Link.SmallestEffect
                    ? Invariant($"Data in which some declared lag allows an effect of {link.Link.SmallestEffect:0.##} or more; now at most {e.LargestPossible:0.00} is possible.")
                    : e.Break is not null ? "A relation of the declared sign in data from after the change." : "A relation of the declared sign; now the other one shows.");
                sentences.Add("Another window of lags, sign or control, declared before looking at what they give.");
                break;
            default:
                sentences.AddRange(Missing(e, verdict));
                break;
        }

        return sentences;
    }

    private string Least(Examined examined)
    {
        if (!link.Series.IsDefined)
        {
            return "Series that can be put together.";
        }

        var series = link.Series.Value;
        var least = LinkGate.Fewest(series.LastLag, examined.Season.Periods, null, settings.Gate);
        return series.Outcome.Count < least
            ? Invariant($"{least - series.Outcome.Count} more {Noun}s of data: {least} are the least for these lags.")
            : "Data without what stopped the check.";
    }

    // The periods that would carry a failed check over its limit if the strength stayed as it is: t grows as the root of the periods.
    private IEnumerable<string> Missing(LeadEvidence e, LinkVerdict verdict)
    {
        foreach (var check in verdict.Checks.Where(c => c.State != CheckState.Passed))
        {
            var (t, needed, rows, what) = check.Code switch
            {
                "window" => (e.Best.T * e.Sign, Needed(e, verdict.PValue), e.Rows, "for the test of the declared lags"),
                "alive" when e.Break is null => (e.RecentZ, settings.Lead.RecentZ, e.RecentPeriods, "in the recent window"),
                "alive" => (e.Break!.ZAfter, settings.Lead.AfterBreakZ, e.Break.PeriodsAfter, "since the change"),
                "robust" => (Math.Min(e.WinsorisedT, e.WithoutMostInfluentialT), settings.Lead.RobustT, e.Rows, "without extremes"),
                "clark-west" when e.Backtest.IsDefined => (e.Backtest.Value.ClarkWest, Normal.UpperQuantile(settings.Lead.ClarkWestAlpha), e.Backtest.Value.Forecasts.Count, "for the forecasts"),
                _ => (0, 0, 0, ""),
            };
            if (t > 0 && needed > t)
            {
                var more = Math.Ceiling(rows * ((needed * needed / (t * t)) - 1));
                yield return more <= 520
                    ? Invariant($"About {Math.Max(1, more):0} more {Noun}s at this strength {what}.")
                    : Invariant($"More strength {what}: at this one it would take more than {520} {Noun}s.");
            }
            else if (what.Length > 0)
            {
                yield return $"A relation of the declared sign {what}; there is none now.";
            }
            else if (check.Code == "skill")
            {
                yield return "Forecasts that are better with the lead than without it.";
            }
            else if (check.Code == "season")
            {
                yield return Invariant($"{settings.Gate.Seasons} whole seasons of data, or `season: 1` in the link where there is none.");
            }
        }

        if (verdict.Checks.All(c => c.State == CheckState.Passed))
        {
            yield return "The next full verdict, if it passes as today's does.";
        }
    }

    // The t at which the adjusted window p would meet its limit: p is about a multiple of the tail of the largest t.
    private double Needed(LeadEvidence e, double adjusted)
    {
        var tail = Normal.Survival(e.Best.T * e.Sign);
        var factor = tail > 0 ? Math.Clamp(adjusted / tail, 1, 1e6) : 1;
        return Normal.UpperQuantile(settings.Lead.Alpha / factor);
    }

    private string Follows(LinkStrength s)
    {
        var swing = link.Lead.Unit == MetricUnit.Fraction ? FigureNumber(s.LeadSwing * 100) + " pp" : FigureNumber(s.LeadSwing);
        var factor = link.Outcome.Unit == MetricUnit.Fraction ? 100 : 1;
        var decimals = Rounding.Decimals(s.OutcomeError * factor, s.OutcomeChange * factor);
        var change = Rounding.Number(s.OutcomeChange * factor, decimals, signed: true) + " ± " + Rounding.Number(1.96 * s.OutcomeError * factor, decimals) + (factor == 100 ? " pp" : "");
        return Invariant($"{s.Lag} {Noun}{(s.Lag == 1 ? "" : "s")} after {(s.IsOfChanges ? "a usual change" : "a usual rise")} of {swing}, it follows by {change}");
    }

    private static string FigureNumber(double value) => Rounding.Number(value, Rounding.Decimals(null, value));

    private static string Skill(LinkVerdict verdict) => verdict.Evidence.IsDefined && verdict.Evidence.Value.Backtest.IsDefined && verdict.Evidence.Value.Backtest.Value.Skill > 0
        ? Invariant($" Forecasts with it had {verdict.Evidence.Value.Backtest.Value.Skill * 100:0.#} % less squared error than without it.")
        : "";

    private static IEnumerable<string> Beside(LeadBeside b, bool isKept)
    {
        if (b.HacT.IsDefined && b.HacT.Value < 1.645 == isKept)
        {
            yield return Invariant($"With errors robust against autocorrelation t = {b.HacT.Value:0.00}.");
        }

        if (b.Horizon > 1 && b.LeadTime.IsDefined && b.LeadTime.Value.Skill > 0 != isKept)
        {
            yield return Invariant($"{b.Horizon} periods ahead, forecasts with the lead have {Math.Abs(b.LeadTime.Value.Skill) * 100:0.#} % {(isKept ? "more" : "less")} squared error than without.");
        }

        if (isKept && b.SeasonalSkill.IsDefined && b.SeasonalSkill.Value <= 0)
        {
            yield return "The value of the same season a cycle ago forecasts as well as the lead does.";
        }
    }

    private static string Word(LinkWord word) => word switch
    {
        LinkWord.InsufficientEvidence => "insufficient evidence",
        _ => word.ToString().ToLowerInvariant(),
    };
}
