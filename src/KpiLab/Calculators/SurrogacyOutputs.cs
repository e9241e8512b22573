using System.Text.Json.Serialization;

namespace KpiLab;

internal sealed record EffectCovarianceOutput(
    double[][] NaiveCovariance,
    double[][] MeanNoiseCovariance,
    double[][] DebiasedCovariance,
    double[]? SlopeYOnSNaive,
    double[]? SlopeYOnSDebiased,
    [property: JsonPropertyName("slope_y_on_s1_naive")] double? SlopeYOnFirstNaive,
    [property: JsonPropertyName("slope_y_on_s1_debiased")] double? SlopeYOnFirstDebiased,
    [property: JsonPropertyName("slope_y_on_s1_debiased_set")] string SlopeSetShape,
    [property: JsonPropertyName("slope_y_on_s1_debiased_ci95")] double[] SlopeSet,
    double[]? ProxyWeights,
    double[]? ProxyWeightsRaw,
    double? ProxyQuality,
    double?[] ProxyQualitySingle);

internal sealed record TrialLevelOutput(
    [property: JsonPropertyName("r2_trial")] double RSquared,
    double Se,
    [property: JsonPropertyName("ci95")] double[] Interval,
    double RTrial,
    [property: JsonPropertyName("r_trial_ci95")] double[] RTrialInterval,
    double Intercept,
    double Slope,
    double SlopeSe,
    double SlopeP,
    double SignAgreement,
    double? SurrogateThresholdEffect);

internal sealed record ModelOutput(
    [property: JsonPropertyName("r2_trial")] double RSquared,
    [property: JsonPropertyName("r2_trial_se")] double StandardError,
    [property: JsonPropertyName("r2_trial_ci95")] double[] Interval,
    double RTrial,
    [property: JsonPropertyName("r_trial_ci95")] double[] RTrialInterval,
    [property: JsonPropertyName("r2_indiv")] double Individual);

internal sealed record ModelsOutput(ModelOutput FullWeighted, ModelOutput FullUnweighted, ModelOutput ReducedWeighted, ModelOutput ReducedUnweighted);

internal sealed record StageOneOutput(double[] Trial, int[] N, double[] InterceptS, double[] EffectS, double[] EffectT);

internal sealed record MetaAnalyticOutput(int NUnits, int NTrials, ModelsOutput Models, [property: JsonPropertyName("stage1_full")] StageOneOutput StageOne);

internal sealed record CoefficientOutput(double Estimate, double Se, double T, double PValue);

internal sealed record PrenticeOutput(
    [property: JsonPropertyName("criterion1_treatment_on_s")] CoefficientOutput One,
    [property: JsonPropertyName("criterion2_treatment_on_t")] CoefficientOutput Two,
    [property: JsonPropertyName("criterion3_s_on_t")] CoefficientOutput Three,
    [property: JsonPropertyName("criterion4_treatment_given_s")] CoefficientOutput Four,
    bool Passed,
    double ProportionExplainedFreedman,
    double RelativeEffect,
    double RelativeEffectSeDelta,
    [property: JsonPropertyName("relative_effect_ci95_delta")] double[] RelativeEffectInterval,
    double AdjustedAssociation,
    int N);

internal sealed record SurrogateIndexOutput(double[] IndexCoef, double IndexRSquared, double EffectOnIndex, double SeSamplingOnly, double SeIncludingIndexEstimation);

internal sealed record PooledEffectOutput(
    double Estimate,
    double Se,
    double PValue,
    [property: JsonPropertyName("ci95")] double[] Interval,
    [property: JsonPropertyName("tau2")] double Tau2,
    [property: JsonPropertyName("i2")] double I2,
    double Q,
    [property: JsonPropertyName("q_p_value")] double QPValue);

internal sealed record MetaAnalysisOutput(
    PooledEffectOutput Reml, PooledEffectOutput Dl, PooledEffectOutput Fixed, PooledEffectOutput? RemlKnha, double[] PredictionIntervalReml, double SignAgreement);
