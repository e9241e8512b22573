using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What early behaviour tells of the later outcome of the same units, for readers and as JSON.</summary>
internal static class UnitBlocks
{
    private const int MostMonths = 12;

    public static IEnumerable<Block> Of(LinkReport report, int level)
    {
        if (report.Units is not { } units)
        {
            yield break;
        }

        yield return new Heading(level, "Units");
        yield return new Paragraph(Sentence(units));
        yield return new Facts([.. Facts(report.Link.Units, units)]);
        if (units.Drift.Count > 0)
        {
            yield return new Grid(new Table(
                units.Drift.Count > MostMonths ? Invariant($"Early behaviour of the last {MostMonths} of {units.Drift.Count} months against the units that the model learned from") : "Early behaviour by month of entry against the units that the model learned from",
                [new("month", "Entered in"), new("units", "Units", ColumnKind.Integer), new("psi", "PSI", ColumnKind.Figure), new("ks", "Kolmogorov–Smirnov", ColumnKind.Figure), new("wasserstein", "Wasserstein", ColumnKind.Figure), new("band", "Drift")],
                [.. units.Drift.TakeLast(MostMonths).Select(Month)]));
        }

        if (EarlyEvidence.Record(units) is { } record)
        {
            yield return new Paragraph(record);
        }
    }

    public static JsonObject Json(UnitEvidence units, LinkUnits? declared) => new()
    {
        ["rows"] = declared?.Entry is null ? "units" : "events",
        ["early"] = declared is null ? null : Quantity(declared.Early, declared.Source),
        ["outcome"] = declared is null ? null : Quantity(declared.Outcome, declared.Source),
        ["sentence"] = Sentence(units),
        ["units"] = units.Units,
        ["read"] = units.Read,
        ["open"] = units.Open,
        ["missing"] = units.Missing,
        ["observedUntil"] = units.ObservedUntil is { } until ? JsonText.Time(until) : null,
        ["relation"] = JsonText.Estimable(units.Relation, r => new JsonObject { ["slope"] = JsonText.Number(r.Slope), ["stdError"] = JsonText.Number(r.SlopeError), ["correlation"] = JsonText.Number(r.Correlation) }),
        ["prentice"] = units.Prentice is { } prentice ? JsonText.Estimable(prentice, EarlyEvidence.Json) : null,
        ["prediction"] = JsonText.Estimable(units.Prediction, p => new JsonObject
        {
            ["auc"] = JsonText.Number(p.Auc),
            ["aucLower"] = JsonText.Number(p.AucInterval.Lower),
            ["aucUpper"] = JsonText.Number(p.AucInterval.Upper),
            ["brierSkill"] = JsonText.Estimable(p.BrierSkill, JsonText.Number),
            ["calibrationSlope"] = JsonText.Estimable(p.CalibrationSlope, JsonText.Number),
            ["calibrationIntercept"] = JsonText.Estimable(p.CalibrationIntercept, JsonText.Number),
            ["expectedCalibrationError"] = JsonText.Number(p.ExpectedCalibrationError),
            ["liftOfTopTenth"] = JsonText.Number(p.LiftOfTopTenth),
        }),
        ["drift"] = AnalysisJson.Array(units.Drift, d => new JsonObject
        {
            ["month"] = LinkOutputs.Day(d.Month),
            ["units"] = d.Units,
            ["drift"] = JsonText.Estimable(d.Drift, r => new JsonObject
            {
                ["psi"] = JsonText.Number(r.Psi), ["band"] = r.Band, ["distance"] = JsonText.Number(r.Distance.Statistic), ["pValue"] = JsonText.Number(r.Distance.PValue), ["wasserstein"] = JsonText.Number(r.Wasserstein),
            }),
        }),
    };

    private static object?[] Month(MonthDrift d) => d.Drift.Match(
        r => new object?[]
        {
            LinkOutputs.Day(d.Month)[..7], (long)d.Units, FigureText.Significant(r.Psi, 2), Invariant($"{FigureText.Significant(r.Distance.Statistic, 2)} ({Rounding.PValue(r.Distance.PValue)})"), FigureText.Significant(r.Wasserstein, 2), r.Band,
        },
        reason => [LinkOutputs.Day(d.Month)[..7], (long)d.Units, "–", "–", "–", reason.Sentence]);

    private static JsonObject Quantity(UnitPart part, string source) => new()
    {
        ["source"] = part.Source ?? source,
        ["value"] = part.Value?.Text,
        ["where"] = part.Where?.Text,
        ["aggregate"] = part.Aggregate is { } aggregate ? Spelling.Snake(aggregate) : null,
        ["window"] = part.Window.ToString(),
    };

    private static IEnumerable<(string Name, string Text)> Facts(LinkUnits? declared, UnitEvidence units)
    {
        if (declared is not null)
        {
            yield return ("Early behaviour", Words(declared.Early, declared.Source, declared.Entry is not null));
            yield return ("Later outcome", Words(declared.Outcome, declared.Source, declared.Entry is not null));
        }

        var left = (units.Open > 0 ? Invariant($"; {units.Open} left out because the outcome's window was not over{(units.ObservedUntil is { } until ? Invariant($" on {until:yyyy-MM-dd}") : "")}") : "")
            + (units.Missing > 0 ? Invariant($"; {units.Missing} left out because a value is missing") : "");
        yield return ("Units", Invariant($"{units.Units} of {units.Read} that entered{left}"));
        if (units.Prediction is { IsDefined: true, Value: var p })
        {
            yield return ("Skill on later units", p.BrierSkill.Match(b => Invariant($"{Math.Abs(b) * 100:0.#} % {(b >= 0 ? "less" : "more")} squared error than the rate alone (Brier)"), r => EffectWords.Sentence(r.Sentence)));
            yield return ("Calibration on later units", p.CalibrationSlope.Match(
                s => Invariant($"slope {s:0.00}{p.CalibrationIntercept.Match(i => Invariant($", intercept {i:0.00}"), _ => "")}, where 1 and 0 are perfect; predicted and true rates differ by {p.ExpectedCalibrationError * 100:0.#} points on average"),
                r => EffectWords.Sentence(r.Sentence)));
        }
    }

    private static string Words(UnitPart part, string source, bool isEvents)
    {
        var what = isEvents
            ? (part.Aggregate is { } aggregate ? $"{Spelling.Snake(aggregate)} of " : "") + (part.Value?.Text ?? "events") + (part.Where is { } where ? $" where {where.Text}" : "")
            : part.Value?.Text ?? "";
        return $"{what}, {part.Window} after entry ({part.Source ?? source})";
    }

    private static string Sentence(UnitEvidence units) => units.Prediction.Match(
        p => Invariant($"Over {units.Units} units the early behaviour tells the later outcome with an AUC of {p.Auc:0.00} ({p.AucInterval.Lower:0.00} to {p.AucInterval.Upper:0.00}) on later units; the tenth with the highest scores has {p.LiftOfTopTenth:0.0} times the rate of all. That is no effect of moving it."),
        reason => units.Relation.Match(
            r => Invariant($"Over {units.Units} units the two correlate by {r.Correlation:0.00}, which is no effect of moving the one. No prediction is made: {reason.Sentence}."),
            _ => $"No statement over units: {reason.Sentence}."));
}
