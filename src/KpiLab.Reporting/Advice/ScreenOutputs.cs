using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A screen for leads: for readers, for programs, as a figure and a page.</summary>
public static class ScreenOutputs
{
    private static readonly Column[] Columns =
    [
        new("kpi", "KPI"),
        new("verdict", "Verdict"),
        new("rank", "Rank", ColumnKind.Integer, IsDetail: true),
        new("lag", "Lag", ColumnKind.Integer),
        new("effect", "Effect", ColumnKind.Number),
        new("p_value", "p (corrected)", ColumnKind.Number),
        new("skill", "Skill", ColumnKind.Number),
        new("moved_share", "Moved in experiments", ColumnKind.Number, IsDetail: true),
        new("mean_abs_z", "Mean |z|", ColumnKind.Number, IsDetail: true),
        new("on_front", "On the front", ColumnKind.Flag, IsDetail: true),
        new("redundant_with", "Twin of", IsDetail: true),
        new("declared", "Declared as", IsDetail: true),
        new("sentence", "Why"),
    ];

    private static readonly Column[] Readers =
    [
        new("kpi", "KPI"),
        new("verdict", "Verdict"),
        new("lag", "Lag", ColumnKind.Figure),
        new("effect", "Effect", ColumnKind.Figure),
        new("p_value", "p (corrected)", ColumnKind.Figure),
        new("skill", "Skill", ColumnKind.Figure),
        new("moved", "Moved in experiments", ColumnKind.Figure, IsDetail: true),
        new("stopped_at", "Stopped at"),
    ];

    /// <summary>One row a candidate.</summary>
    public static Table ToTable(this LinkScreen screen)
    {
        ArgumentNullException.ThrowIfNull(screen);
        return new Table($"Candidates for {screen.Outcome}", Columns, [.. screen.Candidates.Select(c => new object?[]
        {
            c.Kpi, Spelling.Snake(c.Word), (long?)c.Rank, (long?)c.Lag, c.Effect, c.PValue, c.Skill, c.Sensitivity?.MovedShare, c.Sensitivity?.MeanAbsoluteZ, c.OnFront, c.RedundantWith, c.Declared, c.Sentence,
        })]);
    }

    /// <summary>The same as CSV.</summary>
    public static string ToCsv(this LinkScreen screen) => screen.ToTable().ToCsv();

    /// <summary>The screen as text.</summary>
    public static string ToJson(this LinkScreen screen) => JsonText.Of(screen.ToJsonBody());

    /// <summary>The screen.</summary>
    public static JsonObject ToJsonBody(this LinkScreen screen)
    {
        ArgumentNullException.ThrowIfNull(screen);
        return new JsonObject
        {
            ["formatVersion"] = 1,
            ["outcome"] = screen.Outcome,
            ["lags"] = screen.Lags.ToString(),
            ["asOf"] = JsonText.Time(screen.AsOf),
            ["family"] = screen.Family,
            ["sentence"] = screen.Sentence,
            ["candidates"] = AnalysisJson.Array(screen.Candidates, Json),
            ["findings"] = Findings(screen.Findings),
        };
    }

    /// <summary>The document, the same for every medium.</summary>
    public static Document ToDocument(this LinkScreen screen)
    {
        ArgumentNullException.ThrowIfNull(screen);
        List<Block> blocks =
        [
            new Heading(1, $"What could lead {screen.Outcome}"),
            new Paragraph(screen.Sentence),
            new Paragraph($"Lags {screen.Lags}. Effect: standard deviations of the outcome's own movement per standard deviation of the lead. Skill: squared forecast error saved out of sample. p is corrected for the {FigureText.Counted(screen.Family, "candidate")} tested. Stopped at: the first check of the ladder that it did not pass."),
        ];
        if (screen.Candidates.Count > 0)
        {
            blocks.Add(new Grid(new Table($"Candidates for {screen.Outcome}", Readers, [.. screen.Candidates.Select(Row)])));
        }

        blocks.AddRange(screen.Candidates.Where(c => c.Word == ScreenWord.Mechanical).Select(c => new Statement(new Marked(Mark.Caution, "mechanical"), c.Sentence)));
        var front = screen.Candidates.Where(c => c.OnFront).Select(c => c.Kpi).ToList();
        if (front.Count > 0)
        {
            blocks.Add(new Paragraph($"No other candidate is both moved by more experiments and stronger than {Suggestion.List(front)}."));
        }

        foreach (var c in screen.Candidates.Where(c => c.Encompassing is not null))
        {
            blocks.Add(new Paragraph($"{c.Kpi} and {c.RedundantWith} say the same: beside the other, {c.Kpi} adds nothing ({Rounding.PValue(c.Encompassing!.Value.Own)}), nor does {c.RedundantWith} ({Rounding.PValue(c.Encompassing.Value.Other)}). The weaker is left out."));
        }

        return new Document(blocks);
    }

    /// <summary>The readers' document as Markdown.</summary>
    public static string ToMarkdown(this LinkScreen screen) => screen.ToDocument().ToMarkdown();

    /// <summary>Sensitivity in experiments against predictive strength, the candidates that both are known of.</summary>
    public static ScatterPlot ToFigure(this LinkScreen screen)
    {
        ArgumentNullException.ThrowIfNull(screen);
        var points = screen.Candidates.Where(c => c is { Sensitivity: not null, Skill: not null }).ToList();
        return new ScatterPlot(
            $"Candidates for {screen.Outcome}: moved in experiments against predictive strength",
            points.Count == 0
                ? "No candidate was measured in past experiments."
                : "The best stand at the upper right. On the front: " + string.Join(", ", points.Where(p => p.OnFront).Select(p => p.Kpi)) + ".",
            new FigureAxis("Share of past experiments that moved it", 100, " %"),
            new FigureAxis("Squared forecast error saved out of sample", 100, " %"),
            [.. points.Select(c => new ScatterPoint(c.Kpi + (c.OnFront ? " (front)" : ""), c.Sensitivity!.MovedShare, c.Skill!.Value))],
            null);
    }

    /// <summary>The page.</summary>
    public static string ToHtml(this LinkScreen screen, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(screen);
        var figure = screen.ToFigure();
        return DocumentPage.Render(screen.ToDocument(), $"What could lead {screen.Outcome}", "KpiLab screening of leads", figure.Points.Count > 0 ? [figure] : [], options ?? new ReportOptions());
    }

    internal static JsonArray Findings(IEnumerable<Finding> findings) => AnalysisJson.Array(findings, f => new JsonObject
    {
        ["code"] = f.Code, ["severity"] = Spelling.Snake(f.Severity), ["sentence"] = f.Sentence, ["remedy"] = f.Remedy, ["subject"] = f.Subject,
    });

    private static object?[] Row(ScreenCandidate c) =>
    [
        c.Kpi,
        new Marked(
            c.Word switch { ScreenWord.Passed => c.RedundantWith is null ? Mark.Good : Mark.Neutral, ScreenWord.Failed => Mark.Bad, ScreenWord.Mechanical => Mark.Caution, _ => Mark.Unknown },
            c.Word == ScreenWord.Passed && c.RedundantWith is { } twin ? $"twin of {twin}" : Spelling.Words(c.Word)),
        c.Lag?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        c.Effect is { } effect ? FigureText.Signed(effect, 2) : null,
        c.PValue is { } p ? FigureText.PValue(p) : null,
        c.Skill is { } skill ? FigureText.Share(skill) : null,
        c.Sensitivity is { } s ? Invariant($"{s.Moved} of {s.Experiments}") : null,
        c.Word == ScreenWord.Passed ? null : c.Verdict?.Checks.FirstOrDefault(k => k.State != CheckState.Passed)?.Code ?? (c.Word == ScreenWord.Mechanical ? "formula" : "data"),
    ];

    private static JsonNode Json(ScreenCandidate c) => new JsonObject
    {
        ["kpi"] = c.Kpi,
        ["name"] = c.Name,
        ["verdict"] = Spelling.Snake(c.Word),
        ["rank"] = c.Rank,
        ["sentence"] = c.Sentence,
        ["pValue"] = JsonText.Number(c.PValue),
        ["lag"] = c.Lag,
        ["sign"] = c.Sign,
        ["effect"] = JsonText.Number(c.Effect),
        ["skill"] = JsonText.Number(c.Skill),
        ["checks"] = AnalysisJson.Array(c.Verdict?.Checks ?? [], k => new JsonObject { ["code"] = k.Code, ["state"] = Spelling.Snake(k.State), ["sentence"] = k.Sentence }),
        ["sensitivity"] = c.Sensitivity is { } s ? Sensitivity(s) : null,
        ["onFront"] = c.OnFront,
        ["redundantWith"] = c.RedundantWith,
        ["encompassing"] = c.Encompassing is { } e ? new JsonObject { ["own"] = JsonText.Number(e.Own), ["other"] = JsonText.Number(e.Other) } : null,
        ["declared"] = c.Declared,
    };

    internal static JsonNode Sensitivity(KpiSensitivity s) => new JsonObject
    {
        ["experiments"] = s.Experiments,
        ["moved"] = s.Moved,
        ["meanAbsoluteZ"] = JsonText.Number(s.MeanAbsoluteZ),
        ["reliability"] = JsonText.Number(s.Reliability),
        ["known"] = s.Known,
        ["agreeing"] = s.Agreeing,
        ["opposing"] = s.Opposing,
        ["sameSign"] = s.SameSign,
        ["flat"] = s.Flat,
        ["falseAlarms"] = s.FalseAlarms,
    };
}
