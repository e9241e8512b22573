using System.Globalization;

namespace KpiLab.Core;

/// <summary>Periods as people write them in data: <c>2026-07-06</c>, <c>2026-W28</c>, <c>2026-07</c>, <c>2026-Q3</c>, <c>2026</c>.</summary>
public static class PeriodText
{
    /// <summary>What may be written, for messages.</summary>
    public const string Forms = "2026-07-06, 2026-W28, 2026-07, 2026-Q3 or 2026";

    /// <summary>The first day of a written period; a week is that of ISO 8601 and begins on a Monday.</summary>
    public static bool TryParse(string text, out DateOnly firstDay)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (IsoTime.TryParseMoment(text, out var moment))
        {
            firstDay = DateOnly.FromDateTime(moment.UtcDateTime);
            return true;
        }

        firstDay = default;
        if (text.Length < 4 || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1 or > 9998)
        {
            return false;
        }

        var rest = text.AsSpan(4).TrimStart('-');
        if (rest.IsEmpty)
        {
            firstDay = new DateOnly(year, 1, 1);
            return text.Length == 4;
        }

        var kind = char.ToUpperInvariant(rest[0]);
        if (!int.TryParse(kind is 'W' or 'Q' ? rest[1..] : rest, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        if (kind == 'W' && rest.Length == 3 && number >= 1 && number <= ISOWeek.GetWeeksInYear(year))
        {
            firstDay = DateOnly.FromDateTime(ISOWeek.ToDateTime(year, number, DayOfWeek.Monday));
            return true;
        }

        if (kind == 'Q' && rest.Length == 2 && number is >= 1 and <= 4)
        {
            firstDay = new DateOnly(year, (number * 3) - 2, 1);
            return true;
        }

        if (char.IsAsciiDigit(kind) && rest.Length == 2 && text[4] == '-' && number is >= 1 and <= 12)
        {
            firstDay = new DateOnly(year, number, 1);
            return true;
        }

        return false;
    }
}
