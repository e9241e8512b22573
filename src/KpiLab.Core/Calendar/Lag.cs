using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A length of calendar time.</summary>
public enum PeriodUnit
{
    /// <summary>Days.</summary>
    Day,

    /// <summary>Weeks.</summary>
    Week,

    /// <summary>Calendar months.</summary>
    Month,

    /// <summary>Quarters.</summary>
    Quarter,

    /// <summary>Years.</summary>
    Year,
}

/// <summary>A lag in whole periods: <c>2w</c>, <c>3m</c>. Never a bare number.</summary>
[TypeFormatterSource]
public readonly record struct Lag(int Count, PeriodUnit Unit)
{
    /// <summary>Days.</summary>
    public static Lag Days(int count) => new(count, PeriodUnit.Day);

    /// <summary>Weeks.</summary>
    public static Lag Weeks(int count) => new(count, PeriodUnit.Week);

    /// <summary>Months.</summary>
    public static Lag Months(int count) => new(count, PeriodUnit.Month);

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Count}{Unit.ToString()[..1].ToLowerInvariant()}");
}

/// <summary>A declared range of lags, both ends included, of one unit.</summary>
[TypeFormatterSource]
public readonly record struct LagRange(Lag From, Lag To)
{
    /// <inheritdoc/>
    public override string ToString() => $"{From}..{To}";
}

/// <summary>A window of time around a unit's first exposure: From included, To excluded. Negative is before exposure.</summary>
[TypeFormatterSource]
public readonly record struct ExposureWindow(TimeSpan From, TimeSpan To)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Render(From)}..{Render(To)}";

    private static string Render(TimeSpan span)
        => span.Ticks % TimeSpan.TicksPerDay == 0 ? Invariant($"{span.TotalDays}d") : Invariant($"{span.TotalHours}h");
}
