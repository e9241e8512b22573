using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>What data must not hold, said to the person who has to correct it.</summary>
internal static class Trouble
{
    /// <summary>NaN or infinity.</summary>
    public static Problem NonFinite(string source, string formula, string metric, long rows, string first, double value) => new(
        null, 0, $"source {source}", Invariant($"`{formula}` of metric `{metric}` is NaN or infinite in {rows} {(rows == 1 ? "row" : "rows")}, first in {first} ({value})"),
        "correct the data, or declare `missing: drop` or `missing: zero` in the measure");

    /// <summary>Other numbers than 0 and 1 in a share.</summary>
    public static Problem NotShare(string source, string formula, string metric, long rows, string first, double value) => new(
        null, 0, $"{metric}.measure.value", Invariant($"a proportion needs 0 or 1 from each row, and `{formula}` of source `{source}` gives something else in {rows} {(rows == 1 ? "row" : "rows")}, first in {first} ({value})"),
        $"write a condition, such as {formula} > 0, or use `type: mean`");

    /// <summary>Other numbers than 0 and 1 per unit in a share.</summary>
    public static Problem NotShareByUnit(string source, string formula, string metric, long units, double value) => new(
        null, 0, $"{metric}.measure.value", Invariant($"a proportion needs 0 or 1 from each unit, and `{formula}` of source `{source}` gives something else for {units} {(units == 1 ? "unit" : "units")}, for example {value}"),
        "use `aggregate: any`, or `type: mean`");

    /// <summary>Numbers whose squares leave the range of doubles.</summary>
    public static Problem Overflow(string metric) => new(
        null, 0, $"{metric}.measure.value", "the values are so large that their squares leave the range of numbers (about 1e308)", "express the metric in a larger unit");
}
