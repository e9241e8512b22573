using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What the demo did.</summary>
/// <param name="Folder">The workspace that it wrote.</param>
/// <param name="Report">The report to open: the last review.</param>
/// <param name="Analyses">The newest analysis of every experiment that has one, by its start.</param>
/// <param name="ExperimentReport">The report of the experiments.</param>
/// <param name="LinkReport">The report of the links.</param>
/// <param name="MapReport">The map of goals, KPIs and links.</param>
/// <param name="Links">Every link's last check.</param>
/// <param name="Reviews">The reviews, oldest first.</param>
[TypeFormatterSource]
public sealed record DemoResult(
    string Folder, string Report, IReadOnlyList<Analysis> Analyses, string ExperimentReport, string LinkReport, string MapReport, IReadOnlyList<LinkReport> Links, IReadOnlyList<Review> Reviews) : IShowable;

/// <summary><c>demo</c>: writes the sample workspace, tells half a year of its loop under a simulated clock, and writes the reports.</summary>
internal static class RunDemo
{
    private const string Marker = ".kpilab-demo";
    private const string Analyses = "analyses";
    private const string Links = "links";
    private const string Reviews = "reviews";
    private const string ReportFile = "report.html";
    private const string ExperimentFile = "experiments.html";
    private const string LinkFile = "links.html";
    private const string MapFile = "map.html";

    // Whatever repository the folder stands in, its work tree stays clean.
    private const string Ignored = "# Written by `kpilab demo`: nothing here is worth a commit. Delete this file to keep the workspace.\n*\n";

    public static async Task<DemoResult> RunAsync(
        string folder, LabOptions options, IProgress<string>? story, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var isNew = !Directory.Exists(folder);
        CheckFolder(folder);
        try
        {
            Prepare(folder);
            using var told = new DemoStory(folder, options, story, progress, cancellation);
            await told.TellAsync();
            return Report(folder, told);
        }
        catch
        {
            // Half a demo tells nothing: the next run begins anew.
            Discard(folder, isNew);
            throw;
        }
    }

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

    private static void Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Marker), "`kpilab demo` wrote this folder; run again, it replaces its own files, the store and the reports. Delete this file to keep them.\n");
        File.WriteAllText(Path.Combine(folder, ".gitignore"), Ignored);
        DiscardResults(folder);
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
        foreach (var results in (string[])[".kpilab", Analyses, Links, Reviews])
        {
            if (Path.Combine(folder, results) is var path && Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }

        foreach (var page in (string[])[ReportFile, ExperimentFile, LinkFile, MapFile])
        {
            File.Delete(Path.Combine(folder, page));
        }
    }

    private static DemoResult Report(string folder, DemoStory told)
    {
        foreach (var analysis in told.Analyses)
        {
            Write(folder, Path.Combine(Analyses, analysis.ExperimentId + ".json"), analysis.ToJson());
        }

        foreach (var link in told.Links)
        {
            Write(folder, Path.Combine(Links, link.Link.Id + ".json"), link.ToJson());
        }

        foreach (var review in told.Reviews)
        {
            Write(folder, Path.Combine(Reviews, review.Month + ".json"), review.ToJson());
            Write(folder, Path.Combine(Reviews, review.Month + ".html"), review.ToHtml(new ReportOptions { Interactive = false, Beside = Beside(told, review.Month + ".html", "../") }));
        }

        ReportOptions Page(string own, bool interactive = true) => new() { Title = "Brightdesk: the experiments of half a year", Interactive = interactive, Beside = Beside(told, own, "") };
        return new DemoResult(
            folder,
            Write(folder, ReportFile, told.Reviews[^1].ToHtml(Page(ReportFile, interactive: false))),
            told.Analyses,
            Write(folder, ExperimentFile, ExperimentReport.Render(told.Analyses, Page(ExperimentFile))),
            Write(folder, LinkFile, LinkPage.Render(told.Links, Page(LinkFile))),
            Write(folder, MapFile, told.Map.ToHtml(Page(MapFile))),
            told.Links,
            told.Reviews);
    }

    // The last review, what it rests on, and the reviews before it; not the page itself.
    private static List<(string Title, string Address)> Beside(DemoStory told, string own, string up)
    {
        List<(string Title, string Address)> pages = [("Last review", ReportFile), ("Experiments", ExperimentFile), ("Links", LinkFile), ("Map", MapFile)];
        pages.AddRange(told.Reviews.SkipLast(1).Reverse().Select(r => (r.Month.ToString(), Reviews + "/" + r.Month + ".html")));
        return [.. pages.Where(p => p.Address != own && !p.Address.EndsWith("/" + own, StringComparison.Ordinal)).Select(p => (p.Title, up + p.Address))];
    }

    private static string Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
