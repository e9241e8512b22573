using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Definitions;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What the demo did.</summary>
/// <param name="Folder">The workspace that it wrote.</param>
/// <param name="Report">The report to open.</param>
/// <param name="Analyses">Every experiment's analysis.</param>
/// <param name="LinkReport">The report of the links.</param>
/// <param name="Links">Every link's check.</param>
[TypeFormatterSource]
public sealed record DemoResult(string Folder, string Report, IReadOnlyList<Analysis> Analyses, string LinkReport, IReadOnlyList<LinkReport> Links) : IShowable;

/// <summary>
/// <c>demo</c>: writes the sample workspace and runs the loop on it under a simulated clock: validated and applied before the first exposure, analysed after the
/// last experiment ended, its links checked then.
/// </summary>
internal static class RunDemo
{
    private const string Marker = ".kpilab-demo";
    private const string Analyses = "analyses";
    private const string ReportFile = "report.html";
    private const string Links = "links";
    private const string LinkReportFile = "links.html";

    // Whatever repository the folder stands in, its work tree stays clean.
    private const string Ignored = "# Written by `kpilab demo`: nothing here is worth a commit. Delete this file to keep the workspace.\n*\n";

    public static async Task<DemoResult> RunAsync(
        string folder, LabOptions options, IProgress<string>? story, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var isNew = !Directory.Exists(folder);
        CheckFolder(folder);
        try
        {
            return await TellAsync(folder, options, story, progress, cancellation);
        }
        catch
        {
            // Half a demo tells nothing: the next run begins anew.
            Discard(folder, isNew);
            throw;
        }
    }

    private static async Task<DemoResult> TellAsync(
        string folder, LabOptions options, IProgress<string>? story, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        Prepare(folder, cancellation);
        var before = await OpenAsync(folder, options, SampleCompany.RegisteredAt, cancellation);
        var validation = await before.ValidateAsync(cancellation);
        if (!validation.IsValid)
        {
            throw new InvalidInputException(validation.Problems);
        }

        await before.ApplyAsync(cancellation);
        var definitions = validation.Definitions;
        var experiments = definitions.Experiments;
        var documents = FigureText.Counted(definitions.Documents.Count, "definition");
        story?.Report(Invariant(
            $"{SampleCompany.RegisteredAt:yyyy-MM-dd} (simulated): {documents} valid and applied, {FigureText.Counted(experiments.Count, "experiment")} registered before the first exposure."));

        var after = await OpenAsync(folder, options, SampleCompany.AnalysedAt, cancellation);
        var items = new List<ReportItem>();
        foreach (var experiment in experiments.OrderBy(e => e.Plan.Starts))
        {
            var analysis = await after.AnalyzeAsync(experiment.Id, progress: progress, cancellation: cancellation);
            items.Add(analysis);
        }

        story?.Report(Invariant($"{SampleCompany.AnalysedAt:yyyy-MM-dd} (simulated): {FigureText.Counted(items.Count, "experiment")} analysed."));
        var links = await after.CheckLinksAsync(progress: progress, cancellation: cancellation);
        story?.Report(Invariant(
            $"{SampleCompany.AnalysedAt:yyyy-MM-dd} (simulated): {FigureText.Counted(links.Count, "link")} checked: {string.Join(", ", links.GroupBy(l => l.Word).OrderBy(g => g.Key).Select(g => Invariant($"{g.Count()} to {LinkWords.Verdict(g.Key).Word}")))}.").Replace("to insufficient evidence", "with insufficient evidence", StringComparison.Ordinal));
        return new DemoResult(folder, Report(folder, items), [.. items.Select(i => i.Analysis)], LinkReport(folder, links), links);
    }

    private static Task<Lab> OpenAsync(string folder, LabOptions options, DateTimeOffset at, CancellationToken cancellation)
        => Lab.OpenAsync(folder, options with { Clock = new StoryClock(at), Actor = options.Actor ?? "demo", AsOf = null, Simulated = true }, cancellation);

    private static void CheckFolder(string folder)
    {
        var marker = Path.Combine(folder, Marker);
        if (File.Exists(folder))
        {
            throw new InvalidInputException("demo", $"{folder} is a file", "name a folder, or one that does not exist yet");
        }

        if (Directory.Exists(folder) && !File.Exists(marker) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new InvalidInputException("demo", $"{folder} is not empty and was not written by the demo", "name another folder, such as `kpilab demo my-demo`, or empty it");
        }

    }

    private static void Prepare(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Marker), "`kpilab demo` wrote this folder; run again, it replaces its own files, the store and the reports. Delete this file to keep them.\n");
        File.WriteAllText(Path.Combine(folder, ".gitignore"), Ignored);
        DiscardResults(folder);
        var files = SampleCompany.Files();
        GenerateData.Write(folder, files, cancellation);

        // An analysis quotes the time of its files: with the story's own time two demos give the same bytes.
        foreach (var file in files)
        {
            File.SetLastWriteTimeUtc(Path.Combine(folder, file.Path), SampleCompany.AnalysedAt.UtcDateTime);
        }
    }

    private static void Discard(string folder, bool isNew)
    {
        if (isNew && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        else if (!isNew)
        {
            DiscardResults(folder);
        }
    }

    private static void DiscardResults(string folder)
    {
        foreach (var results in (string[])[Path.Combine(folder, ".kpilab"), Path.Combine(folder, Analyses), Path.Combine(folder, Links)])
        {
            if (Directory.Exists(results))
            {
                Directory.Delete(results, recursive: true);
            }
        }

        File.Delete(Path.Combine(folder, ReportFile));
        File.Delete(Path.Combine(folder, LinkReportFile));
    }

    private static string LinkReport(string folder, IReadOnlyList<LinkReport> links)
    {
        var results = Path.Combine(folder, Links);
        Directory.CreateDirectory(results);
        foreach (var link in links)
        {
            File.WriteAllText(Path.Combine(results, link.Link.Id + ".json"), link.ToJson());
        }

        var report = Path.Combine(folder, LinkReportFile);
        File.WriteAllText(report, LinkPage.Render(links));
        return report;
    }

    private static string Report(string folder, IReadOnlyList<ReportItem> items)
    {
        var results = Path.Combine(folder, Analyses);
        Directory.CreateDirectory(results);
        foreach (var item in items)
        {
            File.WriteAllText(Path.Combine(results, item.Analysis.ExperimentId + ".json"), item.Analysis.ToJson());
        }

        var report = Path.Combine(folder, ReportFile);
        File.WriteAllText(report, ExperimentReport.Render(items, new ReportOptions { Title = "Brightdesk: four experiments" }));
        return report;
    }

    /// <summary>A clock that stands still at a moment of the story.</summary>
    private sealed class StoryClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
