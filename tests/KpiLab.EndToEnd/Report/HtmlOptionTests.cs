namespace KpiLab.EndToEnd;

/// <summary><c>experiment analyze --html</c>.</summary>
public sealed class HtmlOptionTests
{
    private static readonly string[] Analyze = ["experiment", "analyze", "resume", "--format", "json"];

    [Fact]
    public async Task The_report_is_written_beside_the_printed_result()
    {
        using var workspace = TemporaryFolder.CopyOf("Real", "resume");
        workspace.Write("resume_names.csv", "ethnicity,call\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{(i % 2 == 0 ? "afam" : "cauc")},{(i % 7 == 0 ? "yes" : "no")}\n")));
        var page = Path.Combine(workspace.Path, "report.html");
        var result = await CommandLine.RunAsync([.. Analyze, "--workspace", workspace.Path, "--html", page]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", await File.ReadAllTextAsync(page), StringComparison.OrdinalIgnoreCase);
        Assert.False(File.Exists(page + ".part"));
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_is_the_command_s_fault()
    {
        using var workspace = TemporaryFolder.CopyOf("Real", "resume");
        workspace.Write("resume_names.csv", "ethnicity,call\nafam,yes\ncauc,no\nafam,no\ncauc,yes\n");
        var result = await CommandLine.RunAsync([.. Analyze, "--workspace", workspace.Path, "--html", Path.Combine(workspace.Path, "nowhere", "report.html")]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("cannot be written", result.Error, StringComparison.Ordinal);
    }
}
