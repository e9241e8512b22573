using System.Text;
using KpiLab.Cli;
using KpiLab.Core;

namespace KpiLab.Testing;

public sealed class ExitCodeTests
{
    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new InvalidInputException([new Problem("a.yaml", 3, "plan.alpha", "is 2", "write 0.05"), new Problem("a.yaml", 9, "", "is empty", "")]), 2, "kpilab: a.yaml:3: plan.alpha: is 2; write 0.05\nkpilab: a.yaml:9: is empty\n" },
        { new EngineException("the disk is full; free some space"), 3, "kpilab: the disk is full; free some space\n" },
        { new OperationCanceledException(), 130, "kpilab: cancelled before it was done; the store is as it was\n" },
        { new IOException("no such device"), 3, "kpilab: no such device\n" },
        { new NotSupportedException("boom"), 3, "kpilab: failed unexpectedly (NotSupportedException): boom\n" },
        { new EngineException("bad \u001b[2J name"), 3, "kpilab: bad \\u001b[2J name\n" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Each_failure_has_its_number_and_its_sentence(Exception failure, int code, string sentence)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var shell = new Shell(Stream.Null, Stream.Null, error);
        Assert.Equal(code, await ExitCode.OfAsync(() => Task.FromException<int>(failure), shell));
        Assert.Equal(sentence, error.ToString());
    }

    [Fact]
    public async Task A_reader_that_went_away_is_no_failure()
    {
        using var error = new StringWriter();
        using var shell = new Shell(Stream.Null, new ClosedPipe(), error);
        Assert.Equal(0, await App.RunAsync(["--help"], shell));
        Assert.Empty(error.ToString());
    }

    [Fact]
    public void Output_is_utf8_without_a_byte_order_mark()
    {
        using var stream = new MemoryStream();
        using (var shell = new Shell(Stream.Null, stream, TextWriter.Null))
        {
            shell.Output.Write("é");
        }

        Assert.Equal(Encoding.UTF8.GetBytes("é"), stream.ToArray());
    }

    private sealed class ClosedPipe : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }
}
