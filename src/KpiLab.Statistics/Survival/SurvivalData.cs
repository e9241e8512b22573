namespace KpiLab.Statistics;

/// <summary>One unit's follow-up.</summary>
/// <param name="Time">Time to the event, or to the end of observation.</param>
/// <param name="IsEvent">Whether the event happened; otherwise the unit was censored then.</param>
public readonly record struct FollowUp(double Time, bool IsEvent);

/// <summary>Units of one group at its event times.</summary>
/// <param name="Time">The time.</param>
/// <param name="AtRisk">Units observed up to then, those censored at this very time included.</param>
/// <param name="Events">Events at this time.</param>
[TypeFormatterSource]
public readonly record struct RiskSet(double Time, long AtRisk, long Events) : IShowable;

/// <summary>Follow-up times turned into risk sets.</summary>
internal static class RiskSets
{
    /// <summary>One row for each distinct time with its numbers of events and of units leaving.</summary>
    public static List<(double Time, long Events, long Leaving)> ByTime(ReadOnlySpan<FollowUp> units)
    {
        FollowUp[] sorted = [.. units];
        foreach (var unit in sorted)
        {
            if (!double.IsFinite(unit.Time) || unit.Time < 0)
            {
                throw new ArgumentException(Invariant($"a follow-up time is {unit.Time}; write a finite number not below 0"), nameof(units));
            }
        }

        Array.Sort(sorted, static (a, b) => a.Time.CompareTo(b.Time));
        var rows = new List<(double, long, long)>();
        for (var i = 0; i < sorted.Length;)
        {
            var time = sorted[i].Time;
            long events = 0, leaving = 0;
            for (; i < sorted.Length && sorted[i].Time == time; i++)
            {
                leaving++;
                events += sorted[i].IsEvent ? 1 : 0;
            }

            rows.Add((time, events, leaving));
        }

        return rows;
    }
}
