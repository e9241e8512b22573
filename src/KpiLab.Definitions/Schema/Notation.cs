using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KpiLab.Definitions;

/// <summary>How quantities are spelled: read leniently, written in one way.</summary>
internal static partial class Notation
{
    private const int MostUnits = 100_000;
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // What can be spelled in days again.
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(MostUnits);

    /// <summary>A number, never NaN or infinite.</summary>
    public static bool TryNumber(string text, out double value)
    {
        value = 0;
        return NumberPattern().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>A number, or a percentage as its fraction: <c>42%</c> is 0.42.</summary>
    public static bool TryFraction(string text, out double value)
        => text.EndsWith('%') ? TryHundredths(text[..^1].TrimEnd(), out value) : TryNumber(text, out value);

    /// <summary>A number of hundredths: the text <c>7</c> is 0.07, not 0.07000000000000001.</summary>
    public static bool TryHundredths(string text, out double value)
    {
        if (!TryNumber(text, out value))
        {
            return false;
        }

        value = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (exact != 0 || value == 0)
            ? double.Parse((exact / 100m).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : value / 100;
        return true;
    }

    /// <summary>A fraction as a percentage: 0.07 is <c>7%</c>.</summary>
    public static string Percent(double fraction)
    {
        var text = fraction.ToString("R", CultureInfo.InvariantCulture);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && Math.Abs(exact) is > 1e-15m and < 1e20m
            ? (exact * 100m).ToString("0.############################", CultureInfo.InvariantCulture) + "%"
            : (fraction * 100).ToString("R", CultureInfo.InvariantCulture) + "%";
    }

    /// <summary>A span of time: <c>2d</c>, <c>12h</c>, <c>1w</c>, <c>30min</c>.</summary>
    public static bool TryDuration(string text, out TimeSpan span)
    {
        span = default;
        return DurationPattern().Match(text) is { Success: true } match && TrySpan(match.Groups["count"].Value, match.Groups["unit"].Value, out span);
    }

    /// <summary>The shortest spelling of a span in whole minutes.</summary>
    public static string Duration(TimeSpan span)
        => span.Ticks % TimeSpan.TicksPerDay == 0 ? Invariant($"{span.Ticks / TimeSpan.TicksPerDay}d")
            : span.Ticks % TimeSpan.TicksPerHour == 0 ? Invariant($"{span.Ticks / TimeSpan.TicksPerHour}h")
            : Invariant($"{span.Ticks / TimeSpan.TicksPerMinute}min");

    /// <summary>A window around exposure: <c>0d..14d</c>, <c>-14d..0d</c>; days, hours or weeks.</summary>
    public static bool TryWindow(string text, out ExposureWindow window)
    {
        window = default;
        if (WindowPattern().Match(text) is not { Success: true } match
            || !TrySpan(match.Groups["from"].Value, match.Groups["fromUnit"].Value, out var from)
            || !TrySpan(match.Groups["to"].Value, match.Groups["toUnit"].Value, out var to))
        {
            return false;
        }

        window = new ExposureWindow(from, to);
        return true;
    }

    /// <summary>A lag or range of lags: <c>2w..10w</c>, <c>3m</c>.</summary>
    public static bool TryLag(string text, out LagRange range)
    {
        range = default;
        if (LagPattern().Match(text) is not { Success: true } match || !TryLag(match.Groups["from"].Value, match.Groups["fromUnit"].Value, out var from))
        {
            return false;
        }

        var to = from;
        if (match.Groups["to"].Success && !TryLag(match.Groups["to"].Value, match.Groups["toUnit"].Value, out to))
        {
            return false;
        }

        range = new LagRange(from, to);
        return true;
    }

    /// <summary>A lag range in its one spelling.</summary>
    public static string Lag(LagRange range) => range.From == range.To ? range.From.ToString() : range.ToString();

    /// <summary>A cap: <c>p99.9</c>, or a number.</summary>
    public static bool TryCap(string text, out Cap cap)
    {
        var isPercentile = text.StartsWith('p') || text.StartsWith('P');
        var read = isPercentile ? TryHundredths(text[1..], out var value) : TryNumber(text, out value);
        cap = new Cap(value, isPercentile);
        return read;
    }

    /// <summary><c>trial_activation_rate</c> as <c>Trial activation rate</c>.</summary>
    public static string Humanise(string id)
    {
        var words = id.Replace('_', ' ').Trim();
        return words.Length == 0 ? id : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>What an id would look like that says the same.</summary>
    public static string ToId(string text)
    {
        var camel = WordStart().Replace(text.Trim(), "${before}_${word}");
        var id = NotOfId().Replace(camel.ToLowerInvariant(), "_").Trim('_');
        return id.Length == 0 ? "an_id" : char.IsAsciiLetter(id[0]) ? id : "x_" + id;
    }

    /// <summary>An enumeration's member in contract spelling: <c>BenjaminiHochberg</c> is <c>benjamini_hochberg</c>.</summary>
    public static string Spelling<T>(T member)
        where T : struct, Enum
        => Words.Of(typeof(T)).Spelling(member.ToString());

    /// <summary>All members of an enumeration in contract spelling, in their order.</summary>
    public static IReadOnlyList<string> Spellings(Type @enum) => Words.Of(@enum).All;

    /// <summary>The member of that spelling, or null.</summary>
    public static T? Member<T>(string spelling)
        where T : struct, Enum
        => Words.Of(typeof(T)).Member(spelling) is { } member ? (T)member : null;

    // Source that is generated at build time: nothing is compiled when a short command starts. Each matches in time proportional to the text.
    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?\z", Options, 1000)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^(?<count>[0-9]+)\s?(?<unit>w|d|h|min)\z", Options, 1000)]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^(?<from>-?[0-9]+)(?<fromUnit>[wdh])\s?\.\.\s?(?<to>-?[0-9]+)(?<toUnit>[wdh])\z", Options, 1000)]
    private static partial Regex WindowPattern();

    [GeneratedRegex(@"^(?<from>[0-9]+)(?<fromUnit>[dwmqy])(\s?\.\.\s?(?<to>[0-9]+)(?<toUnit>[dwmqy]))?\z", Options, 1000)]
    private static partial Regex LagPattern();

    [GeneratedRegex("(?<before>[a-z0-9])(?<word>[A-Z])", Options, 1000)]
    private static partial Regex WordStart();

    [GeneratedRegex("[^a-z0-9]+", Options, 1000)]
    private static partial Regex NotOfId();

    /// <summary>The spellings of an enumeration. One class for all: a generic one would be compiled anew for each when the program starts.</summary>
    private sealed class Words
    {
        private static readonly ConcurrentDictionary<Type, Words> Known = new();

        private readonly string[] _names;
        private readonly string[] _spellings;
        private readonly object[] _members;

        private Words(Type @enum)
        {
            _names = Enum.GetNames(@enum);
            _spellings = Array.ConvertAll(_names, Snake);
            _members = Array.ConvertAll(_names, n => Enum.Parse(@enum, n));
        }

        public IReadOnlyList<string> All => _spellings;

        public static Words Of(Type @enum) => Known.GetOrAdd(@enum, e => new Words(e));

        public string Spelling(string name)
        {
            var at = Array.IndexOf(_names, name);
            return at >= 0 ? _spellings[at] : throw new ArgumentException($"{name} is not a member", nameof(name));
        }

        public object? Member(string spelling)
        {
            var at = Array.IndexOf(_spellings, spelling);
            return at >= 0 ? _members[at] : null;
        }

        private static string Snake(string name)
        {
            var spelling = new StringBuilder(name.Length + 4);
            for (var i = 0; i < name.Length; i++)
            {
                if (i > 0 && char.IsAsciiLetterUpper(name[i]) && (char.IsAsciiLetterLower(name[i - 1]) || char.IsAsciiDigit(name[i - 1])))
                {
                    spelling.Append('_');
                }

                spelling.Append(char.ToLowerInvariant(name[i]));
            }

            return spelling.ToString();
        }
    }

    private static bool TrySpan(string count, string unit, out TimeSpan span)
    {
        span = default;
        if (!int.TryParse(count, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || Math.Abs((long)number) > MostUnits)
        {
            return false;
        }

        span = unit switch
        {
            "w" => TimeSpan.FromDays(7 * number),
            "d" => TimeSpan.FromDays(number),
            "h" => TimeSpan.FromHours(number),
            _ => TimeSpan.FromMinutes(number),
        };
        return span.Duration() <= LongestSpan;
    }

    private static bool TryLag(string count, string unit, out Lag lag)
    {
        lag = default;
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 10_000)
        {
            return false;
        }

        lag = new Lag(number, unit switch
        {
            "d" => PeriodUnit.Day,
            "w" => PeriodUnit.Week,
            "m" => PeriodUnit.Month,
            "q" => PeriodUnit.Quarter,
            _ => PeriodUnit.Year,
        });
        return true;
    }
}
