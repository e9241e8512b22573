using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Sample ratio mismatch.</summary>
internal static class SampleRatioCalculators
{
    private const string Page = "docs/estimators/sample-ratio.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "srm_chi_square", "Do the numbers of units fit the planned weights?", Page, """{"observed": [5010, 4990, 5200], "weights": [1, 1, 1]}""",
            Read,
            i => SampleRatioTest.ChiSquare(i.Observed, i.Weights)
                .Select(r => new ChiSquareSrmOutput(r.Test.PValue, r.Test.Statistic, (int)r.Test.DegreesOfFreedom!.Value)),
            static () => CalcJson.Default.ChiSquareSrmOutput),
        Calculator.Define(
            "srm_binomial", "The same for two variants: exact, and by the normal law", Page, """{"observed": [5010, 4990], "weights": [0.5, 0.5]}""",
            ReadTwo, Binomial, static () => CalcJson.Default.BinomialSrmOutput),
    ];

    private static SampleRatioInput Read(CalcInput input)
    {
        var read = new SampleRatioInput(input.Counts("observed"), input.Weights("weights"));
        return read.Weights.Length == read.Observed.Length
            ? read
            : throw input.Refuse("weights", Invariant($"has {read.Weights.Length} values; write one for each of the {read.Observed.Length} variants"));
    }

    private static SampleRatioInput ReadTwo(CalcInput input)
    {
        var read = Read(input);
        return read.Observed.Length == 2
            ? read
            : throw input.Refuse("observed", Invariant($"has {read.Observed.Length} variants; write two, or use srm_chi_square"));
    }

    private static Estimable<BinomialSrmOutput> Binomial(SampleRatioInput i)
    {
        var share = i.Weights[1] / (i.Weights[0] + i.Weights[1]);
        if (share is not (> 0 and < 1))
        {
            return new Undefined(Undefined.OutsideDomain, "both variants need a positive weight");
        }

        long k = i.Observed[1], n = i.Observed[0] + i.Observed[1];
        return new BinomialSrmOutput(
            BinomialTest.Exact(k, n, share),
            BinomialTest.NormalApproximation(k, n, share, continuityCorrection: true),
            BinomialTest.NormalApproximation(k, n, share, continuityCorrection: false));
    }

    private sealed record SampleRatioInput(long[] Observed, double[] Weights);
}

internal sealed record ChiSquareSrmOutput(double ChiSquareP, double Statistic, int Df);

internal sealed record BinomialSrmOutput(double BinomialExactP, double NormalCcP, double NormalNoccP);
