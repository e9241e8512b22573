using System.Text;

namespace KpiLab.Cli;

/// <summary>Where a verb reads and writes, and what is known of the other end. Everything is UTF-8, whatever the locale says.</summary>
internal sealed class Shell : IDisposable
{
    private const int WidthWithoutTerminal = 120;

    private readonly StreamWriter _output;

    public Shell(Stream input, Stream output, TextWriter error)
    {
        Input = input;
        OutputStream = output;
        _output = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024, leaveOpen: true) { NewLine = "\n" };
        Error = error;
    }

    /// <summary>Standard input.</summary>
    public Stream Input { get; }

    /// <summary>Results, as bytes. Flush <see cref="Output"/> before using it.</summary>
    public Stream OutputStream { get; }

    /// <summary>Results.</summary>
    public TextWriter Output => _output;

    /// <summary>Progress and messages.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether results go to a terminal that understands colours.</summary>
    public bool OutputHasColour { get; init; }

    /// <summary>Whether messages go to a terminal, where a line may be redrawn.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns for tables.</summary>
    public int Width { get; init; } = WidthWithoutTerminal;

    /// <summary>Relative paths start here.</summary>
    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The clock of runs, stores and progress.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The shell of this process.</summary>
    public static Shell OfProcess()
    {
        var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false), 1024) { AutoFlush = true, NewLine = "\n" };
        var canRedraw = Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new Shell(Console.OpenStandardInput(), Console.OpenStandardOutput(), error)
        {
            OutputHasColour = !Console.IsOutputRedirected && canRedraw && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            ErrorIsTerminal = !Console.IsErrorRedirected && canRedraw,
            Width = WidthOf(),
        };
    }

    /// <summary>Hands over what was written. A reader that has gone away (<c>| head</c>) is not an error.</summary>
    public void Flush()
    {
        try
        {
            _output.Flush();
            OutputStream.Flush();
        }
        catch (IOException)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        Error.Flush();
    }

    private static int WidthOf()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), System.Globalization.CultureInfo.InvariantCulture, out var columns) && columns >= 40)
        {
            return columns;
        }

        return !Console.IsOutputRedirected && Console.WindowWidth is >= 40 and var width ? width : WidthWithoutTerminal;
    }
}
