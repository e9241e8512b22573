using KpiLab.Cli;

namespace KpiLab.Testing;

public sealed class ParsingTests
{
    public static TheoryData<string> Verbs => [.. VerbTable.Verbs.Select(v => string.Join(' ', v.Words))];

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task Help_names_every_verb_on_stdout(string option)
    {
        var outcome = await Run.KpilabAsync(null, [option]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Error);
        Assert.All(VerbTable.Verbs, v => Assert.Contains("  " + v.Usage, outcome.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_verb_the_help_goes_to_stderr_and_the_command_counts_as_wrong()
    {
        var outcome = await Run.KpilabAsync(null, []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains("Usage: kpilab VERB", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_that_of_the_assembly()
    {
        var outcome = await Run.KpilabAsync(null, ["--version"]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", outcome.Output);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_explains_itself(string verb)
    {
        var outcome = await Run.KpilabAsync(null, [.. verb.Split(' '), "--help"]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Error);
        Assert.Contains("kpilab", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("--workspace", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validat", "validate")]
    [InlineData("experimnt", "experiment")]
    public async Task A_misspelt_verb_is_answered_with_the_right_one(string typed, string meant)
    {
        var outcome = await Run.KpilabAsync(null, [typed]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains($"Did you mean `{meant}`?", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("See `kpilab --help`.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_subverb_is_answered_by_its_own_branch()
    {
        var outcome = await Run.KpilabAsync(null, ["kpi", "lst"]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Did you mean `list`?", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("See `kpilab kpi --help`.", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seed", "1.5")]
    [InlineData("--threads", "0")]
    [InlineData("--memory", "4 apples")]
    [InlineData("--as-of", "yesterday")]
    [InlineData("--format", "xml")]
    public async Task A_value_that_does_not_fit_its_option_is_named(string option, string value)
    {
        var outcome = await Run.KpilabAsync(null, ["kpi", "list", option, value]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains($"{option}: '{value}' is n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_typed_cannot_steer_the_terminal()
    {
        var outcome = await Run.KpilabAsync(null, ["kpi", "list", "--format", "\u001b[2J"]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.DoesNotContain('\u001b', outcome.Error);
    }

    [Theory]
    [InlineData("1000000", 1_000_000)]
    [InlineData("512MB", 512_000_000)]
    [InlineData("4GB", 4_000_000_000)]
    [InlineData("1.5 GiB", 1_610_612_736)]
    public void Sizes_are_read_by_powers_of_ten_or_two_as_written(string text, long expected)
    {
        Assert.True(Globals.TrySize(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("-1GB")]
    [InlineData("0")]
    [InlineData("5 XB")]
    [InlineData("99999999999999999999GB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(Globals.TrySize(text, out _));
}
