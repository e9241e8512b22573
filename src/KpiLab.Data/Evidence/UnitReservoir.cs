using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>Keeps a sample of units with a fixed seed (Vitter's reservoir), so that what is kept does not depend on batches or threads.</summary>
internal sealed class UnitReservoir
{
    private const int MostUnits = 20_000;
    private const int Seed = 20_260_930;
    private const int TicksOfMicrosecond = 10;

    private static readonly long Earliest = Microseconds(DateTimeOffset.MinValue);

    private readonly List<(double Early, double Outcome, double Treated, long Entered, long Row)> _kept = [];
    private readonly SeededRandom _random = new(Seed);
    private long _usable;
    private long _offered;

    /// <summary>Units left out because they lack a value.</summary>
    public long Missing { get; private set; }

    /// <summary>Units left out because the outcome's window was not over.</summary>
    public long Open { get; private set; }

    /// <summary>Takes a unit; what is not finite is missing.</summary>
    public void Offer(double early, double outcome, double? treated, long entered, bool isOpen)
    {
        var row = _offered++;
        if (isOpen)
        {
            Open++;
            return;
        }

        if (!double.IsFinite(early) || !double.IsFinite(outcome) || treated is not { } arm)
        {
            Missing++;
            return;
        }

        _usable++;
        var unit = (early, outcome, arm, entered, row);
        if (_kept.Count < MostUnits)
        {
            _kept.Add(unit);
        }
        else if ((long)(_random.NextDouble() * _usable) is var at && at < MostUnits)
        {
            _kept[(int)at] = unit;
        }
    }

    /// <summary>The sample in order of entry.</summary>
    public UnitRowSample Sample(bool hasArms)
    {
        var ordered = _kept.OrderBy(u => u.Entered).ThenBy(u => u.Row).ToList();
        return new UnitRowSample([.. ordered.Select(u => u.Early)], [.. ordered.Select(u => u.Outcome)], [.. ordered.Select(u => Month(u.Entered))], _offered, Missing)
        {
            Treated = hasArms ? [.. ordered.Select(u => u.Treated)] : null,
            Open = Open,
        };
    }

    /// <summary>Whether a window that begins with an entry ends after a moment, or there is no such moment; with an entry that is not known it does not.</summary>
    public static bool EndsAfter(long entered, TimeSpan window, long moment)
        => entered != RowScan.NoTime && (moment == RowScan.NoTime || entered > moment - (window.Ticks / TicksOfMicrosecond));

    /// <summary>Whether a moment is one of the calendar, and not missing or infinite.</summary>
    public static bool IsMoment(long microseconds) => microseconds > Earliest;

    /// <summary>A moment in microseconds since 1970.</summary>
    public static long Microseconds(DateTimeOffset moment) => (moment.UtcTicks - DateTime.UnixEpoch.Ticks) / TicksOfMicrosecond;

    /// <summary>Microseconds since 1970 as a moment.</summary>
    public static DateTimeOffset Moment(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TicksOfMicrosecond);

    private static DateOnly? Month(long entered)
        => !IsMoment(entered) ? null : DateOnly.FromDateTime(Moment(entered).UtcDateTime) is var day ? new DateOnly(day.Year, day.Month, 1) : null;
}
