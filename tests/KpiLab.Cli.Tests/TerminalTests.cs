using System.Text;
using KpiLab.Cli;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Testing;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(180, "analysis-wide.txt")]
    [InlineData(76, "analysis-narrow.txt")]
    public void An_analysis_reads_as_expected(int width, string expected)
        => Snapshots.Matches("KpiLab.Cli.Tests", expected, Rendered(SampleAnalysis.Make().ToDocument(), width, colour: false));

    [Fact]
    public void Without_colour_there_is_no_escape_sequence()
        => Assert.DoesNotContain('\u001b', Rendered(SampleAnalysis.Make().ToDocument(), 120, colour: false));

    [Fact]
    public void With_colour_the_words_and_icons_stay()
    {
        var text = Rendered(SampleAnalysis.Make().ToDocument(), 180, colour: true);
        Assert.Contains("\u001b[", text, StringComparison.Ordinal);
        Assert.Contains("✔ better", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 120)]
    [InlineData(true, 40)]
    [InlineData(false, 120)]
    [InlineData(false, 40)]
    public void Names_from_data_cannot_steer_the_terminal_or_pass_as_markup(bool colour, int width)
    {
        const string name = "\u001b[2Jevil\u009b1m [red]x[/] \u202e";
        var document = new Document(
        [
            new Heading(1, name), new Paragraph(name), new Statement(new Marked(Mark.Bad, name), name, name), new Bullets([name]), new Facts([(name, name)]),
            new Grid(new Table(name, [new("a", name), new("b", "B")], [[name, new Lines([name, name])]])),
        ]);
        var text = Rendered(document, width, colour);
        Assert.DoesNotContain("\u001b[2J", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u009b', text);
        Assert.DoesNotContain('\u202e', text);
        Assert.Contains("[red]x[/]", text, StringComparison.Ordinal);
        Assert.Contains("\\u001b[2Jevil", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_too_wide_for_the_terminal_becomes_one_block_a_row()
    {
        var table = new Table("t", [new("name", "Name"), new("text", "Text")], [["a", new string('x', 30)], ["b", "y"]]);
        Assert.Equal("Name  a\nText  " + new string('x', 30) + "\n\nName  b\nText  y\n", Rendered(new Document([new Grid(table)]), 36, colour: false));
    }

    [Fact]
    public void Details_and_empty_columns_give_way_before_the_table_does()
    {
        var table = new Table(
            "t",
            [new("name", "Name"), new("nothing", "Nothing"), new("more", "More", IsDetail: true)],
            [["a", null, new string('x', 30)], ["b", null, "y"]]);
        Assert.Equal("Name\n────\na\nb\n", Rendered(new Document([new Grid(table)]), 36, colour: false));
        Assert.Equal("Name  More\n────  " + new string('─', 30) + "\na     " + new string('x', 30) + "\nb     y\n", Rendered(new Document([new Grid(table)]), 44, colour: false));
    }

    private static string Rendered(Document document, int width, bool colour)
    {
        using var stream = new MemoryStream();
        using (var shell = new Shell(Stream.Null, stream, TextWriter.Null) { Width = width, OutputHasColour = colour })
        {
            TerminalWriter.Write(document, shell);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

public sealed class ProgressTests
{
    [Fact]
    public void Progress_says_stage_rows_and_time_left()
        => Assert.Equal(
            "█████░░░░░░░░░░░░░░░ 25 % reading orders, 1,234,567 rows, 12 s left",
            ProgressLine.Line(new ScanProgress("reading orders", 1_234_567, 0.25), TimeSpan.FromSeconds(4)));

    [Fact]
    public void Without_a_known_end_there_is_no_bar()
        => Assert.Equal("counting, 1 row", ProgressLine.Line(new ScanProgress("counting", 1, null), TimeSpan.FromSeconds(4)));

    [Fact]
    public void A_short_scan_draws_nothing()
    {
        var (line, error, clock) = Make(isTerminal: true);
        clock.Pass(TimeSpan.FromMilliseconds(900));
        line.Report(new ScanProgress("reading", 1, 0.5));
        line.Dispose();
        Assert.Empty(error.ToString());
    }

    [Fact]
    public void A_long_scan_draws_one_line_and_takes_it_away()
    {
        var (line, error, clock) = Make(isTerminal: true);
        clock.Pass(TimeSpan.FromSeconds(2));
        line.Report(new ScanProgress("reading", 1, 0.5));
        line.Report(new ScanProgress("reading", 2, 0.6)); // too soon after the last one
        line.Dispose();
        Assert.Equal("\r\u001b[K" + ProgressLine.Line(new ScanProgress("reading", 1, 0.5), TimeSpan.FromSeconds(2)) + "\r\u001b[K", error.ToString());
    }

    [Fact]
    public void Into_a_file_nothing_is_drawn()
    {
        var (line, error, clock) = Make(isTerminal: false);
        clock.Pass(TimeSpan.FromSeconds(20));
        line.Report(new ScanProgress("reading", 1, 0.5));
        line.Dispose();
        Assert.Empty(error.ToString());
    }

    private static (ProgressLine Line, StringWriter Error, TestClock Clock) Make(bool isTerminal)
    {
        var clock = new TestClock(DateTimeOffset.UnixEpoch);
        var error = new StringWriter();
        return (new ProgressLine(new Shell(Stream.Null, Stream.Null, error) { Clock = clock, ErrorIsTerminal = isTerminal }), error, clock);
    }
}
