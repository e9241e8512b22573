using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>kpi series ID [--cadence C] [--from DAY] [--to DAY] [--csv FILE]</c></summary>
internal static class KpiSeriesVerb
{
    private static readonly string[] Cadences = ["daily", "weekly", "monthly", "quarterly", "yearly"];

    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The KPI or metric." };
        var cadence = new Option<string?>("--cadence") { Description = "Length of the periods; the KPI's own cadence where left out.", HelpName = string.Join('|', Cadences) };
        cadence.AcceptOnlyFromAmong(Cadences);
        var from = new Option<string?>("--from") { Description = "Leave out periods that end before this day.", HelpName = "DAY" };
        var to = new Option<string?>("--to") { Description = "Leave out periods that begin after this day.", HelpName = "DAY" };
        var csv = new Option<string?>("--csv") { Description = "Also write the series to this file; a measure of type imported reads it back.", HelpName = "FILE" };
        var command = verb.Make(id, cadence, from, to, csv, globals.Format);
        globals.OnRun(command, async request =>
        {
            var question = new SeriesQuestion(
                request.Value(id)!, request.Value(cadence) is { } word ? (Cadence)Array.IndexOf(Cadences, word) : null, Day("--from", request.Value(from)), Day("--to", request.Value(to)));
            var lab = await request.OpenLabAsync();
            KpiSeries series;
            using (var progress = request.Progress())
            {
                series = await lab.SeriesAsync(question, progress, request.Cancellation);
            }

            if (request.Value(csv) is { } file)
            {
                AnalyzeVerb.WriteWhole(request.PathOf(file), series.ToCsv(), "--csv");
            }

            request.Print(series.ToDocument, series.ToJson, series.ToCsv);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A day as a person writes it.</summary>
    internal static DateOnly? Day(string option, string? text)
        => text is null ? null : IsoTime.TryParseDate(text, out var day) ? day : throw new InvalidInputException(option, $"`{text}` is no day", "write it as 2026-01-31");
}
