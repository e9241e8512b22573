using System.Globalization;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>What stands on an edge of the map: the verdict as icon and word, grades, effect, and when it was checked.</summary>
public static class MapWords
{
    /// <summary>What is said of a link that no check has looked at.</summary>
    public static Marked NotChecked { get; } = new(Mark.Unknown, "not checked yet");

    /// <summary>The verdict of the last stored check.</summary>
    public static Marked Word(MapLink link) => link.Verdict is { } verdict ? LinkWords.Verdict(verdict.Word) : NotChecked;

    /// <summary>The same for programs.</summary>
    public static string Snake(MapLink link) => link.Verdict is { } verdict ? Spelling.Snake(verdict.Word) : "not_checked";

    /// <summary>P, C, and what experiments deny; of a C that too few experiments speak of nothing is said. Null where nothing was checked.</summary>
    public static string? Grades(MapLink link) => link.Verdict is { } verdict
        ? (verdict.Predictive ? "P" : "no P") + verdict.Causal switch { CausalWord.Supported => " C", CausalWord.NotShown => ", C not shown", CausalWord.Contradicted => ", C contradicted", _ => "" }
        : null;

    /// <summary>The effect in standard deviations of the outcome per one of the lead, with its 95 % range; null where none is known.</summary>
    public static string? Strength(MapLink link)
        => link.Verdict?.Strength is { } s ? $"{Rounding.Number(s.Effect, 2, signed: true)} ± {Rounding.Number(1.96 * s.StandardError, 2)}" : null;

    /// <summary>The day from which the last check looked, and whether that is too long ago.</summary>
    public static string? Checked(MapLink link) => link.Verdict is { } verdict
        ? Day(verdict.AsOf) + (verdict.IsOfEarlierDefinition ? ", earlier definition" : verdict.IsStale ? ", stale" : "")
        : null;

    /// <summary>All of it in a line.</summary>
    public static string Sentence(MapLink link) => string.Join(" · ", Parts(link).Prepend(Word(link).ToString()));

    /// <summary>Grades, effect and day, as far as they are known.</summary>
    internal static IEnumerable<string> Parts(MapLink link) => new[] { Grades(link), Strength(link), Checked(link) }.OfType<string>();

    /// <summary>What may be relied on is drawn through, what is open dashed.</summary>
    internal static bool IsOpen(MapLink link) => link.Verdict is null or { Word: LinkWord.InsufficientEvidence } or { IsStale: true } or { IsOfEarlierDefinition: true };

    /// <summary>How many links have which verdict: "7 keep, 2 not checked yet".</summary>
    internal static string Count(IReadOnlyList<MapLink> links) => string.Join(", ", links.GroupBy(Word).OrderBy(g => Order(g.First())).Select(g => Invariant($"{g.Count()} {g.Key.Word}")));

    private static int Order(MapLink link) => link.Verdict is { } verdict ? (int)verdict.Word : 99;

    private static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
