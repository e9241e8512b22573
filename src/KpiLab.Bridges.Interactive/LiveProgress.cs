using KpiLab.Core;
using Microsoft.DotNet.Interactive.Formatting;

namespace KpiLab.Bridges.Interactive;

/// <summary>Progress in a cell's output, replaced in place at most four times a second.</summary>
public sealed class LiveProgress : IProgress<ScanProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly string _title;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly Lock _gate = new();
    private readonly DisplayedValue _shown;
    private ScanProgress _last;
    private TimeSpan? _drawn;
    private bool _ended;

    static LiveProgress() => Register();

    /// <summary>Shows an empty display in the running cell.</summary>
    public LiveProgress(string title, TimeProvider? clock = null)
    {
        _title = title;
        _clock = clock ?? TimeProvider.System;
        _started = _clock.GetTimestamp();
        _shown = new ProgressView(title, "", 0, null, TimeSpan.Zero).Display("text/html");
    }

    /// <inheritdoc/>
    public void Report(ScanProgress value)
    {
        lock (_gate)
        {
            _last = value;
            var now = _clock.GetElapsedTime(_started);
            if (!_ended && (_drawn is null || now - _drawn >= Pause))
            {
                Draw(value.Stage, now);
            }
        }
    }

    /// <summary>Shows the last word; what is reported later is not shown.</summary>
    internal void End(string word)
    {
        lock (_gate)
        {
            _ended = true;
            _last = _last with { Fraction = word == "done" ? 1 : _last.Fraction };
            Draw(word, _clock.GetElapsedTime(_started));
        }
    }

    internal static void Register() => Formatter.Register(new Action<ProgressView, TextWriter>((view, writer) => writer.Write(view.ToHtml())), "text/html");

    private void Draw(string stage, TimeSpan now)
    {
        _drawn = now;
        _shown.Update(new ProgressView(_title, stage, _last.Rows, _last.Fraction, now));
    }
}
