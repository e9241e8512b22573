using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary>The progress of a scan on one line of stderr: bar, stage, rows, time left. Drawn after a second, and only on a terminal.</summary>
internal sealed class ProgressLine : IProgress<ScanProgress>, IDisposable
{
    private const int BarWidth = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Shell _shell;
    private readonly Lock _drawing = new();
    private readonly long _started;
    private TimeSpan _drawn = TimeSpan.MinValue;

    public ProgressLine(Shell shell)
    {
        _shell = shell;
        _started = shell.Clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Report(ScanProgress value)
    {
        if (!_shell.ErrorIsTerminal)
        {
            return;
        }

        lock (_drawing)
        {
            var elapsed = _shell.Clock.GetElapsedTime(_started);
            if (elapsed < Patience || (_drawn != TimeSpan.MinValue && elapsed - _drawn < Interval))
            {
                return;
            }

            _drawn = elapsed;
            var line = Line(value, elapsed);
            _shell.Error.Write("\r\u001b[K" + (line.Length < _shell.Width ? line : line[..(_shell.Width - 1)]));
            _shell.Error.Flush();
        }
    }

    /// <summary>Takes the line away again.</summary>
    public void Dispose()
    {
        lock (_drawing)
        {
            if (_drawn != TimeSpan.MinValue)
            {
                _shell.Error.Write("\r\u001b[K");
                _shell.Error.Flush();
                _drawn = TimeSpan.MinValue;
            }
        }
    }

    /// <summary>What one moment looks like.</summary>
    internal static string Line(ScanProgress progress, TimeSpan elapsed)
    {
        var stage = $"{SafeText.Visible(progress.Stage)}, {FigureText.Counted(progress.Rows, "row")}";
        if (progress.Fraction is not { } fraction)
        {
            return stage;
        }

        fraction = Math.Clamp(fraction, 0, 1);
        var full = (int)(fraction * BarWidth);
        var left = fraction > 0.02 ? $", {Duration(elapsed / fraction * (1 - fraction))} left" : "";
        return Invariant($"{new string('█', full)}{new string('░', BarWidth - full)} {fraction * 100:0} % {stage}{left}");
    }

    private static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 90 => Invariant($"{Math.Ceiling(time.TotalSeconds):0} s"),
        < 5400 => Invariant($"{Math.Ceiling(time.TotalMinutes):0} min"),
        _ => Invariant($"{time.TotalHours:0.0} h"),
    };
}
