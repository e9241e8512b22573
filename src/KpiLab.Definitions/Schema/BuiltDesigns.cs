namespace KpiLab.Definitions;

/// <summary>What this version can analyse: the one list that <c>validate</c>, the schemas and the messages are made from.</summary>
public static class BuiltDesigns
{
    /// <summary>Designs of an experiment that are built.</summary>
    public static IReadOnlyList<Design> All { get; } = [Design.Fixed, Design.GroupSequential, Design.AlwaysValid, Design.Bayesian];

    /// <summary>Measures that an experiment can compare.</summary>
    public static IReadOnlyList<MeasureType> Measures { get; } = [MeasureType.Mean, MeasureType.Proportion, MeasureType.Ratio, MeasureType.Count, MeasureType.Quantile];

    /// <summary>Engines that a connection can name.</summary>
    public static IReadOnlyList<string> Engines { get; } = ["duckdb"];
}
