using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What early effects let expect of a late outcome, for readers and as JSON.</summary>
internal static class EarlyEvidence
{
    private const int MostExperiments = 8;

    public static IEnumerable<Block> Blocks(LinkReport report, int level)
    {
        if (report.LongTerm is { } longTerm)
        {
            yield return new Heading(level, "What early effects let expect");
            yield return new Paragraph(Sentence(report, longTerm));

            // Those whose outcome is still to come are what is asked for.
            var shown = longTerm.Effects.Where(e => e.Observed is null).ToList();
            if (shown.Count > 0)
            {
                yield return new Grid(new Table(
                    shown.Count > MostExperiments ? Invariant($"{MostExperiments} of {shown.Count} experiments whose outcome is still to come") : "Experiments whose outcome is still to come",
                    [new("experiment", "Experiment"), new("lead", "Effect on " + report.Link.From, ColumnKind.Figure), new("outcome", $"Predicted on {report.Link.To} (95 %)", ColumnKind.Figure)],
                    [.. shown.TakeLast(MostExperiments).Select(e => new object?[] { e.Variant is { } v ? $"{e.Experiment} ({v})" : e.Experiment, FigureText.Signed(e.Lead, 4), Predicted(e.Effect) })]));
            }
        }

        if (report.Proxy is { } proxy)
        {
            yield return new Heading(level, $"Which lead of {proxy.Outcome} to steer an experiment by");
            yield return new Paragraph(proxy.Result.Match(
                r => Invariant($"Over {proxy.Experiments} experiments with effects on all of them, and for a next one of usual size. A quality of 1 would tell the outcome's true effect wholly.")
                    + (r.IsImproper ? " By moments a quality passes 1 here, which no correlation can: the noise of these experiments is too large for so few. It is shown as 1; read it as high and not as known." : "")
                    + (r.QualityError.IsDefined && r.SingleQuality.Where(q => q.IsDefined).Select(q => q.Value).DefaultIfEmpty(0).Max() is var best && r.Quality - best < r.QualityError.Value ? " The mix is no clear gain over the best single lead." : ""),
                reason => Invariant($"Over {proxy.Experiments} experiments no mix can be told: {reason.Sentence}.")));
            if (proxy.Result.IsDefined)
            {
                var r = proxy.Result.Value;
                yield return new Grid(new Table(
                    "Optimal proxy",
                    [new("lead", "Lead"), new("weight", "Weight in the mix", ColumnKind.Figure), new("quality", "Quality", ColumnKind.Figure)],
                    [
                        .. proxy.Leads.Select((lead, i) => new object?[] { lead, FigureText.Signed(r.Weights[i], 4), r.BoundedSingle[i].Match(q => q.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), _ => "–") }),
                        ["all, by these weights", null, Quality(r)],
                    ]));
            }
        }
    }

    /// <summary>Prentice's criteria in a sentence; null where the units are not those of an experiment.</summary>
    public static string? Record(UnitEvidence units) => units.Prentice is not { } prentice ? null : prentice.Match(
        p => Invariant($"For the record, Prentice's criteria (1989) over the {p.Count} units of this experiment {(p.Passed ? "all pass" : "do not all pass")}: treatment moves the lead ({Rounding.PValue(p.TreatmentOnSurrogate.Test.PValue)}) and the outcome ({Rounding.PValue(p.TreatmentOnOutcome.Test.PValue)}), the lead goes with the outcome ({Rounding.PValue(p.SurrogateOnOutcome.Test.PValue)}), and with the lead known the treatment says {(p.TreatmentGivenSurrogate.Test.PValue > 0.05 ? "nothing more" : "more")} ({Rounding.PValue(p.TreatmentGivenSurrogate.Test.PValue)}). Proportion explained: {p.ProportionExplained:0.00}. They decide nothing: the last accepts a null, which too few units do as well."),
        reason => $"Prentice's criteria cannot be told: {reason.Sentence}.");

    public static JsonObject Json(PrenticeResult p) => new()
    {
        ["passed"] = p.Passed,
        ["treatmentOnLead"] = Of(p.TreatmentOnSurrogate),
        ["treatmentOnOutcome"] = Of(p.TreatmentOnOutcome),
        ["leadOnOutcome"] = Of(p.SurrogateOnOutcome),
        ["treatmentGivenLead"] = Of(p.TreatmentGivenSurrogate),
        ["proportionExplained"] = JsonText.Number(p.ProportionExplained),
        ["relativeEffect"] = JsonText.Number(p.RelativeEffect),
        ["relativeEffectStdError"] = JsonText.Number(p.RelativeEffectStandardError),
        ["adjustedAssociation"] = JsonText.Number(p.AdjustedAssociation),
        ["units"] = p.Count,
    };

    public static JsonObject Json(LongTermEffects longTerm) => new()
    {
        ["compared"] = longTerm.Compared,
        ["within"] = longTerm.Within,
        ["slopesAgree"] = longTerm.SlopesAgree,
        ["contradicted"] = longTerm.IsContradicted,
        ["effects"] = AnalysisJson.Array(longTerm.Effects, e => new JsonObject
        {
            ["experiment"] = e.Experiment,
            ["variant"] = e.Variant,
            ["lead"] = JsonText.Number(e.Lead),
            ["predicted"] = JsonText.Number(e.Effect.Value),
            ["stdError"] = JsonText.Number(e.Effect.StandardError),
            ["set"] = ComparisonJson.Of(e.Effect.Set),
            ["observed"] = JsonText.Number(e.Observed),
        }),
    };

    public static JsonObject Json(ProxyMix proxy) => new()
    {
        ["outcome"] = proxy.Outcome,
        ["experiments"] = proxy.Experiments,
        ["mix"] = JsonText.Estimable(proxy.Result, r => new JsonObject
        {
            ["quality"] = JsonText.Number(r.Bounded),
            ["qualityByMoments"] = JsonText.Number(r.Quality),
            ["improper"] = r.IsImproper,
            ["qualityStdError"] = JsonText.Estimable(r.QualityError, JsonText.Number),
            ["leads"] = AnalysisJson.Array(proxy.Leads.Select((lead, i) => (Lead: lead, Weight: r.Weights[i], Quality: r.BoundedSingle[i])).ToList(), l => new JsonObject
            {
                ["kpi"] = l.Lead, ["weight"] = JsonText.Number(l.Weight), ["quality"] = JsonText.Estimable(l.Quality, JsonText.Number),
            }),
        }),
    };

    // The error is that of the moments.
    private static string Quality(OptimalProxyResult r)
    {
        var moments = r.QualityError.Match(e => Invariant($"{r.Quality:0.00} ± {e:0.00}"), _ => Invariant($"{r.Quality:0.00}"));
        return r.Quality > 1 ? $"1.00 ({moments} by moments)" : moments;
    }

    private static JsonObject Of(CoefficientTest test) => new()
    {
        ["estimate"] = JsonText.Number(test.Estimate), ["stdError"] = JsonText.Number(test.StandardError), ["pValue"] = JsonText.Number(test.Test.PValue),
    };

    private static string Sentence(LinkReport report, LongTermEffects longTerm)
    {
        var check = longTerm.Compared == 0
            ? "No experiment whose outcome has come tells whether that holds."
            : Invariant($"In {longTerm.Within} of {longTerm.Compared} experiments whose outcome has come it differs from the prediction by no more than the errors explain")
                + (longTerm.SlopesAgree is not { } agree ? "." : agree ? ", and the slope over units lies in the set of the debiased one." : ", but the slope over units lies outside the set of the debiased one.");
        var trust = longTerm.IsContradicted ? " That is against the index: do not use it for this outcome."
            : report.Causal.Word == CausalWord.Supported ? "" : " As long as moving the lead is not shown to move the outcome, take them as what would be if it did.";
        return $"By the surrogate index: the outcome that units of such early behaviour had, carried over to experiments; the ranges hold the errors of both. It assumes that a treatment reaches {report.Link.To} through {report.Link.From} alone. {check}{trust}";
    }

    private static string Predicted(Effect effect)
    {
        var decimals = Rounding.Decimals((effect.Set.Upper - effect.Set.Lower) / 4, effect.Value);
        return $"{Rounding.Number(effect.Value, decimals, signed: true)} ({Rounding.Set(effect.Set, 1, decimals, "")})";
    }
}
