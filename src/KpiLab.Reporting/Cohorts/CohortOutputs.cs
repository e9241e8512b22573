using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A cohort analysis for programs: JSON and one tidy table.</summary>
public static class CohortOutputs
{
    private static readonly Column[] Columns =
    [
        new("group", "Group"),
        new("cohort", "Cohort"),
        new("since", "Periods since", ColumnKind.Integer),
        new("complete", "Period over", ColumnKind.Flag),
        new("units", "Units", ColumnKind.Integer),
        new("active", "Active", ColumnKind.Integer),
        new("retention", "Retention", ColumnKind.Number),
        new("retention_low", "Lower end", ColumnKind.Number),
        new("retention_high", "Upper end", ColumnKind.Number),
        new("estimate", "KPI", ColumnKind.Number),
        new("std_error", "Standard error", ColumnKind.Number),
        new("conf_low", "Lower end", ColumnKind.Number),
        new("conf_high", "Upper end", ColumnKind.Number),
        new("conf_level", "Level", ColumnKind.Number),
    ];

    /// <summary>One row a group, cohort and period; the group is empty for all units.</summary>
    public static Table ToTable(this CohortAnalysis analysis)
        => new($"{analysis.Name} by cohort", Columns, [.. analysis.All.Select(r => (Row: r, Group: (string?)null)).Concat(analysis.ByGroup.Select(r => (Row: r, Group: (string?)(r.Group ?? "(none)")))).SelectMany(r => r.Row.Cells.Select(c => Cells(analysis, r.Group, r.Row, c)))]);

    /// <summary>The same as CSV.</summary>
    public static string ToCsv(this CohortAnalysis analysis) => analysis.ToTable().ToCsv();

    /// <summary>The whole analysis as text.</summary>
    public static string ToJson(this CohortAnalysis analysis) => JsonText.Of(analysis.ToJsonBody());

    /// <summary>The whole analysis.</summary>
    public static JsonObject ToJsonBody(this CohortAnalysis analysis) => new()
    {
        ["formatVersion"] = 1,
        ["kpi"] = analysis.Kpi,
        ["name"] = analysis.Name,
        ["unit"] = Spelling.Snake(analysis.Unit),
        ["by"] = Spelling.Snake(analysis.By),
        ["timeZone"] = analysis.TimeZone,
        ["entry"] = analysis.Entry,
        ["groupedBy"] = analysis.GroupedBy,
        ["units"] = analysis.Units,
        ["dataEnd"] = JsonText.Time(analysis.DataEnd),
        ["level"] = JsonText.Number(analysis.Level.Value),
        ["findings"] = AnalysisJson.Array(analysis.Findings, f => new JsonObject
        {
            ["code"] = f.Code, ["severity"] = Spelling.Snake(f.Severity), ["sentence"] = f.Sentence, ["remedy"] = f.Remedy, ["subject"] = f.Subject,
        }),
        ["cohorts"] = AnalysisJson.Array(analysis.All, Row),
        ["byGroup"] = AnalysisJson.Array(analysis.ByGroup, Row),
        ["survival"] = new JsonObject
        {
            ["event"] = Spelling.Snake(analysis.Until),
            ["lapseDays"] = analysis.Until == SurvivalEvent.Lapse ? analysis.LapseDays : null,
            ["curves"] = AnalysisJson.Array(analysis.Survival, Survival),
            ["logRank"] = AnalysisJson.Array(analysis.LogRank, r => new JsonObject
            {
                ["group"] = r.Group,
                ["against"] = r.Against,
                ["test"] = JsonText.Estimable(r.Result, l => ComparisonJson.Of(l.Test)),
                ["observed"] = JsonText.Estimable(r.Result, l => JsonText.Number(l.Observed)),
                ["expected"] = JsonText.Estimable(r.Result, l => JsonText.Number(l.Expected)),
                ["adjustedPValue"] = JsonText.Number(r.AdjustedPValue),
            }),
        },
        ["data"] = AnalysisJson.Array(analysis.Data, d => new JsonObject
        {
            ["source"] = d.Source,
            ["files"] = AnalysisJson.Array(d.Files, f => new JsonObject { ["path"] = f.Path, ["bytes"] = f.Bytes, ["modified"] = JsonText.Time(f.Modified) }),
        }),
        ["queries"] = AnalysisJson.Texts(analysis.Queries),
    };

    private static JsonNode Row(CohortRow row) => new JsonObject
    {
        ["group"] = row.Group,
        ["start"] = CohortDocument.Day(row.Start),
        ["units"] = row.Units,
        ["periods"] = AnalysisJson.Array(row.Cells, c => new JsonObject
        {
            ["since"] = c.Since,
            ["complete"] = c.IsComplete,
            ["active"] = c.Active,
            ["retention"] = JsonText.Estimable(c.Retention, Estimate),
            ["kpi"] = JsonText.Estimable(c.Kpi, Estimate),
        }),
    };

    private static JsonNode Estimate(CohortEstimate e) => new JsonObject
    {
        ["units"] = e.Units,
        ["estimate"] = JsonText.Number(e.Value),
        ["standardError"] = JsonText.Number(e.StandardError),
        ["lower"] = JsonText.Number(e.Set.Lower),
        ["upper"] = JsonText.Number(e.Set.Upper),
    };

    private static JsonNode Survival(CohortSurvival s) => new JsonObject
    {
        ["group"] = s.Group,
        ["allUnits"] = s.IsAll,
        ["units"] = s.Units,
        ["events"] = s.Events,
        ["steps"] = JsonText.Estimable(s.Curve, curve => AnalysisJson.Array(curve, step => new JsonObject
        {
            ["day"] = JsonText.Number(step.Risk.Time),
            ["atRisk"] = step.Risk.AtRisk,
            ["events"] = step.Risk.Events,
            ["survival"] = JsonText.Number(step.Survival),
            ["standardError"] = JsonText.Estimable(step.StandardError, JsonText.Number),
            ["lower"] = JsonText.Estimable(step.Interval, i => JsonText.Number(i.Lower)),
            ["upper"] = JsonText.Estimable(step.Interval, i => JsonText.Number(i.Upper)),
        })),
    };

    private static object?[] Cells(CohortAnalysis analysis, string? group, CohortRow row, CohortCell c)
    {
        var retention = c.Retention.Match(e => e, _ => (CohortEstimate?)null);
        var kpi = c.Kpi.Match(e => e, _ => (CohortEstimate?)null);
        return
        [
            group, CohortDocument.Day(row.Start), (long)c.Since, c.IsComplete, row.Units, c.Active, retention?.Value, retention?.Set.Lower, retention?.Set.Upper,
            kpi?.Value, kpi?.StandardError, kpi?.Set.Lower, kpi?.Set.Upper, analysis.Level.Value,
        ];
    }
}
