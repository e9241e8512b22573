using System.Globalization;
using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Bootstrap and permutation.</summary>
internal static class ResamplingCalculators
{
    private const string Page = "docs/estimators/resampling.md";
    private const int MostResamples = 1_000_000;

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "bootstrap_difference", "Bootstrap intervals for a difference of means, medians, quantiles (p90) or ratios", Page,
            """{"a": [3.1, 2.4, 8.8, 5.0], "b": [4.4, 6.1, 9.0, 5.2], "statistic": "mean", "confidence": 0.95, "seed": 1}""",
            Read, Bootstrap, static () => CalcJson.Default.BootstrapOutput),
        Calculator.Define(
            "permutation_mean_difference_exact", "Exact permutation test of two means", Page,
            """{"a": [12.1, 9.8, 11.4, 10.2], "b": [13.0, 12.6, 14.1, 11.9]}""",
            i => (A: i.Numbers("a"), B: i.Numbers("b")),
            i => PermutationTest.Exact(i.A, i.B).Select(r => new PermutationOutput(
                r.Observed, r.Permutations, r.Greater, r.Less, r.TwoSidedDoubled, r.TwoSidedAbsolute)),
            static () => CalcJson.Default.PermutationOutput),
    ];

    private static BootstrapInput Read(CalcInput input)
    {
        var statistic = input.Text("statistic", "mean");
        var confidence = input.Has("confidence") ? input.Share("confidence") : 0.95;
        var resamples = input.Has("resamples") ? input.Count("resamples") : KpiLab.Statistics.Bootstrap.DefaultResamples;
        if (resamples is < 2 or > MostResamples)
        {
            throw input.Refuse("resamples", Invariant($"is {resamples}; write a whole number from 2 to {MostResamples}"));
        }

        var seed = input.Has("seed") ? input.Count("seed") : 1;
        return statistic == "ratio"
            ? new BootstrapInput([], [], Pairs(input, "a"), Pairs(input, "b"), null, Level.Of(confidence), (int)resamples, seed)
            : new BootstrapInput(input.Numbers("a"), input.Numbers("b"), null, null, Share(input, statistic), Level.Of(confidence), (int)resamples, seed);
    }

    private static double? Share(CalcInput input, string statistic)
    {
        if (statistic == "mean")
        {
            return null;
        }

        if (statistic == "median")
        {
            return 0.5;
        }

        return statistic.StartsWith('p') && double.TryParse(statistic.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100
            ? percent / 100
            : throw input.Refuse("statistic", "is not one that can be resampled; write mean, median, ratio, or a percentile such as p90");
    }

    private static (double, double)[] Pairs(CalcInput input, string name)
    {
        var arm = input.Object(name);
        double[] m = arm.Numbers("m"), d = arm.Numbers("d");
        return m.Length == d.Length ? [.. m.Zip(d)] : throw arm.Refuse("d", Invariant($"has {d.Length} values; write as many as m has: {m.Length}"));
    }

    private static Estimable<BootstrapOutput> Bootstrap(BootstrapInput i)
    {
        var result = i.PairsA is { } a ? KpiLab.Statistics.Bootstrap.Ratio(a, i.PairsB!, i.Seed, i.Level, i.Resamples)
            : i.Share is { } q ? KpiLab.Statistics.Bootstrap.Quantile(i.A, i.B, q, i.Seed, i.Level, i.Resamples)
            : KpiLab.Statistics.Bootstrap.Mean(i.A, i.B, i.Seed, i.Level, i.Resamples);
        return result.Select(r => new BootstrapOutput(
            r.Observed, r.StandardError, r.Percentile.Ends(), r.Basic.Ends(), r.Bca.IsDefined ? r.Bca.Value.Ends() : null, r.Resamples));
    }

    private sealed record BootstrapInput(
        double[] A, double[] B, (double, double)[]? PairsA, (double, double)[]? PairsB, double? Share, Level Level, int Resamples, long Seed);
}

internal sealed record BootstrapOutput(double Observed, double StandardError, double[] PercentileCi, double[] BasicCi, double[]? BcaCi, int Resamples);

internal sealed record PermutationOutput(double Observed, long NPermutations, double PGreater, double PLess, double PTwoSidedDoubled, double PTwoSidedAbs);
