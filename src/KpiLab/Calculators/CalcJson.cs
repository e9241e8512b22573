using System.Text.Json.Serialization;

namespace KpiLab;

/// <summary>How outputs are written: snake_case, non-finite numbers as text; generated, so that no call pays for reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WelchOutput))]
[JsonSerializable(typeof(StudentOutput))]
[JsonSerializable(typeof(DeltaSides))]
[JsonSerializable(typeof(DeltaBlock))]
[JsonSerializable(typeof(LogRatioOutput))]
[JsonSerializable(typeof(FiellerOutput))]
[JsonSerializable(typeof(PooledOutput))]
[JsonSerializable(typeof(DifferenceIntervals))]
[JsonSerializable(typeof(RatioIntervals))]
[JsonSerializable(typeof(ChiSquareOutput))]
[JsonSerializable(typeof(TeaTastingOutput))]
[JsonSerializable(typeof(SingleIntervals))]
[JsonSerializable(typeof(RatioOutput))]
[JsonSerializable(typeof(RatioLogOutput))]
[JsonSerializable(typeof(CupedMeanOutput))]
[JsonSerializable(typeof(CupedRatioOutput))]
[JsonSerializable(typeof(CupedMeanLogOutput))]
[JsonSerializable(typeof(CupedRatioLogOutput))]
[JsonSerializable(typeof(RegressionOutput))]
[JsonSerializable(typeof(ChiSquareSrmOutput))]
[JsonSerializable(typeof(BinomialSrmOutput))]
[JsonSerializable(typeof(AdjustOutput))]
[JsonSerializable(typeof(CombineOutput))]
[JsonSerializable(typeof(RAdjustOutput))]
[JsonSerializable(typeof(MeansTostOutput))]
[JsonSerializable(typeof(ProportionsTostOutput))]
[JsonSerializable(typeof(SequenceOutput))]
[JsonSerializable(typeof(BoundaryOutput))]
[JsonSerializable(typeof(SprtOutput))]
[JsonSerializable(typeof(AnytimeRegressionOutput))]
[JsonSerializable(typeof(ClassicOutput))]
[JsonSerializable(typeof(SpendingOutput))]
[JsonSerializable(typeof(ConstantsOutput))]
[JsonSerializable(typeof(BoundsOutput))]
[JsonSerializable(typeof(PlatformOutput))]
internal sealed partial class CalcJson : JsonSerializerContext;
