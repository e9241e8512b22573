using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KpiLab.Statistics;

namespace KpiLab.Definitions;

/// <summary>Text of any kind.</summary>
internal sealed class TextShape(string remedy = "write a text") : ScalarShape
{
    public override string Remedy => remedy;

    public override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "number", "boolean"), ["minLength"] = 1 };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => text.Length == 0 ? Refuse(scalar, place, "stands here")
            : text.Length > 10_000 ? Refuse(scalar, place, Invariant($"has {text.Length:N0} characters"), "write at most 10,000")
            : text.Contains('\0', StringComparison.Ordinal) ? Refuse(scalar, place, "has a zero character in it", "leave it out")
            : JsonValue.Create(text);
}

/// <summary>A lower_snake_case id, of its own or of something else.</summary>
internal sealed class IdShape(ReferenceTarget? target, string noun) : ScalarShape
{
    public override string Remedy => target is null ? "write an id in lower_snake_case" : $"write the id of {noun}";

    public static bool IsId(string text)
        => text.Length is > 0 and <= 100 && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^[a-z][a-z0-9_]*$", ["maxLength"] = 100 };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
    {
        if (!IsId(text))
        {
            return text.Length > 100
                ? Refuse(scalar, place, "is longer than 100 characters", "write a shorter id")
                : Refuse(scalar, place, "is not an id: ids are lower_snake_case", text.Length == 0 ? null : $"write {Notation.ToId(text)}");
        }

        if (target is { } named)
        {
            place.Refer(named, text, scalar.Line);
        }

        return JsonValue.Create(text);
    }
}

/// <summary>One of a few words.</summary>
internal sealed class WordShape(IReadOnlyList<string> words, Func<string, (string What, string Remedy)?>? refused = null) : ScalarShape
{
    public override string Remedy => words.Count == 1 ? $"write {words[0]}" : $"write one of {string.Join(", ", words)}";

    public override JsonObject Schema() => new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) };

    public static WordShape Of<T>()
        where T : struct, Enum
        => new(Notation.Spellings(typeof(T)));

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
    {
        if (words.Contains(text))
        {
            return JsonValue.Create(text);
        }

        return refused?.Invoke(text) is { } reason
            ? Refuse(scalar, place, reason.What, reason.Remedy)
            : Refuse(scalar, place, words.Count == 1 ? "is not known here" : $"is not one of {string.Join(", ", words)}", Suggestion.Closest(text, words) is { } meant ? $"did you mean {meant}?" : words.Count == 1 ? $"write {words[0]}" : "write one of these");
    }
}

/// <summary>true or false.</summary>
internal sealed class TruthShape : ScalarShape
{
    public override string Remedy => "write true or false";

    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place) => text switch
    {
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ => Refuse(scalar, place, "is neither true nor false", text.ToLowerInvariant() switch
        {
            "yes" or "on" or "y" or "1" => "write true",
            "no" or "off" or "n" or "0" => "write false",
            _ => null,
        }),
    };
}

/// <summary>A number within limits; percentages where they make sense.</summary>
/// <param name="above">Limit that it must exceed.</param>
/// <param name="below">Limit that it must stay below.</param>
/// <param name="percent">Whether <c>42%</c> may be written for 0.42.</param>
/// <param name="example">A good value, for remedies.</param>
/// <param name="atLeast">Limit that it may equal.</param>
/// <param name="atMost">Limit that it may equal.</param>
internal sealed class NumberShape(
    string example, double? above = null, double? below = null, bool percent = false, double? atLeast = null, double? atMost = null) : ScalarShape
{
    public override string Remedy => $"write a number, such as {example}";

    public override JsonObject Schema()
    {
        var number = new JsonObject { ["type"] = "number" };
        Add(number, "exclusiveMinimum", above);
        Add(number, "exclusiveMaximum", below);
        Add(number, "minimum", atLeast);
        Add(number, "maximum", atMost);
        return percent
            ? new JsonObject { ["anyOf"] = new JsonArray(number, new JsonObject { ["type"] = "string", ["pattern"] = @"^[+-]?[0-9]*\.?[0-9]+ ?%$" }) }
            : number;
    }

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
    {
        if (!(percent ? Notation.TryFraction(text, out var value) : Notation.TryNumber(text, out value)))
        {
            return Refuse(scalar, place, "is not a number", Repaired(text) is { } repaired ? $"write {repaired}" : null);
        }

        var fits = !(value <= above) && !(value >= below) && !(value < atLeast) && !(value > atMost);
        return fits ? JsonValue.Create(value)
            : Refuse(scalar, place, $"is not {Range()}", percent && value is > 1 and < 100 && (below ?? atMost) == 1 ? Invariant($"write {value}% or {value / 100}") : null);
    }

    private static void Add(JsonObject schema, string name, double? value)
    {
        if (value is { } limit)
        {
            schema[name] = limit;
        }
    }

    private string Range() => (above, below, atLeast, atMost) switch
    {
        ({ } low, { } high, _, _) => Invariant($"between {low} and {high}"),
        ({ } low, null, _, { } high) => Invariant($"above {low} and at most {high}"),
        ({ } low, null, _, null) => Invariant($"above {low}"),
        (null, null, { } low, { } high) => Invariant($"from {low} to {high}"),
        (null, null, { } low, null) => Invariant($"at least {low}"),
        (null, { } high, null, _) => Invariant($"below {high}"),
        _ => "in range",
    };

    private string? Repaired(string text)
    {
        if (!percent && text.EndsWith('%') && Notation.TryFraction(text, out var fraction))
        {
            return fraction.ToString("R", CultureInfo.InvariantCulture);
        }

        var isDecimalComma = !text.Contains('.', StringComparison.Ordinal) && text.Count(c => c == ',') == 1 && text.TrimEnd('%', ' ').Length - text.IndexOf(',', StringComparison.Ordinal) != 4;
        var plain = text.Replace(",", isDecimalComma ? "." : "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return plain != text && plain.Length > 0 && (percent ? Notation.TryFraction(plain, out _) : Notation.TryNumber(plain, out _)) ? plain : null;
    }
}

/// <summary>A whole number within limits.</summary>
internal sealed class IntegerShape(long atLeast, long atMost, string example) : ScalarShape
{
    public override string Remedy => $"write a whole number, such as {example}";

    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = atLeast, ["maximum"] = atMost };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
    {
        if (!Notation.TryNumber(text, out var value) || !double.IsInteger(value))
        {
            var plain = text.Replace(",", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
            return Refuse(scalar, place, "is not a whole number", plain != text && long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"write {plain}" : null);
        }

        return value >= atLeast && value <= atMost ? JsonValue.Create((long)value) : Refuse(scalar, place, Invariant($"is not from {atLeast} to {atMost}"));
    }
}

/// <summary>A day.</summary>
internal sealed class DateShape : ScalarShape
{
    public override string Remedy => "write a date as 2026-12-31";

    public override JsonObject Schema() => new() { ["type"] = "string", ["format"] = "date" };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => IsoTime.TryParseDate(text, out var date)
            ? JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            : Refuse(scalar, place, "is not a date");
}

/// <summary>A day, or a moment in it.</summary>
internal sealed class MomentShape : ScalarShape
{
    public override string Remedy => "write a date as 2026-12-31, or a moment as 2026-12-31T12:00:00Z";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}.*)?$" };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => IsoTime.TryParseMoment(text, out var moment) ? JsonValue.Create(IsoTime.Render(moment)) : Refuse(scalar, place, "is neither a date nor a moment");
}

/// <summary>A span of time.</summary>
internal sealed class DurationShape : ScalarShape
{
    public override string Remedy => "write a number with min, h, d or w, such as 2d";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^[0-9]+ ?(min|h|d|w)$" };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => !Notation.TryDuration(text, out var span) ? Refuse(scalar, place, "is not a span of time")
            : span == TimeSpan.Zero ? Refuse(scalar, place, "is no time at all")
            : JsonValue.Create(Notation.Duration(span));
}

/// <summary>A window around a unit's first exposure.</summary>
internal sealed class WindowShape(bool beforeExposure) : ScalarShape
{
    public override string Remedy => beforeExposure ? "write a window before exposure, such as -14d..0d" : "write from..to with d, h or w, such as 0d..14d";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^-?[0-9]+[whd] ?\.\. ?-?[0-9]+[whd]$" };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => !Notation.TryWindow(text, out var window) ? Refuse(scalar, place, "is not a window")
            : window.From >= window.To ? Refuse(scalar, place, "ends before it begins", $"write {Notation.Duration(window.To)}..{Notation.Duration(window.From)}, or another window")
            : beforeExposure && window.To > TimeSpan.Zero ? Refuse(scalar, place, "reaches past exposure, and a covariate must not see what the treatment did")
            : JsonValue.Create(window.ToString());
}

/// <summary>A spending function.</summary>
internal sealed class SpendingShape : ScalarShape
{
    public override string Remedy => "write obrien_fleming, pocock, power(3) or hwang_shih_decani(-4)";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^(obrien_fleming|pocock|power\([0-9]*\.?[0-9]+\)|hwang_shih_decani\(-?[0-9]*\.?[0-9]+\))$" };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => SpendingFunction.Parse(text.Replace(" ", "", StringComparison.Ordinal)) is { } spending ? JsonValue.Create(spending.Name) : Refuse(scalar, place, "is not a spending function");
}

/// <summary>A range of lags.</summary>
internal sealed class LagShape : ScalarShape
{
    public override string Remedy => "write a range with d, w, m, q or y, such as 2w..10w";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^[0-9]+[dwmqy]( ?\.\. ?[0-9]+[dwmqy])?$" };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => Notation.TryNumber(text, out _) ? Refuse(scalar, place, "is a bare number, and a lag has a unit", $"write {text}w for weeks, or with d, m, q or y")
            : !Notation.TryLag(text, out var range) ? Refuse(scalar, place, "is not a lag")
            : range.From.Unit != range.To.Unit ? Refuse(scalar, place, "mixes two units", "write both ends in one unit, such as 2w..10w")
            : range.From.Count > range.To.Count ? Refuse(scalar, place, "ends before it begins", $"write {range.To}..{range.From}")
            : JsonValue.Create(Notation.Lag(range));
}

/// <summary>A winsorising cap.</summary>
internal sealed class CapShape : ScalarShape
{
    public override string Remedy => "write a percentile such as p99.9, or a number";

    public override JsonObject Schema()
        => new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number" }, new JsonObject { ["type"] = "string", ["pattern"] = @"^p[0-9]*\.?[0-9]+$" }) };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => !Notation.TryCap(text, out var cap)
                ? Refuse(scalar, place, "is not a cap", text.EndsWith('%') && Notation.TryNumber(text[..^1], out _) ? $"write p{text[..^1]}" : null)
            : cap is { IsPercentile: true, Value: <= 0 or >= 1 } ? Refuse(scalar, place, "is not a percentile between p0 and p100")
            : cap.IsPercentile ? JsonValue.Create("p" + Notation.Percent(cap.Value)[..^1])
            : JsonValue.Create(cap.Value);
}

/// <summary>A size of effect or margin; what it is relative to is settled by the mapping around it.</summary>
internal sealed class EffectShape(string example) : ScalarShape
{
    public override string Remedy => $"write {example}% of the control mean, {example}pp, or a number with absolute: true";

    public override JsonObject Schema()
        => new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number", ["minimum"] = 0 }, new JsonObject { ["type"] = "string", ["pattern"] = @"^[0-9]*\.?[0-9]+ ?(%|pp)$" }) };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
    {
        var points = text.EndsWith("pp", StringComparison.OrdinalIgnoreCase);
        if (!(points ? Notation.TryHundredths(text[..^2].TrimEnd(), out var value) : Notation.TryFraction(text, out value)))
        {
            return Refuse(scalar, place, "is not a size of effect");
        }

        if (value < 0)
        {
            return Refuse(scalar, place, "is negative", $"write {text.TrimStart('-')}; the direction says which way");
        }

        return points ? JsonValue.Create(Notation.Percent(value)[..^1] + "pp") : text.EndsWith('%') ? JsonValue.Create(Notation.Percent(value)) : JsonValue.Create(value);
    }
}

/// <summary>A formula in KpiLab's expression grammar.</summary>
internal sealed class FormulaShape : ScalarShape
{
    public override string Remedy => "write a column of the source or a calculation, such as revenue - cost";

    public override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "number", "boolean"), ["minLength"] = 1 };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
    {
        if (ExpressionParser.TryParse(text, out var formula, out var problems))
        {
            return JsonValue.Create(formula.Text);
        }

        foreach (var problem in problems)
        {
            var lines = scalar.IsBlock ? scalar.Text[..Math.Min(scalar.Text.Length, LeadingSpace(scalar.Text) + problem.Position)].Count(c => c == '\n') + 1 : 0;
            place.Problem(scalar.Line + lines, Invariant($"{scalar.Quoted}, at character {problem.Position + 1}: {problem.Message}"), problem.Remedy);
        }

        return null;
    }

    private static int LeadingSpace(string text) => text.Length - text.TrimStart().Length;
}

/// <summary>One person's e-mail address.</summary>
internal sealed class OwnerShape : ScalarShape
{
    public override string Remedy => "write one person's e-mail address";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^[^@\s,;<>]+@[^@\s,;<>]+$" };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => IsAddress(text) ? JsonValue.Create(text) : Refuse(scalar, place, text.Count(c => c == '@') > 1 ? "names more than one person" : "is not an e-mail address");

    // As the schema's pattern says it.
    private static bool IsAddress(string text)
        => text.IndexOf('@', StringComparison.Ordinal) is var at and > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(c => char.IsWhiteSpace(c) || c is ',' or ';' or '<' or '>');
}

/// <summary>A time zone of the machine's database.</summary>
internal sealed class TimeZoneShape : ScalarShape
{
    public override string Remedy => "write a name such as UTC or Europe/Berlin";

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => text == "UTC" || (text.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _)) ? JsonValue.Create(text) : Refuse(scalar, place, "is not a time zone that this machine knows");
}
