using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The map for readers and for programs.</summary>
public static class MapOutputs
{
    /// <summary>What the words, grades and numbers on an edge mean.</summary>
    internal const string Legend =
        "Verdict, grades, effect and date are those of the last stored check; nothing is computed anew. P: the lead predicts the outcome, out of sample. C: experiments show that moving the one moves the other; where C is not named, too few speak of it. "
        + "The effect is in standard deviations of the outcome per one of the lead, with its 95 % range.";

    /// <summary>The tree, and the links with what the record says of each.</summary>
    public static Document ToDocument(this KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var blocks = new List<Block> { new Grid(GoalTree.Of(map).ToDrawing()) };
        if (map.Links.Count > 0)
        {
            blocks.Add(new Paragraph($"{FigureText.Counted(map.Links.Count, "link")}: {MapWords.Count(map.Links)}. {Legend} ↗ has its place elsewhere in the tree. `kpilab link check` looks again."));
        }

        if (map.Simulated)
        {
            blocks.Add(new Paragraph("The times in this store were simulated."));
        }

        return new Document(blocks);
    }

    /// <summary>As Markdown: the tree as a nested list, the map as a Mermaid flowchart, the links as a table.</summary>
    public static string ToMarkdown(this KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var tree = "# Goals, KPIs, and what leads them\n\n" + GoalTree.Of(map).ToMarkdown();
        return map.Links.Count == 0 ? tree : tree + "\n" + map.ToLinkMarkdown();
    }

    /// <summary>The links alone as Markdown: flowchart and table.</summary>
    public static string ToLinkMarkdown(this KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return $"## What leads what\n\n```mermaid\n{map.ToMermaid()}```\n\n{map.ToReaderTable().ToMarkdown()}\n{MarkdownText.Escape(Legend)}\n";
    }

    /// <summary>Links, one a row, with what the record says of each.</summary>
    public static Table ToTable(this KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var plain = map.Links.Select(l => l.Definition).ToList().ToTable();
        return new Table(
            plain.Title,
            [
                .. plain.Columns, new("word", "Verdict"), new("predictive", "P", ColumnKind.Flag, IsDetail: true), new("causal", "C", IsDetail: true), new("estimate", "Effect", ColumnKind.Number, IsDetail: true),
                new("std_error", "Standard error", ColumnKind.Number, IsDetail: true), new("checked", "Checked", ColumnKind.Time, IsDetail: true), new("stale", "Stale", ColumnKind.Flag, IsDetail: true),
                new("earlier_definition", "Earlier definition", ColumnKind.Flag, IsDetail: true), new("decision", "Decision", IsDetail: true),
            ],
            [.. map.Links.Select((l, i) => (IReadOnlyList<object?>)
            [
                .. plain.Rows[i], MapWords.Snake(l), l.Verdict?.Predictive, l.Verdict is { } v ? Spelling.Snake(v.Causal) : null, l.Verdict?.Strength?.Effect, l.Verdict?.Strength?.StandardError, l.Verdict?.AsOf,
                l.Verdict?.IsStale, l.Verdict?.IsOfEarlierDefinition, l.Decision?.Word,
            ])]);
    }

    /// <summary>The same for readers, names in place of ids.</summary>
    public static Table ToReaderTable(this KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var names = map.Kpis.ToDictionary(k => k.Id, k => k.Name, StringComparer.Ordinal);
        return new Table(
            "Links",
            [new("lead", "Leading"), new("outcome", "Lagging"), new("word", "Still leads?"), new("grades", "Grades"), new("lag", "Lag", IsDetail: true), new("effect", "Effect", IsDetail: true), new("checked", "Checked", IsDetail: true), new("id", "Link", IsDetail: true)],
            [.. map.Links.Select(l => (IReadOnlyList<object?>)
            [
                names[l.Definition.From], names[l.Definition.To], MapWords.Word(l), MapWords.Grades(l), l.Definition.Lag.ToString(), MapWords.Strength(l), MapWords.Checked(l), l.Definition.Id,
            ])]);
    }

    /// <summary>The map as text.</summary>
    public static string ToJson(this KpiMap map) => JsonText.Of(map.ToJsonBody());

    /// <summary>The map: the tree, and all goals, KPIs and links.</summary>
    public static JsonObject ToJsonBody(this KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new JsonObject
        {
            ["formatVersion"] = 1,
            ["asOf"] = JsonText.Time(map.AsOf),
            ["simulated"] = map.Simulated,
            ["tree"] = GoalTree.Of(map).ToJsonArray(),
            ["goals"] = AnalysisJson.Array(map.Goals, g => new JsonObject
            {
                ["id"] = g.Id, ["name"] = g.Name, ["level"] = Spelling.Snake(g.Level), ["parent"] = g.Parent, ["outcome"] = g.Outcome is { } o ? Spelling.Snake(o) : null,
                ["due"] = g.Due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }),
            ["kpis"] = AnalysisJson.Array(map.Kpis, k => new JsonObject
            {
                ["id"] = k.Id, ["name"] = k.Name, ["kind"] = k.IsMetric ? "metric" : "kpi", ["goal"] = k.Goal, ["tier"] = k.Tier is { } tier ? Spelling.Snake(tier) : null,
                ["state"] = k.State is { } state ? Spelling.Snake(state) : null,
            }),
            ["links"] = AnalysisJson.Array(map.Links, Link),
        };
    }

    private static JsonObject Link(MapLink link) => new()
    {
        ["id"] = link.Definition.Id,
        ["from"] = link.Definition.From,
        ["to"] = link.Definition.To,
        ["expect"] = Spelling.Snake(link.Definition.Expect),
        ["lag"] = link.Definition.Lag.ToString(),
        ["because"] = link.Definition.Because,
        ["word"] = MapWords.Snake(link),
        ["check"] = link.Verdict is not { } v ? null : new JsonObject
        {
            ["asOf"] = JsonText.Time(v.AsOf),
            ["sentence"] = v.Sentence,
            ["grades"] = new JsonObject { ["predictive"] = v.Predictive, ["causal"] = Spelling.Snake(v.Causal) },
            ["strength"] = v.Strength is not { } s ? null : new JsonObject
            {
                ["lag"] = s.Lag, ["estimate"] = JsonText.Number(s.Effect), ["stdError"] = JsonText.Number(s.StandardError), ["leadSwing"] = JsonText.Number(s.LeadSwing),
                ["outcomeChange"] = JsonText.Number(s.OutcomeChange), ["outcomeChangeStdError"] = JsonText.Number(s.OutcomeError), ["ofChanges"] = s.IsOfChanges,
            },
            ["nextVerdict"] = v.NextVerdict is { } next ? LinkOutputs.Day(next) : null,
            ["stale"] = v.IsStale,
            ["earlierDefinition"] = v.IsOfEarlierDefinition,
        },
        ["decision"] = link.Decision is not { } d ? null : new JsonObject { ["word"] = d.Word, ["reason"] = d.Reason, ["by"] = d.By, ["at"] = JsonText.Time(d.At) },
    };
}
