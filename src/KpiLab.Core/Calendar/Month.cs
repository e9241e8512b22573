using System.Globalization;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A calendar month.</summary>
[TypeFormatterSource]
public readonly record struct Month
{
    private readonly int _number;

    private Month(int number) => _number = number;

    /// <summary>The month of a day.</summary>
    public static Month Of(DateOnly day) => new((day.Year * 12) + day.Month - 1);

    /// <summary>Its first day.</summary>
    public DateOnly FirstDay => new(Math.Max(12, _number) / 12, (Math.Max(12, _number) % 12) + 1, 1);

    /// <summary>Its last day.</summary>
    public DateOnly LastDay => FirstDay.AddMonths(1).AddDays(-1);

    /// <summary>The month before.</summary>
    public Month Previous => new(_number - 1);

    /// <summary>The month after.</summary>
    public Month Next => new(_number + 1);

    /// <summary>Its calendar quarter, such as <c>2026-Q4</c>.</summary>
    public string Quarter => Invariant($"{FirstDay.Year:0000}-Q{((FirstDay.Month - 1) / 3) + 1}");

    /// <summary>Whether a day lies in it.</summary>
    public bool Holds(DateOnly day) => Of(day) == this;

    /// <summary>Reads <c>2026-10</c>.</summary>
    public static bool TryParse(string? text, out Month month)
    {
        var good = DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999;
        month = good ? Of(day) : default;
        return good;
    }

    /// <summary>Reads <c>2026-10</c>.</summary>
    /// <exception cref="InvalidInputException">It is no month.</exception>
    public static Month Parse(string text)
        => TryParse(text, out var month) ? month : throw new InvalidInputException("month", $"`{text}` is no month", "write a year and a month, such as 2026-10");

    /// <inheritdoc/>
    public override string ToString() => FirstDay.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
