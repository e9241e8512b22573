using System.Text.RegularExpressions;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A piece of text; a number knows its full value and where it stands in the analysis's JSON.</summary>
/// <param name="Text">As shown.</param>
/// <param name="Value">The number in full precision.</param>
/// <param name="Pointer">JSON Pointer (RFC 6901) into the analysis's body.</param>
[TypeFormatterSource]
public sealed record ShownPart(string Text, double? Value = null, string? Pointer = null);

/// <summary>Text whose numbers can be followed back to the result that they were rounded from.</summary>
[TypeFormatterSource]
public sealed partial record ShownText(IReadOnlyList<ShownPart> Parts)
{
    /// <summary>No text.</summary>
    public static ShownText None { get; } = new([]);

    /// <summary>Text without numbers of the result.</summary>
    public static implicit operator ShownText(string text) => new([new ShownPart(text)]);

    /// <summary>One text after the other.</summary>
    public static ShownText operator +(ShownText first, ShownText second) => new([.. first.Parts, .. second.Parts]);

    /// <summary>An absolute effect in the metric's unit.</summary>
    public static ShownText Absolute(Effect effect, MetricUnit unit, string pointer) => Number(Rounding.Absolute(effect, unit), effect.Value, pointer + "/estimate");

    /// <summary>A relative effect.</summary>
    public static ShownText Relative(Effect effect, string pointer) => Number(Rounding.Relative(effect), effect.Value, pointer + "/estimate");

    /// <summary>An absolute effect's range, without its level.</summary>
    public static ShownText AbsoluteSet(Effect effect, MetricUnit unit, string pointer) => Ends(Rounding.AbsoluteSet(effect, unit), effect.Set, pointer + "/confidenceSet");

    /// <summary>A relative effect's range, without its level.</summary>
    public static ShownText RelativeSet(Effect effect, string pointer) => Ends(Rounding.RelativeSet(effect), effect.Set, pointer + "/confidenceSet");

    /// <summary>A level: 95 %.</summary>
    public static ShownText Level(Level level, string pointer) => Number(EffectWords.Level(level), level.Value, pointer);

    /// <summary>An arm's estimate.</summary>
    public static ShownText Estimate(Estimate arm, MetricUnit unit, string pointer)
        => Number(Rounding.Value(arm.Value, arm.StandardError, unit), arm.Value, pointer + "/estimate");

    /// <summary>A count.</summary>
    public static ShownText Count(long count, string pointer) => Number(Rounding.Count(count), count, pointer);

    /// <summary>A p-value without its name.</summary>
    public static ShownText PValue(double p, string pointer) => Number(FigureText.PValue(p), p, pointer);

    /// <summary>A number with the text that shows it.</summary>
    public static ShownText Number(string text, double value, string pointer) => new([new ShownPart(text, value, pointer)]);

    /// <summary>Words that stand in the JSON as they are.</summary>
    public static ShownText Quoted(string text, string pointer) => new([new ShownPart(text, null, pointer)]);

    /// <summary>The text alone.</summary>
    public override string ToString() => string.Concat(Parts.Select(p => p.Text));

    // Rounding writes every end with its sign, in the order lower, upper, and leaves infinite ends out.
    private static ShownText Ends(string text, ConfidenceSet set, string pointer)
    {
        var ends = new List<(double Value, string Name)>();
        if (double.IsFinite(set.Lower))
        {
            ends.Add((set.Lower, "/lower"));
        }

        if (double.IsFinite(set.Upper))
        {
            ends.Add((set.Upper, "/upper"));
        }

        var parts = new List<ShownPart>();
        var at = 0;
        foreach (var (match, end) in SignedNumber().Matches(text).Zip(ends))
        {
            parts.Add(new ShownPart(text[at..match.Index]));
            parts.Add(new ShownPart(match.Value, end.Value, pointer + end.Name));
            at = match.Index + match.Length;
        }

        parts.Add(new ShownPart(text[at..]));
        return new ShownText([.. parts.Where(p => p.Text.Length > 0)]);
    }

    [GeneratedRegex("[+-][0-9.]+(?: pp| %)?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SignedNumber();
}
