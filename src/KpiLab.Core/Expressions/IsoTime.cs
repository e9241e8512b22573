using System.Globalization;

namespace KpiLab.Core;

/// <summary>Dates and moments as a person writes them: ISO 8601, UTC where no offset is given, to the microsecond.</summary>
public static class IsoTime
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF",
    ];

    private static readonly string[] FormsWithOffset =
    [
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz",
    ];

    /// <summary>A date: <c>2026-01-31</c>.</summary>
    public static bool TryParseDate(string text, out DateOnly date)
        => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>A date, or a date and time with <c>T</c> or a space between, with <c>Z</c>, an offset, or neither (UTC).</summary>
    public static bool TryParseMoment(string text, out DateTimeOffset moment)
    {
        var form = text.Length > 10 && text[10] == ' ' ? string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11)) : text;
        var utc = form.EndsWith('Z') ? form[..^1] : form;
        if (DateTime.TryParseExact(utc, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var plain) && (utc.Length == form.Length || utc.Length > 10))
        {
            moment = new DateTimeOffset(DateTime.SpecifyKind(plain, DateTimeKind.Utc), TimeSpan.Zero);
            return true;
        }

        if (DateTimeOffset.TryParseExact(form, FormsWithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var offset)
            && offset.UtcDateTime.Year is > 0 and < 10000)
        {
            moment = offset.ToUniversalTime();
            return true;
        }

        moment = default;
        return false;
    }

    /// <summary>The shortest of the accepted spellings: a date at midnight UTC, else date and time with <c>Z</c>.</summary>
    public static string Render(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        return utc.TimeOfDay == TimeSpan.Zero
            ? utc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z";
    }
}
