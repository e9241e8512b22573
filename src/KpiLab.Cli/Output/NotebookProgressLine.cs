using KpiLab.Notebooks;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary>Which cell of a notebook runs: on one line of a terminal that is redrawn, elsewhere nothing.</summary>
internal sealed class NotebookProgressLine(Shell shell) : IProgress<NotebookProgress>, IDisposable
{
    private bool _drawn;

    /// <summary>The cell that began last; null before the first.</summary>
    public NotebookProgress? Last { get; private set; }

    /// <inheritdoc/>
    public void Report(NotebookProgress value)
    {
        Last = value;
        if (shell.ErrorIsTerminal)
        {
            var line = SafeText.Visible(Invariant($"cell {value.Cell} of {value.Cells}: {value.FirstLine}"));
            shell.Error.Write("\r\u001b[K" + (line.Length < shell.Width ? line : line[..(shell.Width - 1)]));
            shell.Error.Flush();
            _drawn = true;
        }
    }

    /// <summary>Takes the line away again.</summary>
    public void Dispose()
    {
        if (_drawn)
        {
            shell.Error.Write("\r\u001b[K");
            shell.Error.Flush();
            _drawn = false;
        }
    }
}
