using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Units to be kept with their values.</summary>
/// <param name="Together">Column whose equal values belong together: all their units are kept, or none; null: every unit stands alone.</param>
/// <param name="Most">The most units to keep; of more a random part is kept.</param>
[TypeFormatterSource]
public sealed record UnitNeeds(string? Together, int Most);

/// <summary>A column's value by unit.</summary>
/// <param name="Codes">Code by unit.</param>
/// <param name="Texts">The values behind the codes; null where the row has none.</param>
[TypeFormatterSource]
public sealed record UnitLabels(int[] Codes, IReadOnlyList<string?> Texts);

/// <summary>Units with their values, in their order: what the cells are made of, or a random part of it.</summary>
/// <param name="Seen">Units that count, kept or not.</param>
/// <param name="Share">Each unit (or each group that belongs together) was kept with this probability; 1: all were.</param>
/// <param name="Variants">Index of the variant by unit.</param>
/// <param name="Together">Number of the group by unit; null where every unit stands alone.</param>
/// <param name="WithoutGroup">Units left out because they have no value in the column that says what belongs together.</param>
/// <param name="Clusters">By block: number of the cluster by unit, −1 without one; null where units were randomised.</param>
/// <param name="Values">By block and quantity: the value by unit; NaN where it has none. Blocks that share a quantity share its array.</param>
public sealed record UnitValues(
    long Seen, double Share, int[] Variants, int[]? Together, long WithoutGroup, IReadOnlyList<int[]?> Clusters, IReadOnlyList<IReadOnlyList<double[]>> Values)
{
    /// <summary>The units' values of the segment columns that were asked for, in their order.</summary>
    public IReadOnlyList<UnitLabels> Labels { get; init; } = [];

    /// <summary>Units kept.</summary>
    public int Count => Variants.Length;
}
