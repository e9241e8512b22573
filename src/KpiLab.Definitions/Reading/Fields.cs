using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>Values of normalised content, whose shapes were checked when it was read.</summary>
internal static class Fields
{
    public static string? Text(this JsonObject json, string name) => json[name]?.GetValue<string>();

    public static double? Number(this JsonObject json, string name) => json[name]?.GetValue<double>();

    public static long? Integer(this JsonObject json, string name) => json[name]?.GetValue<long>();

    public static bool Truth(this JsonObject json, string name) => json[name]?.GetValue<bool>() ?? false;

    public static JsonObject? Map(this JsonObject json, string name) => json[name] as JsonObject;

    public static IEnumerable<JsonObject> Maps(this JsonObject json, string name) => (json[name] as JsonArray)?.Select(i => (JsonObject)i!) ?? [];

    public static IReadOnlyList<string> Texts(this JsonObject json, string name) => (json[name] as JsonArray)?.Select(i => i!.GetValue<string>()).ToArray() ?? [];

    public static DateOnly? Date(this JsonObject json, string name) => json.Text(name) is { } text && IsoTime.TryParseDate(text, out var date) ? date : null;

    public static DateTimeOffset? Moment(this JsonObject json, string name) => json.Text(name) is { } text && IsoTime.TryParseMoment(text, out var moment) ? moment : null;

    public static TimeSpan? Duration(this JsonObject json, string name) => json.Text(name) is { } text && Notation.TryDuration(text, out var span) ? span : null;

    public static ExposureWindow? Window(this JsonObject json, string name) => json.Text(name) is { } text && Notation.TryWindow(text, out var window) ? window : null;

    public static Formula? Formula(this JsonObject json, string name) => json.Text(name) is { } text && ExpressionParser.TryParse(text, out var formula, out _) ? formula : null;

    public static T? Word<T>(this JsonObject json, string name)
        where T : struct, Enum
        => json.Text(name) is { } text ? Notation.Member<T>(text) : null;

    /// <summary>A settled size: a text with % is relative, a number is absolute.</summary>
    public static EffectSize? Effect(this JsonObject json, string name)
    {
        if (json[name] is not JsonValue value)
        {
            return null;
        }

        if (!value.TryGetValue<string>(out var text))
        {
            return new EffectSize(value.GetValue<double>(), IsRelative: false);
        }

        Notation.TryFraction(text, out var fraction);
        return new EffectSize(fraction, IsRelative: true);
    }

    public static Cap? Cap(this JsonObject json, string name)
    {
        if (json[name] is not JsonValue value)
        {
            return null;
        }

        var text = value.TryGetValue<string>(out var percentile) ? percentile : CanonicalJson.Number(value.GetValue<double>());
        return Notation.TryCap(text, out var cap) ? cap : null;
    }
}
