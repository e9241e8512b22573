using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>One number per unit and period.</summary>
/// <param name="Number">Its place among the numbers of a unit.</param>
/// <param name="Value">Column of the scan; −1: every row is 1.</param>
/// <param name="Where">Column that must be 1; −1: every row counts.</param>
/// <param name="Aggregate">How rows become one number.</param>
/// <param name="IsTruth">The value is a condition.</param>
internal sealed record SeriesFold(int Number, int Value, int Where, Aggregate Aggregate, bool IsTruth);
