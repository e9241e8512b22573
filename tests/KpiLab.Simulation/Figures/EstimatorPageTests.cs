using KpiLab.Reporting;
using KpiLab.Testing;

namespace KpiLab.Simulation;

/// <summary>Every page of an estimator ends with the same six answers, and with a figure of KpiLab's own, made from real output.</summary>
public sealed class EstimatorPageTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "estimators");

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Folder, "*.md").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_ends_with_its_six_answers(string page)
    {
        var text = File.ReadAllText(Path.Combine(Folder, page + ".md"));
        var end = text.IndexOf("\n## In short\n", StringComparison.Ordinal);
        Assert.True(end >= 0, $"{page}.md has no section `## In short`; see any other page");
        var at = end;
        foreach (var heading in new[] { "What it estimates", "When to use it", "Formula and citation", "Convention against peers", "Proof", "Figure" })
        {
            var next = text.IndexOf($"\n- **{heading}.** ", at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"{page}.md does not say `{heading}` at its place");
            Assert.True(text.AsSpan(next).ToString().Split('\n')[1].Length > heading.Length + 17, $"{page}.md: `{heading}` says too little");
            at = next;
        }

        Assert.Contains($"](figures/{page}.svg)", text[at..], StringComparison.Ordinal);
    }

    // KPILAB_WRITE_FIGURES=1 makes them again.
    [Theory]
    [MemberData(nameof(Pages))]
    public void A_figure_is_what_the_estimators_draw_today(string page)
    {
        Assert.True(PageFigures.All.TryGetValue(page, out var make), $"there is no figure of {page}: add one to PageFigures, and run the test once with KPILAB_WRITE_FIGURES=1");
        var drawn = FigureSvg.Render(make(), FigureSize.Wide, "kpilab-" + page);
        var file = Path.Combine(Folder, "figures", page + ".svg");
        if (Environment.GetEnvironmentVariable("KPILAB_WRITE_FIGURES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, drawn);
        }

        Assert.Equal(File.ReadAllText(file), drawn, ignoreLineEndingDifferences: true);
    }
}
