namespace KpiLab.Statistics;

/// <summary>What outcome models ask of their units.</summary>
internal static class ModelUnits
{
    public static int Count(IReadOnlyList<double[]> features) => features.Count == 0 ? 0 : features[0].Length;

    public static void Check(IReadOnlyList<double[]> features, double[] outcomes)
    {
        if (outcomes.Length == 0 || features.Count == 0 || features.Any(f => f.Length != outcomes.Length))
        {
            throw new ArgumentException(Invariant($"a model needs at least one unit and one feature, and every feature one value a unit; there are {outcomes.Length} outcomes and {features.Count} features"), nameof(features));
        }

        if (!Array.TrueForAll(outcomes, double.IsFinite) || !features.All(f => Array.TrueForAll(f, double.IsFinite)))
        {
            throw new ArgumentException("outcomes and features must be finite", nameof(features));
        }
    }

    public static void Check(IReadOnlyList<double[]> features, int expected)
    {
        if (features.Count != expected || features.Any(f => f.Length != features[0].Length))
        {
            throw new ArgumentException(Invariant($"{expected} features were learned from, {features.Count} are given"), nameof(features));
        }
    }
}
