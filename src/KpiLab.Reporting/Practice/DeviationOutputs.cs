using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Deviations for readers and for programs.</summary>
public static class DeviationOutputs
{
    private static readonly Column[] Columns =
    [
        new("id", "Deviation"), new("kpi", "KPI"), new("when", "Threshold"), new("period", "Period"), new("value", "Value", ColumnKind.Number), new("reference", "Held against", ColumnKind.Number),
        new("score", "z", ColumnKind.Number), new("inside_noise", "Inside noise", ColumnKind.Flag), new("severity", "Severity"), new("state", "State"), new("opened", "Opened", ColumnKind.Time),
        new("due", "Due", ColumnKind.Time), new("action", "What is to be done"), new("acted_by", "Acted by"), new("acted_on", "Acted on"), new("acted", "What was done"), new("escalate_to", "Escalate to"),
        new("closed", "Closed", ColumnKind.Time), new("reason", "Why closed"),
    ];

    private static readonly Column[] Readers = [new("id", "Deviation"), new("crossing", "What crossed"), new("state", "State"), new("due", "Due"), new("action", "Action")];

    /// <summary>One row a deviation.</summary>
    public static Table ToTable(this DeviationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new Table("Deviations", Columns, [.. report.Deviations.Select(d => Row(d, report.AsOf))]);
    }

    /// <summary>The same as CSV.</summary>
    public static string ToCsv(this DeviationReport report) => report.ToTable().ToCsv();

    /// <summary>Deviations and rates as text.</summary>
    public static string ToJson(this DeviationReport report) => JsonText.Of(report.ToJsonBody());

    /// <summary>Deviations and rates.</summary>
    public static JsonObject ToJsonBody(this DeviationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new JsonObject
        {
            ["formatVersion"] = 1,
            ["simulated"] = report.Simulated,
            ["executionRate"] = Rate(report.Rate),
            ["byKpi"] = Rates(report.ByKpi),
            ["byTeam"] = Rates(report.ByTeam),
            ["byMonth"] = Rates(report.ByMonth),
            ["opened"] = AnalysisJson.Texts(report.Opened),
            ["deviations"] = report.ToTable().ToJsonArray(),
            ["findings"] = ScreenOutputs.Findings(report.Findings),
        };
    }

    /// <summary>The document, the same for every medium.</summary>
    public static Document ToDocument(this DeviationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        List<Block> blocks = [new Heading(1, "Deviations"), new Paragraph(Lead(report))];
        if (report.Simulated)
        {
            blocks.Add(new Statement(new Marked(Mark.Neutral, "note"), "The store's times were simulated (demo)."));
        }

        blocks.AddRange(report.Findings.Select(f => new Statement(EffectWords.Severity(f.Severity), f.Subject is { } about ? $"{about}: {f.Sentence}" : f.Sentence, f.Remedy)));
        if (report.Deviations.Count == 0)
        {
            return new Document(blocks);
        }

        blocks.Add(Table(report.Deviations, report.AsOf, report.Units));
        foreach (var (title, rates) in new[] { ("By KPI", report.ByKpi), ("By team", report.ByTeam), ("By month", report.ByMonth) })
        {
            blocks.Add(new Grid(new Table(
                title,
                [new("name", char.ToUpperInvariant(title[3]) + title[4..]), new("triggered", "Triggered", ColumnKind.Integer), new("executed", "Acted on", ColumnKind.Integer), new("rate", "Execution rate", ColumnKind.Figure)],
                [.. rates.Select(r => new object?[] { r.Name.Length == 0 ? "(none)" : r.Name, r.Rate.Triggered, r.Rate.Executed, Share(r.Rate) })])));
        }

        return new Document(blocks);
    }

    /// <summary>The readers' table.</summary>
    internal static Grid Table(IReadOnlyList<Deviation> deviations, DateTimeOffset asOf, IReadOnlyDictionary<string, MetricUnit> units) => new(new Table(
        "Deviations", Readers, [.. deviations.Select(d => new object?[] { d.Id, new Lines([Crossed(d, units.TryGetValue(d.Kpi, out var unit) ? unit : null), Noise(d.Crossing)]), State(d, asOf), Due(d, asOf), new Lines(Done(d)) })]));

    /// <summary>Where it stands, as icon and word.</summary>
    public static Marked State(Deviation deviation, DateTimeOffset asOf)
    {
        ArgumentNullException.ThrowIfNull(deviation);
        return deviation.StateAt(asOf) switch
        {
            DeviationState.Late => new Marked(Mark.Bad, "late"),
            DeviationState.Open => new Marked(deviation.Crossing.IsInsideNoise ? Mark.Neutral : Mark.Caution, "open"),
            DeviationState.Acted => new Marked(Mark.Good, deviation.WasActedLate ? "acted, late" : "acted"),
            _ => new Marked(Mark.Neutral, deviation.IsExecuted ? "closed" : "closed, no action"),
        };
    }

    /// <summary>What crossed, in a line.</summary>
    internal static string Crossed(Deviation d, MetricUnit? unit) => Crossed(d.Kpi, d.When, d.Crossing.Value, d.Crossing.Reference, d.Crossing.Period, unit);

    /// <summary>What crossed, in a line.</summary>
    internal static string Crossed(string kpi, string when, double value, double reference, DateOnly period, MetricUnit? unit)
    {
        string Shown(double v) => unit == MetricUnit.Fraction ? FigureText.Significant(v * 100, 5) + " %" : FigureText.Significant(v, 5);
        return Invariant($"{kpi} was {Shown(value)} in the period from {period:yyyy-MM-dd} ({when}; held against {Shown(reference)})");
    }

    /// <summary>Whether it may be noise.</summary>
    internal static string Noise(Crossing c)
        => c.Score is not { } z ? "noise unknown: no standard error, too short a past"
            : c.IsInsideNoise ? Invariant($"inside noise: {z:0.0} standard deviations by its {c.Noise}")
            : Invariant($"beyond noise: {z:0.0} standard deviations by its {c.Noise}");

    internal static string Share(ExecutionRate rate) => rate.Rate is { } share ? FigureText.Share(share) : "–";

    private static string Lead(DeviationReport report)
    {
        var opened = report.Opened.Count > 0 ? $" {FigureText.Counted(report.Opened.Count, "deviation")} opened by this check." : "";
        var late = report.Deviations.Count(d => d.StateAt(report.AsOf) == DeviationState.Late);
        return report.Deviations.Count == 0
            ? "No deviation is on record: no KPI has crossed its thresholds since they were applied, or nobody has looked (`kpilab deviation check`)."
            : Invariant($"{FigureText.Counted(report.Rate.Triggered, "deviation")}, {report.Rate.Executed} acted on: execution rate {Share(report.Rate)}.{opened}{(late > 0 ? Invariant($" {late} late.") : "")}");
    }

    private static List<string> Done(Deviation d)
    {
        List<string> lines = [d.Action];
        lines.AddRange(d.Acts.Select(a => Invariant($"{a.On:yyyy-MM-dd} {a.By}: {a.What}")));
        if (d.Closing is { } end)
        {
            lines.Add(Invariant($"closed {end.At:yyyy-MM-dd} by {end.By}: {end.Reason}"));
        }

        return lines;
    }

    private static object? Due(Deviation d, DateTimeOffset asOf) => d.Due is not { } due ? "no time set"
        : d.StateAt(asOf) == DeviationState.Late ? new Lines([Invariant($"{due:yyyy-MM-dd}"), $"escalate to {d.EscalateTo ?? "the owner"}"])
        : Invariant($"{due:yyyy-MM-dd}");

    private static JsonObject Rate(ExecutionRate rate) => new() { ["triggered"] = rate.Triggered, ["executed"] = rate.Executed, ["rate"] = JsonText.Number(rate.Rate) };

    private static JsonNode Rates(IReadOnlyList<(string Name, ExecutionRate Rate)> rates) => AnalysisJson.Array(rates, r =>
    {
        var json = Rate(r.Rate);
        json.Insert(0, "name", r.Name);
        return json;
    });

    private static object?[] Row(Deviation d, DateTimeOffset asOf)
    {
        var act = d.Acts.Count > 0 ? d.Acts[0] : null;
        return
        [
            d.Id, d.Kpi, d.When, CohortDocument.Day(d.Crossing.Period), d.Crossing.Value, d.Crossing.Reference, d.Crossing.Score, d.Crossing.IsInsideNoise, Spelling.Snake(d.Severity),
            Spelling.Snake(d.StateAt(asOf)), d.OpenedAt, d.Due, d.Action, act?.By, act is null ? null : CohortDocument.Day(act.On), act?.What, d.EscalateTo, d.Closing?.At, d.Closing?.Reason,
        ];
    }
}
