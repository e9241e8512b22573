using System.Text.Json;
using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What the calculators of series read or write alike.</summary>
internal static class SeriesParts
{
    public const string X = "[10.0, 9.2, 9.4, 10.8, 9.9, 10.7, 10.6, 9.3, 9.9, 9.9, 9.3, 8.9, 9.4, 10.1, 8.4, 8.2, 7.8, 8.9, 8.4, 8.1, 9.3, 10.8, 8.4, 8.1, 9.1, 9.3, 10.6, 11.0, 10.2, 11.5, 13.2, 12.4, 10.6, 11.7, 11.0, 11.1]";

    public const string Y = "[20.0, 19.2, 20.0, 19.4, 18.8, 21.3, 19.5, 21.4, 19.9, 18.7, 19.2, 20.0, 19.1, 19.4, 19.2, 19.7, 18.7, 18.0, 17.4, 17.5, 17.3, 18.1, 19.0, 20.4, 17.6, 17.6, 17.9, 18.1, 19.4, 21.0, 20.8, 22.0, 23.1, 22.7, 21.3, 21.5]";

    public const string Pair = "\"series\": {\"x\": " + X + ", \"y\": " + Y + "}";

    public const string Single = "\"series\": {\"y\": " + Y + "}";

    public static (double[] X, double[] Y, CalcInput Params) ReadPair(CalcInput input)
    {
        var (x, y) = ReadPair(input, "x", "y");
        return (x, y, input.Object("params"));
    }

    public static (double[] First, double[] Second) ReadPair(CalcInput input, string first, string second)
    {
        var series = input.Object("series");
        var (a, b) = (series.Series(first), series.Series(second));
        return a.Length == b.Length ? (a, b) : throw series.Refuse(second, Invariant($"has {b.Length} values; write as many as {first} has: {a.Length}"));
    }

    /// <summary>A column that must have as many values as another.</summary>
    public static double[] AsLongAs(CalcInput series, string name, int length)
    {
        var values = series.Series(name);
        return values.Length == length ? values : throw series.Refuse(name, Invariant($"has {values.Length} values; write {length}, as many as the others have"));
    }

    public static ChiSquaredOutput ChiSquared(SeriesTest test) => new(test.Statistic, test.DegreesOfFreedom, test.PValue);

    public static FOutput F(SeriesTest test) => new(test.Statistic, test.DegreesOfFreedom, test.DenominatorDegreesOfFreedom!.Value, test.PValue);

    public static StatisticOutput Statistic(SeriesTest test) => new(test.Statistic, test.PValue);

    /// <summary>What is defined, mapped; else null.</summary>
    public static TResult? OrNull<T, TResult>(this Estimable<T> value, Func<T, TResult> map)
        where T : notnull
        where TResult : class
        => value.IsDefined ? map(value.Value) : null;
}

internal sealed record ChiSquaredOutput(double Statistic, double Df, double PValue);

internal sealed record FOutput(double F, double Df1, double Df2, double PValue);

internal sealed record StatisticOutput(double Statistic, double PValue);

/// <summary>As <see cref="CalcJson"/>, for the calculators of series, surrogates and unit evidence.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AcfOutput))]
[JsonSerializable(typeof(CcfOutput))]
[JsonSerializable(typeof(PrewhitenedOutput))]
[JsonSerializable(typeof(MovingAverageOutput))]
[JsonSerializable(typeof(LaggedCorrelationOutput))]
[JsonSerializable(typeof(SampleSizeOutput))]
[JsonSerializable(typeof(GrangerOutput))]
[JsonSerializable(typeof(TodaYamamotoOutput))]
[JsonSerializable(typeof(ArdlOutput))]
[JsonSerializable(typeof(OlsHacOutput))]
[JsonSerializable(typeof(DiagnosticsOutput))]
[JsonSerializable(typeof(CusumOlsOutput))]
[JsonSerializable(typeof(UnitRootOutput))]
[JsonSerializable(typeof(MacKinnonOutput))]
[JsonSerializable(typeof(CointegrationOutput))]
[JsonSerializable(typeof(BreakOutput))]
[JsonSerializable(typeof(RollingOriginOutput))]
[JsonSerializable(typeof(DieboldMarianoOutput))]
[JsonSerializable(typeof(PesaranTimmermannOutput))]
[JsonSerializable(typeof(ConformalOutput))]
[JsonSerializable(typeof(SeasonalityOutput))]
[JsonSerializable(typeof(LassoOutput))]
[JsonSerializable(typeof(EffectCovarianceOutput))]
[JsonSerializable(typeof(TrialLevelOutput))]
[JsonSerializable(typeof(MetaAnalyticOutput))]
[JsonSerializable(typeof(PrenticeOutput))]
[JsonSerializable(typeof(SurrogateIndexOutput))]
[JsonSerializable(typeof(MetaAnalysisOutput))]
[JsonSerializable(typeof(UnitPredictionOutput))]
[JsonSerializable(typeof(DriftOutput))]
internal sealed partial class SeriesJson : JsonSerializerContext;
