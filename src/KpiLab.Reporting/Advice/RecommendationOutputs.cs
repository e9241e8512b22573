using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The recommendations for KPIs: for readers, for programs, as a page.</summary>
public static class RecommendationOutputs
{
    private static readonly Column[] Columns =
    [
        new("kpi", "KPI"),
        new("advice", "Advice"),
        new("rule", "Rule"),
        new("sentence", "Why"),
        new("role", "Role"),
        new("tier", "Tier"),
        new("candidates", "Candidates"),
        new("next", "Next look"),
    ];

    private static readonly Column[] Readers = [new("kpi", "KPI"), new("advice", "Advice"), new("sentence", "Why")];

    /// <summary>One row a KPI.</summary>
    public static Table ToTable(this KpiRecommendations advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return new Table("Recommendations", Columns, [.. advice.Kpis.Select(Row)]);
    }

    /// <summary>The same as CSV.</summary>
    public static string ToCsv(this KpiRecommendations advice) => advice.ToTable().ToCsv();

    /// <summary>The recommendations as text.</summary>
    public static string ToJson(this KpiRecommendations advice) => JsonText.Of(advice.ToJsonBody());

    /// <summary>The recommendations.</summary>
    public static JsonObject ToJsonBody(this KpiRecommendations advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return new JsonObject
        {
            ["formatVersion"] = 1,
            ["asOf"] = JsonText.Time(advice.AsOf),
            ["simulated"] = advice.Simulated,
            ["kpis"] = AnalysisJson.Array(advice.Kpis, Json),
            ["rules"] = AnalysisJson.Array(advice.Rules, r => new JsonObject { ["name"] = r.Name, ["advice"] = Spelling.Snake(r.Advice), ["when"] = AnalysisJson.Texts(r.When) }),
            ["findings"] = ScreenOutputs.Findings(advice.Findings),
        };
    }

    /// <summary>The document, the same for every medium.</summary>
    public static Document ToDocument(this KpiRecommendations advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        List<Block> blocks = [new Heading(1, "Recommendations"), new Paragraph(Lead(advice))];
        if (advice.Simulated)
        {
            blocks.Add(new Statement(new Marked(Mark.Neutral, "note"), "The store's times were simulated (demo)."));
        }

        blocks.AddRange(advice.Findings.Select(f => new Statement(EffectWords.Severity(f.Severity), f.Sentence, f.Remedy)));
        if (advice.Kpis.Count == 0)
        {
            return new Document(blocks);
        }

        blocks.Add(new Grid(new Table("Every KPI", Readers, [.. advice.Kpis.Select(k => new object?[] { k.Kpi, Word(k.Advice), k.Sentence })])));
        foreach (var k in advice.Kpis.Where(k => k.Advice != KpiAdvice.Keep || advice.Kpis.Count == 1))
        {
            blocks.Add(new Heading(2, $"{k.Name} ({k.Kpi})"));
            blocks.Add(new Statement(Word(k.Advice), k.Sentence));
            Add(blocks, "For it", k.Evidence);
            Add(blocks, "Against it", k.CounterEvidence);
            Add(blocks, "What would change it", k.WhatWouldChangeIt);
            if (k.Candidates.Count > 0)
            {
                Add(blocks, "Candidates, best first", [.. k.Candidates.Select(c => c.Sentence + (c.MovedShare is { } moved ? $" Past experiments moved it in {FigureText.Share(moved)}." : " No past experiment measured it."))]);
            }
        }

        return new Document(blocks);
    }

    /// <summary>The readers' document as Markdown.</summary>
    public static string ToMarkdown(this KpiRecommendations advice) => advice.ToDocument().ToMarkdown();

    /// <summary>The page.</summary>
    public static string ToHtml(this KpiRecommendations advice, ReportOptions? options = null) => DocumentPage.Render(advice.ToDocument(), "Recommendations", "KpiLab recommendations", [], options ?? new ReportOptions());

    private static string Lead(KpiRecommendations advice)
    {
        if (advice.Kpis.Count == 0)
        {
            return "There are no KPIs yet: write one with `kind: kpi`.";
        }

        string Count(KpiAdvice word) => Invariant($"{advice.Kpis.Count(k => k.Advice == word)} {Spelling.Words(word)}");
        return $"{FigureText.Counted(advice.Kpis.Count, "KPI")} on {CohortDocument.Day(DateOnly.FromDateTime(advice.AsOf.UtcDateTime))}: {Count(KpiAdvice.Keep)}, {Count(KpiAdvice.Revalidate)}, {Count(KpiAdvice.Replace)}, {Count(KpiAdvice.Retire)}.";
    }

    private static void Add(List<Block> blocks, string title, IReadOnlyList<string> items)
    {
        if (items.Count > 0)
        {
            blocks.Add(new Paragraph(title + ":"));
            blocks.Add(new Bullets(items));
        }
    }

    private static Marked Word(KpiAdvice advice) => new(
        advice switch
        {
            KpiAdvice.Keep => Mark.Good,
            KpiAdvice.Revalidate => Mark.Caution,
            KpiAdvice.Replace => Mark.Bad,
            _ => Mark.Neutral,
        },
        Spelling.Words(advice));

    private static object?[] Row(KpiRecommendation k) =>
    [
        k.Kpi, Spelling.Snake(k.Advice), k.Rule, k.Sentence, k.Role is { } role ? Spelling.Snake(role) : null, k.Tier is { } tier ? Spelling.Snake(tier) : null,
        k.Candidates.Count == 0 ? null : string.Join(", ", k.Candidates.Select(c => c.Kpi)), k.Next.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    ];

    private static JsonNode Json(KpiRecommendation k) => new JsonObject
    {
        ["kpi"] = k.Kpi,
        ["name"] = k.Name,
        ["role"] = k.Role is { } role ? Spelling.Snake(role) : null,
        ["tier"] = k.Tier is { } tier ? Spelling.Snake(tier) : null,
        ["advice"] = Spelling.Snake(k.Advice),
        ["rule"] = k.Rule,
        ["sentence"] = k.Sentence,
        ["evidence"] = AnalysisJson.Texts(k.Evidence),
        ["counterEvidence"] = AnalysisJson.Texts(k.CounterEvidence),
        ["whatWouldChangeIt"] = AnalysisJson.Texts(k.WhatWouldChangeIt),
        ["next"] = CohortDocument.Day(k.Next),
        ["candidates"] = AnalysisJson.Array(k.Candidates, c => new JsonObject
        {
            ["kpi"] = c.Kpi,
            ["outcome"] = c.Outcome,
            ["rank"] = c.Rank,
            ["sentence"] = c.Sentence,
            ["skill"] = JsonText.Number(c.Skill),
            ["movedShare"] = JsonText.Number(c.MovedShare),
            ["onFront"] = c.OnFront,
        }),
    };
}
