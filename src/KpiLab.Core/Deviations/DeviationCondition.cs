namespace KpiLab.Core;

/// <summary>The calendar distance that a change is measured over.</summary>
public enum ChangeSpan
{
    /// <summary>Against the period before.</summary>
    Period,

    /// <summary>Day over day.</summary>
    Day,

    /// <summary>Week over week.</summary>
    Week,

    /// <summary>Month over month.</summary>
    Month,

    /// <summary>Quarter over quarter.</summary>
    Quarter,

    /// <summary>Year over year.</summary>
    Year,
}

/// <summary>How long a condition must hold.</summary>
/// <param name="Count">How many.</param>
/// <param name="Unit">Of what.</param>
public readonly record struct HoldingTime(int Count, ChangeSpan Unit)
{
    /// <summary>One period is enough.</summary>
    public static HoldingTime Once { get; } = new(1, ChangeSpan.Period);
}

/// <summary>A threshold as it was read: <c>drop &gt; 20% week over week</c>, <c>below 0.3 for 2 weeks</c>, <c>outside 35..45</c>, <c>outside forecast interval</c>.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Rule">The rule; null where the KPI's own forecast is the rule.</param>
/// <param name="Span">What a change is measured against.</param>
/// <param name="Holding">How long it must hold.</param>
/// <param name="ForecastLevel">0.8 or 0.95: outside the forecast interval of this level; null for other rules.</param>
public sealed record DeviationCondition(string Text, DeviationRule? Rule, ChangeSpan Span, HoldingTime Holding, double? ForecastLevel)
{
    /// <summary>What may be written, for messages.</summary>
    public const string Forms = "drop > 20% week over week, rise > 5, below 0.3 for 2 weeks, above 65000, outside 35..45, or outside forecast interval";

    /// <summary>Whether it is about a change, not about where the value stands.</summary>
    public bool IsChange => Rule is DeviationRule.RelativeChange or DeviationRule.AbsoluteChange;

    /// <summary>What is wrong for a KPI of this cadence, with what to write instead; empty where it fits.</summary>
    public IEnumerable<(string Message, string Remedy)> Misfits(Cadence? cadence)
    {
        if (cadence is not { } periods)
        {
            yield break;
        }

        foreach (var (span, what) in new[] { (Span, "compares by the"), (Holding.Unit, "waits by the") })
        {
            if (span != ChangeSpan.Period && span < Of(periods))
            {
                var word = span.ToString().ToLowerInvariant();
                yield return ($"{what} {word}, and the KPI is reported {periods.ToString().ToLowerInvariant()}", $"name a {Of(periods).ToString().ToLowerInvariant()} or longer, or leave it out");
            }
        }
    }

    /// <summary>The span that one period of a cadence is.</summary>
    internal static ChangeSpan Of(Cadence cadence) => cadence switch
    {
        Cadence.Daily => ChangeSpan.Day,
        Cadence.Weekly => ChangeSpan.Week,
        Cadence.Monthly => ChangeSpan.Month,
        Cadence.Quarterly => ChangeSpan.Quarter,
        _ => ChangeSpan.Year,
    };

    /// <summary>Periods of a calendar that the condition must hold, at least one.</summary>
    public int HoldingPeriods(SeriesCalendar calendar) => Holding.Unit == ChangeSpan.Period ? Holding.Count : Holding.Count * Steps(Holding.Unit, calendar);

    /// <summary>Periods between a period and the one that its change is measured against, at least one.</summary>
    public int SpanPeriods(SeriesCalendar calendar) => Span == ChangeSpan.Period ? 1 : Steps(Span, calendar);

    // Weeks and days in whole weeks, so that like days are compared: a month is 4 weeks, a quarter 13, a year 52.
    private static int Steps(ChangeSpan span, SeriesCalendar calendar)
    {
        var weeks = span switch { ChangeSpan.Week => 1, ChangeSpan.Month => 4, ChangeSpan.Quarter => 13, _ => 52 };
        var months = span switch { ChangeSpan.Quarter => 3, ChangeSpan.Year => 12, _ => 1 };
        return Math.Max(1, calendar.Cadence switch
        {
            Cadence.Daily => span == ChangeSpan.Day ? 1 : 7 * weeks,
            Cadence.Weekly => span == ChangeSpan.Day ? 1 : weeks,
            Cadence.Monthly => months,
            Cadence.Quarterly => months / 3,
            _ => 1,
        });
    }
}
