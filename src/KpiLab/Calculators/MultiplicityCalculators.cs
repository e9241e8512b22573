using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Adjusting and combining p-values.</summary>
internal static class MultiplicityCalculators
{
    private const string Page = "docs/estimators/multiple-testing.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "adjust_p_values", "P-values adjusted by ten methods", Page, """{"p_values": [0.01, 0.04, 0.03, 0.005], "alpha": 0.05}""",
            i => (P: i.Probabilities("p_values"), Alpha: i.Alpha()), i => AdjustAll(i.P, i.Alpha), static () => CalcJson.Default.AdjustOutput),
        Calculator.Define(
            "combine_p_values", "One p-value from several: Fisher, Stouffer, Tippett, Pearson", Page, """{"p_values": [0.01, 0.2, 0.3]}""",
            i => i.Probabilities("p_values"), Combine, static () => CalcJson.Default.CombineOutput),
        Calculator.Define(
            "p_adjust", "P-values adjusted as by p.adjust of R", Page, """{"series": {"p": [0.01, 0.04, 0.03, 0.005]}}""",
            i => i.Object("series").Probabilities("p"), AdjustLikeR, static () => CalcJson.Default.RAdjustOutput),
    ];

    private static Estimable<AdjustOutput> AdjustAll(double[] p, double alpha)
    {
        if (p.Length == 0)
        {
            return Nothing;
        }

        return new AdjustOutput(
            One(PValueAdjustment.Bonferroni(p)),
            One(PValueAdjustment.Sidak(p)),
            One(PValueAdjustment.Holm(p)),
            One(PValueAdjustment.HolmSidak(p)),
            One(PValueAdjustment.Hochberg(p)),
            One(PValueAdjustment.Hommel(p)),
            One(PValueAdjustment.BenjaminiHochberg(p)),
            One(PValueAdjustment.BenjaminiYekutieli(p)),
            Two(TwoStageRule.BenjaminiHochberg),
            Two(TwoStageRule.BenjaminiKriegerYekutieli));

        Adjusted One(double[] adjusted) => new(adjusted, [.. adjusted.Select(a => a <= alpha)]);

        Adjusted Two(TwoStageRule rule)
        {
            var result = TwoStageAdjustment.Adjust(p, alpha, rule);
            return new Adjusted([.. result.Adjusted], [.. result.Rejected]);
        }
    }

    private static Estimable<CombineOutput> Combine(double[] p)
        => p.Length == 0
            ? Nothing
            : PValueCombination.Stouffer(p).Select(stouffer => new CombineOutput(
                Of(PValueCombination.Fisher(p)), Of(stouffer), Of(PValueCombination.Tippett(p)), Of(PValueCombination.Pearson(p))));

    private static Estimable<RAdjustOutput> AdjustLikeR(double[] p)
    {
        if (p.Length == 0)
        {
            return Nothing;
        }

        var hochberg = PValueAdjustment.BenjaminiHochberg(p);
        return new RAdjustOutput(
            PValueAdjustment.Bonferroni(p),
            PValueAdjustment.Holm(p),
            PValueAdjustment.Hochberg(p),
            hochberg,
            PValueAdjustment.BenjaminiYekutieli(p),
            [.. Enumerable.Range(1, p.Length).Where(rank => hochberg[rank - 1] <= 0.1)]);
    }

    private static Combined Of(TestResult test) => new(test.Statistic, test.PValue);

    private static Undefined Nothing { get; } = new(Undefined.TooFewUnits, "there is no p-value");
}

internal sealed record Adjusted([property: JsonPropertyName("adjusted")] double[] Values, bool[] Reject);

internal sealed record AdjustOutput(
    Adjusted Bonferroni,
    Adjusted Sidak,
    Adjusted Holm,
    Adjusted HolmSidak,
    Adjusted Hochberg,
    Adjusted Hommel,
    Adjusted BenjaminiHochberg,
    Adjusted BenjaminiYekutieli,
    Adjusted TwoStageBh,
    Adjusted TwoStageBky);

internal sealed record Combined(double Statistic, double PValue);

internal sealed record CombineOutput(Combined Fisher, Combined Stouffer, Combined Tippett, Combined Pearson);

internal sealed record RAdjustOutput(
    double[] Bonferroni,
    double[] Holm,
    double[] Hochberg,
    double[] Bh,
    double[] By,
    [property: JsonPropertyName("rejected_bh_10pct")] int[] RejectedAtTenPercent);
