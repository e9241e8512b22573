using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Surrogacy over past experiments and trials, and pooling of effects.</summary>
internal static class SurrogacyCalculators
{
    private const string Page = "docs/estimators/surrogacy.md";

    private const string UnitsExample =
        """{"series": {"surrogate": [1, 3, 2, 5, 2, 6, 3, 5, 4, 7], "outcome": [2, 5, 2, 8, 4, 9, 5, 8, 5, 11], "treatment": [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]}, "params": {"alpha": 0.05}}""";

    private const string TrialsExample =
        """{"series": {"surrogate": [1, 3, 2, 5, 2, 6, 3, 5, 4, 7, 1, 4, 2, 3], "outcome": [2, 5, 2, 8, 4, 9, 5, 8, 5, 11, 1, 7, 4, 4], "treatment": [-1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1], "trial": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]}, "params": {"min_trial_size": 2}}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "effect_covariance_debiased", "Effects over experiments without their noise: slopes, optimal proxy and its quality", Page,
            """{"series": {"effects": [[0.1, 0.06], [-0.2, -0.11], [0.3, 0.12], [0.05, 0.04], [-0.1, -0.07]], "units_per_arm": [2000, 2100, 1900, 2500, 2300]}, "params": {"columns": ["S", "Y"], "unit_covariance": [[1, 0.2], [0.2, 1]], "units_per_arm_new_experiment": 5000}}""",
            Effects, i => EffectCovariance.Estimate(i.Effects, i.Units, i.UnitCovariance, i.NewUnits, Level.Of(0.95)).Select(Covariances),
            static () => SeriesJson.Default.EffectCovarianceOutput),
        Calculator.Define(
            "surrogacy_trial_level", "R²_trial of effects on the outcome by effects on the surrogate, and the surrogate threshold effect", Page,
            """{"series": {"effect_s": [1.5, -4.2, -5.7, 2.1, 0.4, -1.0], "effect_t": [-0.5, -4.3, -6.2, 1.2, 1.1, -2.3], "n": [20, 40, 30, 25, 60, 45]}, "params": {"weighted": true}}""",
            i => (Effects: SeriesParts.ReadPair(i, "effect_s", "effect_t"), Weights: i.Object("params").Flag("weighted", absent: false)
                ? SeriesParts.AsLongAs(i.Object("series"), "n", i.Object("series").Series("effect_s").Length)
                : null),
            i => TrialLevelSurrogacy.Regress(i.Effects.First, i.Effects.Second, i.Weights).Select(TrialLevel), static () => SeriesJson.Default.TrialLevelOutput),
        Calculator.Define(
            "surrogacy_meta_analytic", "R²_trial and R²_indiv from the units of several trials, in two stages", Page, TrialsExample,
            i => (Units: ReadUnits(i), Trial: SeriesParts.AsLongAs(i.Object("series"), "trial", i.Object("series").Series("surrogate").Length), Least: i.Object("params").Small("min_trial_size", 2)),
            i => MetaAnalyticSurrogacy.Estimate(i.Units.S, i.Units.T, i.Units.Z, i.Trial, i.Least).Select(MetaAnalytic), static () => SeriesJson.Default.MetaAnalyticOutput),
        Calculator.Define(
            "surrogacy_prentice", "Prentice's criteria, proportion explained, relative effect and adjusted association", Page, UnitsExample,
            i => (Units: ReadUnits(i), Alpha: i.Object("params").Alpha()),
            i => PrenticeCriteria.Assess(i.Units.S, i.Units.T, i.Units.Z, i.Alpha).Select(Prentice), static () => SeriesJson.Default.PrenticeOutput),
        Calculator.Define(
            "surrogate_index", "A long-term effect predicted from short-term outcomes, with honest error", Page,
            """{"observational": {"s1": [1, 2, 3, 4, 5, 6], "y": [2.1, 3.9, 6.2, 7.8, 10.3, 11.7]}, "experiment": {"w": [0, 1, 0, 1, 0, 1], "s1": [1.2, 2.2, 2.9, 4.4, 1.8, 3.6]}}""",
            Index, i => i.Refused is { } reason ? reason : SurrogateIndex.Estimate(i.Surrogates, i.Outcome, i.Control, i.Treatment).Select(r => new SurrogateIndexOutput(
                [.. r.Coefficients], r.RSquared, r.Effect, r.SamplingError, r.StandardError)),
            static () => SeriesJson.Default.SurrogateIndexOutput),
        Calculator.Define(
            "meta_analysis", "One effect from those of several segments: fixed, DerSimonian–Laird, REML, Knapp–Hartung, prediction interval", "docs/estimators/meta-analysis.md",
            """{"series": {"estimate": [0.31, 0.52, 0.19, 0.44], "variance": [0.02, 0.03, 0.02, 0.04]}}""",
            i => SeriesParts.ReadPair(i, "estimate", "variance"), i => Pool(i.First, i.Second), static () => SeriesJson.Default.MetaAnalysisOutput),
    ];

    private static (double[] S, double[] T, double[] Z) ReadUnits(CalcInput input)
    {
        var series = input.Object("series");
        var s = series.Series("surrogate");
        return (s, SeriesParts.AsLongAs(series, "outcome", s.Length), SeriesParts.AsLongAs(series, "treatment", s.Length));
    }

    private static EffectsInput Effects(CalcInput input)
    {
        CalcInput series = input.Object("series"), parameters = input.Object("params");
        var unit = parameters.NumberRows("unit_covariance");
        var effects = series.NumberRows("effects");
        var size = unit.Length;
        if (size < 2 || Array.Exists(unit, row => row.Length != size))
        {
            throw parameters.Refuse("unit_covariance", "is not square; write a row and a column a metric, of at least two metrics");
        }

        var wrong = Array.FindIndex(effects, row => row.Length != size);
        if (wrong >= 0)
        {
            throw series.Refuse("effects", Invariant($"has {effects[wrong].Length} values in row {wrong}; write {size}, one a metric"));
        }

        var covariance = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                covariance[i, j] = unit[i][j];
            }
        }

        return new EffectsInput(effects, SeriesParts.AsLongAs(series, "units_per_arm", effects.Length), covariance, parameters.Positive("units_per_arm_new_experiment"));
    }

    private static EffectCovarianceOutput Covariances(EffectCovarianceResult r) => new(
        Rows(r.Naive),
        Rows(r.Noise),
        Rows(r.Debiased),
        r.NaiveSlopes.OrNull(v => v),
        r.DebiasedSlopes.OrNull(v => v),
        r.NaiveSingleSlopes[0].ValueOrNull(),
        r.SingleSlopes[0].ValueOrNull(),
        r.SingleSlopeSets[0].Shape.ToString().ToLowerInvariant(),
        r.SingleSlopeSets[0].Ends(),
        r.Weights.OrNull(v => v),
        r.RawWeights.OrNull(v => v),
        r.Quality.ValueOrNull(),
        [.. r.SingleQuality.Select(q => q.ValueOrNull())]);

    private static TrialLevelOutput TrialLevel(TrialLevelResult r) => new(
        r.RSquared,
        r.StandardError,
        [r.Interval.Lower, r.Interval.Upper],
        r.Correlation,
        [r.CorrelationInterval.Lower, r.CorrelationInterval.Upper],
        r.Intercept,
        r.Slope,
        r.SlopeStandardError,
        r.SlopeTest.PValue,
        r.SignAgreement,
        r.ThresholdEffect.ValueOrNull());

    private static MetaAnalyticOutput MetaAnalytic(MetaAnalyticResult r) => new(
        r.Units,
        r.Trials.Count,
        new ModelsOutput(Model(r.FullWeighted), Model(r.FullUnweighted), Model(r.ReducedWeighted), Model(r.ReducedUnweighted)),
        new StageOneOutput(
            [.. r.Trials.Select(t => t.Trial)],
            [.. r.Trials.Select(t => t.Count)],
            [.. r.Trials.Select(t => t.InterceptS)],
            [.. r.Trials.Select(t => t.EffectS)],
            [.. r.Trials.Select(t => t.EffectT)]));

    private static ModelOutput Model(SurrogacyModel m) => new(
        m.RSquared, m.StandardError, [m.Interval.Lower, m.Interval.Upper], m.Correlation, [m.CorrelationInterval.Lower, m.CorrelationInterval.Upper], m.Individual);

    private static PrenticeOutput Prentice(PrenticeResult r)
    {
        var half = Normal.UpperQuantile(0.025) * r.RelativeEffectStandardError;
        return new PrenticeOutput(
            Coefficient(r.TreatmentOnSurrogate),
            Coefficient(r.TreatmentOnOutcome),
            Coefficient(r.SurrogateOnOutcome),
            Coefficient(r.TreatmentGivenSurrogate),
            r.Passed,
            r.ProportionExplained,
            r.RelativeEffect,
            r.RelativeEffectStandardError,
            [r.RelativeEffect - half, r.RelativeEffect + half],
            r.AdjustedAssociation,
            r.Count);
    }

    private static CoefficientOutput Coefficient(CoefficientTest c) => new(c.Estimate, c.StandardError, c.Test.Statistic, c.Test.PValue);

    private static IndexInput Index(CalcInput input)
    {
        CalcInput observational = input.Object("observational"), experiment = input.Object("experiment");
        string[] names = [.. observational.Names().Where(n => n != "y")];
        var w = experiment.Series("w");
        var y = observational.Series("y");
        double[][] surrogates = [.. names.Select(n => SeriesParts.AsLongAs(observational, n, y.Length))], all = [.. names.Select(n => SeriesParts.AsLongAs(experiment, n, w.Length))];
        var refused = names.Length == 0
            ? new Undefined(Undefined.OutsideDomain, "the observational sample has no surrogate beside y")
            : Array.Exists(w, v => v is not (0 or 1)) ? new Undefined(Undefined.OutsideDomain, "w must be 0 (control) or 1 (treatment) for every unit") : null;
        return new IndexInput(surrogates, y, [.. all.Select(c => Arm(c, w, 0))], [.. all.Select(c => Arm(c, w, 1))], refused);
    }

    private static double[] Arm(double[] column, double[] w, double arm) => [.. column.Where((_, i) => w[i] == arm)];

    private static Estimable<MetaAnalysisOutput> Pool(double[] estimates, double[] variances)
        => MetaAnalysis.Pool(estimates, variances, Pooling.Reml)
            .Then(reml => MetaAnalysis.Pool(estimates, variances, Pooling.DerSimonianLaird)
            .Then(dl => MetaAnalysis.Pool(estimates, variances, Pooling.Fixed).Select(one => new MetaAnalysisOutput(
                Pooled(reml),
                Pooled(dl),
                Pooled(one),
                MetaAnalysis.Pool(estimates, variances, Pooling.Reml, knappHartung: true).OrNull(Pooled),
                [reml.Prediction.Lower, reml.Prediction.Upper],
                MetaAnalysis.SignAgreement(estimates)))));

    private static PooledEffectOutput Pooled(PooledEffect r)
        => new(r.Estimate, r.StandardError, r.PValue, [r.Interval.Lower, r.Interval.Upper], r.Tau2, r.I2, r.Q.Statistic, r.Q.PValue);

    private static double[][] Rows(double[,] matrix)
        => [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j]).ToArray())];
}

internal sealed record EffectsInput(double[][] Effects, double[] Units, double[,] UnitCovariance, double NewUnits);

internal sealed record IndexInput(double[][] Surrogates, double[] Outcome, double[][] Control, double[][] Treatment, Undefined? Refused);
