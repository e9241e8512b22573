using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Declared lags in periods of a cadence.</summary>
/// <remarks>
/// Days and weeks convert exactly among themselves, so do months, quarters and years; between the two families a month has 30.436875 days, the
/// mean of the Gregorian calendar. Both ends are rounded to the nearest whole number of periods, halves upwards, and the shortest lag is at
/// least one period: 2w..10w are months 1..2, because a value of the same month is no forecast. A range whose longest lag is shorter than one
/// period is refused.
/// </remarks>
public static class LagPeriods
{
    /// <summary>Mean days of a Gregorian month.</summary>
    private const double MonthDays = 30.436875;

    /// <summary>Shortest and longest lag in periods; undefined where the whole range is shorter than one period.</summary>
    public static Estimable<(int First, int Last)> Of(LagRange range, Cadence cadence)
    {
        var last = Periods(range.To, cadence);
        if (last < 1)
        {
            return new Undefined(
                SeriesRefusal.LagTooShort,
                Invariant($"the declared lags {range} are all shorter than one {new SeriesCalendar(cadence).Noun}, the period that the series have in common; declare longer lags, or give both series a finer cadence"));
        }

        return (Math.Max(1, Nearest(Periods(range.From, cadence))), Nearest(last));
    }

    private static int Nearest(double periods) => (int)Math.Floor(periods + 0.5);

    private static double Periods(Lag lag, Cadence cadence)
    {
        var (from, fromIsMonths) = lag.Unit switch
        {
            PeriodUnit.Day => (1, false),
            PeriodUnit.Week => (7, false),
            PeriodUnit.Month => (1, true),
            PeriodUnit.Quarter => (3, true),
            _ => (12, true),
        };
        var (to, toIsMonths) = cadence switch
        {
            Cadence.Daily => (1, false),
            Cadence.Weekly => (7, false),
            Cadence.Monthly => (1, true),
            Cadence.Quarterly => (3, true),
            _ => (12, true),
        };
        var scale = fromIsMonths == toIsMonths ? 1 : fromIsMonths ? MonthDays : 1 / MonthDays;
        return lag.Count * from * scale / to;
    }
}
