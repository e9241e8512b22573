using System.Text.RegularExpressions;
using KpiLab.Notebooks;
using KpiLab.Reporting;
using KpiLab.Testing;

namespace KpiLab.NotebookTests;

/// <summary>
/// The notebooks of <c>notebooks/</c>: they run, show the numbers that are committed, and say nothing in their text that no cell shows.
/// <c>KPILAB_WRITE_NOTEBOOKS=1</c> writes them anew with the outputs of this build.
/// </summary>
public sealed partial class BookTests
{
    internal static readonly string Folder = Path.Combine(Repository.Root, "notebooks");

    public static TheoryData<string> Books => [.. Names];

    private static string[] Names => [.. Directory.GetFiles(Folder, "*.ipynb").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_seven() => Assert.Equal(["01", "02", "03", "04", "05", "06", "07"], Names.Select(n => n[..2]));

    [Theory]
    [MemberData(nameof(Books))]
    public async Task A_notebook_runs_and_shows_the_numbers_that_are_committed(string name)
    {
        var committed = Read(name);
        var run = await NotebookRunner.RunAsync(committed, new NotebookRunOptions(Folder) { Timeout = TimeSpan.FromMinutes(10) }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(run.Failure is null, run.Failure?.ToString());
        if (Environment.GetEnvironmentVariable("KPILAB_WRITE_NOTEBOOKS") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, name), run.Notebook.ToJson(), TestContext.Current.CancellationToken);
            return;
        }

        for (var i = 0; i < committed.Cells.Count; i++)
        {
            var (before, now) = (committed.Cells[i].Outputs, run.Notebook.Cells[i].Outputs);
            Assert.True(before.Count == now.Count, Invariant($"cell {i + 1} of {name} has {now.Count} outputs, and {before.Count} are committed"));
            foreach (var (old, current) in before.Zip(now))
            {
                BookOutputs.Compare(old, current, Invariant($"cell {i + 1} of {name}"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Books))]
    public void A_notebook_begins_with_the_package_of_this_build(string name)
        => Assert.Equal($"#i \"nuget:../artifacts/packages\"\n#r \"nuget: KpiLab, {OwnPackages.Running}\"", Code(Read(name))[0].Source);

    [Theory]
    [MemberData(nameof(Books))]
    public void Every_number_of_the_text_stands_in_code_or_an_output(string name)
    {
        var book = Read(name);
        var shown = Numbers(string.Join('\n', Code(book).Select(c => c.Source + "\n" + string.Join('\n', c.Outputs.Select(BookOutputs.Text))))).ToHashSet(StringComparer.Ordinal);
        var told = book.Cells.Where(c => c.Kind == NotebookCellKind.Markdown).SelectMany(c => Numbers(Links().Replace(c.Source, " ")));
        Assert.Empty(told.Where(n => !shown.Contains(n)));
    }

    [Theory]
    [MemberData(nameof(Books))]
    public void A_notebook_ends_in_a_figure_and_a_decision(string name)
    {
        var code = Code(Read(name));
        Assert.Contains(code.TakeLast(3), c => c.Outputs.Any(o => o["data"]?[FigureDisplay.PlotlyMime] is not null));
        Assert.Matches(@"(?:Decide\w*|Move|Apply)Async\(", code[^1].Source); // what a person decides, a step in a KPI's life, or a plan that is registered
        Assert.NotEmpty(code[^1].Outputs);
    }

    [Fact]
    public async Task The_review_runs_for_another_month()
    {
        var book = NotebookParameters.Inject(Read(Names.Single(n => n.StartsWith("06", StringComparison.Ordinal))), [KeyValuePair.Create("month", "2026-08")]);
        var run = await NotebookRunner.RunAsync(book, new NotebookRunOptions(Folder) { Timeout = TimeSpan.FromMinutes(10) }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(run.Failure is null, run.Failure?.ToString());
        Assert.Contains("2026-08", string.Join('\n', run.Notebook.Cells.SelectMany(c => c.Outputs).Select(BookOutputs.Text)), StringComparison.Ordinal);
    }

    internal static NotebookDocument Read(string name) => NotebookReader.Read(File.ReadAllText(Path.Combine(Folder, name)), name);

    private static NotebookCell[] Code(NotebookDocument book) => [.. book.Cells.Where(c => c.Kind == NotebookCellKind.Code)];

    private static IEnumerable<string> Numbers(string text) => Number().Matches(text).Select(m => m.Value.TrimStart('0') is { Length: > 0 } number && char.IsAsciiDigit(number[0]) ? number : "0" + m.Value.TrimStart('0'));

    [GeneratedRegex(@"\d+(?:[.,]\d+)*")]
    private static partial Regex Number();

    // Where a link leads, and the numbers of other notebooks.
    [GeneratedRegex(@"\]\([^)]*\)|[Nn]otebook \d\d|\b0\d,")]
    private static partial Regex Links();
}
