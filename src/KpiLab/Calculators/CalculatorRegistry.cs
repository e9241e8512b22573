using System.Collections.Frozen;

namespace KpiLab;

/// <summary>All calculators by name. Nothing is built before the first use.</summary>
public static class CalculatorRegistry
{
    private static readonly Lazy<IReadOnlyList<Calculator>> Entries = new(() =>
    [
        .. MeanCalculators.All,
        .. ProportionCalculators.All,
        .. RatioCalculators.All,
        .. CupedCalculators.All,
        .. SampleRatioCalculators.All,
        .. MultiplicityCalculators.All,
        .. EquivalenceCalculators.All,
        .. SequentialCalculators.All,
        .. GroupSequentialCalculators.All,
        .. PlatformCalculators.All,
        .. CorrelationCalculators.All,
        .. PrecedenceCalculators.All,
        .. RegressionCalculators.All,
        .. StationarityCalculators.All,
        .. StabilityCalculators.All,
        .. BacktestCalculators.All,
        .. SmallSampleCalculators.All,
        .. StratumCalculators.All,
        .. ClusterCalculators.All,
        .. SurvivalCalculators.All,
        .. BayesianCalculators.All,
        .. PowerCalculators.All,
        .. QuantileCalculators.All,
        .. ResamplingCalculators.All,
        .. SeriesCalculators.All,
        .. SurrogacyCalculators.All,
        .. UnitEvidenceCalculators.All,
        .. LinkCalculators.All,
        .. GovernanceCalculators.All,
    ]);

    private static readonly Lazy<FrozenDictionary<string, Calculator>> ByName = new(() => All.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal));

    /// <summary>Every calculator, families together.</summary>
    public static IReadOnlyList<Calculator> All => Entries.Value;

    /// <summary>The calculator with that name, or null.</summary>
    public static Calculator? Find(string name) => ByName.Value.GetValueOrDefault(name);

    /// <summary>The name most like <paramref name="name"/>, if one is near enough to be meant.</summary>
    internal static string? Nearest(string name)
    {
        if (name.Length > 80)
        {
            return null;
        }

        var best = All.MinBy(c => Distance(name, c.Name));
        return best is not null && Distance(name, best.Name) <= Math.Max(2, name.Length / 4) ? best.Name : null;
    }

    // Levenshtein.
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
