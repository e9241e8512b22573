using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Rungs of the ladder beside its defaults: what was declared to decide, and a season that could not be told.</summary>
public static class LinkExtras
{
    /// <summary>The rungs.</summary>
    public static IReadOnlyList<LinkCheck> Of(LinkSeason season, Estimable<LeadBeside> beside, LinkSettings settings)
    {
        var checks = new List<LinkCheck>();
        if (season.IsMissing)
        {
            checks.Add(new LinkCheck("season", CheckState.Abstained, season.Sentence + " Two KPIs of one season look linked without being so; write `season: 1` in the link if there is none."));
        }

        if (!beside.IsDefined)
        {
            return checks;
        }

        var b = beside.Value;
        if (settings.Decide.Errors == LinkErrors.Hac)
        {
            checks.Add(b.HacT.Match(
                t => new LinkCheck("hac", t >= settings.Lead.RobustT ? CheckState.Passed : CheckState.Failed, Invariant($"With errors robust against autocorrelation t = {t:0.00}; {settings.Lead.RobustT} is the limit.")),
                r => new LinkCheck("hac", CheckState.Abstained, r.Sentence)));
        }

        if (settings.Decide.Horizon == LinkHorizon.LeadTime)
        {
            checks.Add(b.LeadTime.Match(
                l => new LinkCheck(
                    "lead-time", l.Skill > 0 && l.PValue <= settings.Lead.ClarkWestAlpha ? CheckState.Passed : CheckState.Failed,
                    Invariant($"{b.Horizon} periods ahead, forecasts with the lead have {Math.Abs(l.Skill) * 100:0.#} % {(l.Skill > 0 ? "less" : "more")} squared error than those from the outcome's own past ({Rounding.PValue(l.PValue)}).")),
                r => new LinkCheck("lead-time", CheckState.Abstained, r.Sentence)));
        }

        if (settings.Decide.Benchmark == LinkBenchmark.BetterOfBoth)
        {
            checks.Add(b.BestSkill.Match(
                s => new LinkCheck(
                    "better-of-both", s > 0 ? CheckState.Passed : CheckState.Failed,
                    Invariant($"Forecasts with the lead have {Math.Abs(s) * 100:0.#} % {(s > 0 ? "less" : "more")} squared error than the better of the outcome's own past and the same season a cycle ago.")),
                r => new LinkCheck("better-of-both", CheckState.Abstained, r.Sentence)));
        }

        return checks;
    }
}
