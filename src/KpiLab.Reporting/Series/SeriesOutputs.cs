using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A KPI over time for programs: one tidy table, CSV that can be imported again, JSON.</summary>
public static class SeriesOutputs
{
    private static readonly Column[] Columns =
    [
        new("period", "Period"),
        new("value", "Value", ColumnKind.Number),
        new("std_error", "Standard error", ColumnKind.Number),
        new("units", "Units", ColumnKind.Integer),
        new("note", "Note"),
    ];

    /// <summary>One row a period, oldest first, numbers in full precision.</summary>
    public static Table ToTable(this KpiSeries series)
        => new($"{series.Name} by {series.Calendar.Noun}", Columns, [.. series.Points.Select(p => new object?[] { CohortDocument.Day(p.Start), p.Value, p.StandardError, p.Units, Remark(series, p.Start) })]);

    /// <summary>The same as CSV: <c>measure: {type: imported, period: period, value: value, standard_error: std_error}</c> reads it back.</summary>
    public static string ToCsv(this KpiSeries series) => series.ToTable().ToCsv();

    /// <summary>The series as text.</summary>
    public static string ToJson(this KpiSeries series) => JsonText.Of(series.ToJsonBody());

    /// <summary>The series.</summary>
    public static JsonObject ToJsonBody(this KpiSeries series) => new()
    {
        ["formatVersion"] = 1,
        ["kpi"] = series.Id,
        ["name"] = series.Name,
        ["unit"] = Spelling.Snake(series.Unit),
        ["cadence"] = Spelling.Snake(series.Calendar.Cadence),
        ["weekStarts"] = series.Calendar.Cadence == Cadence.Weekly ? Spelling.Snake(series.Calendar.WeekStarts) : null,
        ["timeZone"] = series.TimeZone,
        ["findings"] = AnalysisJson.Array(series.Findings, f => new JsonObject
        {
            ["code"] = f.Code, ["severity"] = Spelling.Snake(f.Severity), ["sentence"] = f.Sentence, ["remedy"] = f.Remedy, ["subject"] = f.Subject,
        }),
        ["points"] = AnalysisJson.Array(series.Points, p => new JsonObject
        {
            ["period"] = CohortDocument.Day(p.Start),
            ["value"] = JsonText.Number(p.Value),
            ["standardError"] = JsonText.Number(p.StandardError),
            ["units"] = p.Units,
        }),
        ["changes"] = AnalysisJson.Array(series.Changes, c => new JsonObject { ["at"] = CohortDocument.Day(c.At), ["sentence"] = c.Sentence, ["definitionHash"] = c.DefinitionHash }),
        ["former"] = AnalysisJson.Array(series.Former, f => new JsonObject
        {
            ["until"] = CohortDocument.Day(f.Until),
            ["definition"] = f.Sentence,
            ["reason"] = f.Reason,
            ["points"] = AnalysisJson.Array(f.Points, p => new JsonObject { ["period"] = CohortDocument.Day(p.Start), ["value"] = JsonText.Number(p.Value), ["standardError"] = JsonText.Number(p.StandardError) }),
        }),
        ["notes"] = AnalysisJson.Array(series.Notes, n => new JsonObject { ["at"] = CohortDocument.Day(n.At), ["text"] = n.Text, ["actor"] = n.Actor }),
        ["data"] = series.Fingerprint is not { } data ? null : new JsonObject
        {
            ["source"] = data.Source,
            ["files"] = AnalysisJson.Array(data.Files, f => new JsonObject { ["path"] = f.Path, ["bytes"] = f.Bytes, ["modified"] = JsonText.Time(f.Modified) }),
        },
    };

    /// <summary>Changes and notes of a period in words; null where there are none.</summary>
    internal static string? Remark(KpiSeries series, DateOnly start)
    {
        string[] remarks =
        [
            .. series.Changes.Where(c => c.At == start).Select(c => $"New definition: {c.Sentence}"),
            .. series.Notes.Where(n => n.At == start).Select(n => n.Actor.Length == 0 ? n.Text : $"{n.Text} ({n.Actor})"),
        ];
        return remarks.Length == 0 ? null : string.Join("; ", remarks);
    }
}
