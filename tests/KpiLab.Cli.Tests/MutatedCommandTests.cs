using KpiLab.Cli;

namespace KpiLab.Testing;

public sealed class MutatedCommandTests
{
    /// <summary>Each word is an argument; verbs that would write stand with an option too many, so that nothing but the parser runs.</summary>
    [Fact]
    public void A_mutated_command_line_is_parsed_or_refused_in_words()
    {
        string[] corpus =
        [
            .. VerbTable.Verbs.Select(v => string.Join('\n', v.Words) + "\n--help"), "experiment\nanalyze\ncheckout\n--data\ndata/*.csv\n--html\nout.html\n--format\njson", "kpi\nlist\n--format\ncsv\n--as-of\n2026-10-01T12:00:00Z",
            "audit\nverify\n--head\nhead.json\n--seed\n42\n--threads\n2\n--memory\n1.5GiB\n--actor\nada", "--workspace\n/tmp\nvalidate", "data\ngenerate\n--kind\nperformance\n--units\n1000\n--format\nparquet", "calc\n--input\nrequests.json",
        ];
        var answers = new Mutator(corpus, [.. Mutator.Anywhere, "--", "-", "--format", "--memory", "@file", "=", "--format=", "--seed:", "[debug]", "[suggest]", "\n--\n"]).Hold(20261128, text =>
        {
            // System.CommandLine would run what is right, which is not this test's business: whether it is right is asked of its parser.
            var args = text.Split('\n');
            using var error = new StringWriter { NewLine = "\n" };
            using var shell = new Shell(Stream.Null, Stream.Null, error);
            var isRight = App.Check(args, shell);
            var said = error.ToString();
            Assert.True(isRight == (said.Length == 0), said);
            Assert.All(said.EnumerateRunes(), r => Assert.False(System.Text.Rune.IsControl(r) && r.Value != '\n', said));
            return isRight ? null : said;
        });
        Assert.True(answers.Taken > 0 && answers.Refused > 0, answers.ToString());
    }
}
