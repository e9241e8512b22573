using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>From the evidence of a link to its verdict.</summary>
public static class LinkJudge
{
    /// <summary>The ladder and the word that follows from it.</summary>
    /// <param name="evidence">What the tests found.</param>
    /// <param name="pValue">Window p, adjusted when several links are judged together.</param>
    /// <param name="declaredSign">1, −1, or 0.</param>
    /// <param name="settings">Thresholds.</param>
    /// <param name="period">How the period of a row (1-based) is named; null: by its number.</param>
    /// <param name="more">Further rungs.</param>
    public static LinkVerdict Judge(
        LeadEvidence evidence, double pValue, int declaredSign, LeadSettings settings, Func<int, string>? period = null, IReadOnlyList<LinkCheck>? more = null)
    {
        period ??= row => Invariant($"period {row}");
        List<LinkCheck> checks = [.. Ladder(evidence, pValue, settings, period), .. more ?? []];
        if (checks.All(c => c.State == CheckState.Passed))
        {
            return new LinkVerdict(LinkWord.Keep, "Every check passed.", checks, evidence, pValue);
        }

        if (!checks.Exists(c => c is { Code: "season", State: CheckState.Abstained }) && Replacement(evidence, pValue, declaredSign, settings, period) is { } reason)
        {
            return new LinkVerdict(LinkWord.Replace, reason, checks, evidence, pValue);
        }

        var failed = checks.First(c => c.State != CheckState.Passed);
        return new LinkVerdict(LinkWord.Revalidate, failed.Sentence, checks, evidence, pValue);
    }

    /// <summary>A link whose data cannot be judged.</summary>
    public static LinkVerdict Insufficient(Undefined reason)
        => new(LinkWord.InsufficientEvidence, reason.Sentence, [new LinkCheck("data", CheckState.Failed, reason.Sentence)], reason, 1);

    private static List<LinkCheck> Ladder(LeadEvidence e, double pValue, LeadSettings s, Func<int, string> period)
    {
        List<LinkCheck> checks =
        [
            Check("window", pValue <= s.Alpha, Invariant($"The strongest of the declared lags explains the outcome beyond its own past with {Rounding.PValue(pValue)}; {s.Alpha} is the limit.")),
        ];
        if (e.Backtest.IsDefined)
        {
            var b = e.Backtest.Value;
            checks.Add(Check("skill", b.Skill > 0, Invariant($"Forecasts with the lead have {Math.Abs(b.Skill) * 100:0.#} % {(b.Skill > 0 ? "less" : "more")} squared error than those from the outcome's own past, over {b.Forecasts.Count} forecasts.")));
            checks.Add(Check("clark-west", b.PValue <= s.ClarkWestAlpha, Invariant($"That the lead helps forecasts is supported with {Rounding.PValue(b.PValue)}; {s.ClarkWestAlpha} is the limit.")));
        }
        else
        {
            checks.Add(new LinkCheck("skill", CheckState.Abstained, e.Backtest.Reason.Sentence));
        }

        var alive = e.Break is null ? e.RecentZ >= s.RecentZ : e.RecentZ >= s.RecentZWithBreak && e.Break.ZAfter >= s.AfterBreakZ;
        checks.Add(Check("alive", alive, e.Break is null
            ? Invariant($"In the last {e.RecentPeriods} periods alone the lead has t = {e.RecentZ:0.00}; {s.RecentZ} is the limit.")
            : Invariant($"The relation changed after {period(e.Break.After)} (F = {e.Break.F:0.0}); since then the lead has t = {e.Break.ZAfter:0.00}, and {e.RecentZ:0.00} in the last {e.RecentPeriods} periods.")));
        checks.Add(Check("robust", e.WinsorisedT >= s.RobustT && e.WithoutMostInfluentialT >= s.RobustT, Invariant($"With extremes cut t = {e.WinsorisedT:0.00}, and {e.WithoutMostInfluentialT:0.00} without {period(e.MostInfluential)}; {s.RobustT} is the limit.")));
        return checks;
    }

    private static string? Replacement(LeadEvidence e, double pValue, int declared, LeadSettings s, Func<int, string> period)
    {
        if (declared != 0 && e.WrongSignPValue <= s.WrongSignAlpha && pValue > s.Alpha)
        {
            return Invariant($"The lead moves the outcome against the declared sign ({Rounding.PValue(e.WrongSignPValue)}).");
        }

        if (e.LargestPossible < s.SmallestEffect)
        {
            return Invariant($"At every declared lag the effect is below the smallest that matters: at most {e.LargestPossible:0.00}, and {s.SmallestEffect} is wanted.");
        }

        return e.Break is { } b && b.PeriodsAfter >= s.DeadPeriods && b.ZAfter < s.DeadZ
            ? Invariant($"The relation ended after {period(b.After)}: since then, over {b.PeriodsAfter} periods, t = {b.ZAfter:0.00}.")
            : null;
    }

    private static LinkCheck Check(string code, bool passed, string sentence) => new(code, passed ? CheckState.Passed : CheckState.Failed, sentence);
}
