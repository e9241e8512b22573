using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A forecast that a kept lead made, as it was stored before the outcome was known.</summary>
/// <param name="Made">Last period that was known.</param>
/// <param name="Period">Period that is forecast.</param>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Value">With the lead.</param>
/// <param name="Baseline">From the outcome's own past, stored at the same time.</param>
/// <param name="HalfWidth80">Half the 80 % split-conformal interval; null with too few past forecasts.</param>
/// <param name="HalfWidth95">Half the 95 % interval.</param>
[TypeFormatterSource]
public sealed record LedgerForecast(DateOnly Made, DateOnly Period, int Horizon, double Value, double Baseline, double? HalfWidth80, double? HalfWidth95)
{
    internal JsonObject ToJson() => new()
    {
        ["made"] = LedgerText.Day(Made),
        ["period"] = LedgerText.Day(Period),
        ["horizon"] = Horizon,
        ["value"] = Value,
        ["baseline"] = Baseline,
        ["halfWidth80"] = HalfWidth80,
        ["halfWidth95"] = HalfWidth95,
    };

    internal static LedgerForecast Of(JsonObject json) => new(
        LedgerText.Day(json["made"]!), LedgerText.Day(json["period"]!), (int)json["horizon"]!, (double)json["value"]!, (double)json["baseline"]!, (double?)json["halfWidth80"], (double?)json["halfWidth95"]);
}

/// <summary>A forecast with what came.</summary>
/// <param name="Forecast">The forecast.</param>
/// <param name="Outcome">The outcome as it was known when it was scored.</param>
[TypeFormatterSource]
public sealed record ScoredForecast(LedgerForecast Forecast, double Outcome)
{
    /// <summary>Whether the outcome lay inside the 80 % interval; null where there was none.</summary>
    public bool? Inside80 => Forecast.HalfWidth80 is { } half ? Math.Abs(Outcome - Forecast.Value) <= half : null;

    /// <summary>Whether the outcome lay inside the 95 % interval; null where there was none.</summary>
    public bool? Inside95 => Forecast.HalfWidth95 is { } half ? Math.Abs(Outcome - Forecast.Value) <= half : null;

    internal JsonObject ToJson() => new() { ["forecast"] = Forecast.ToJson(), ["outcome"] = Outcome };

    internal static ScoredForecast Of(JsonObject json) => new(LedgerForecast.Of((JsonObject)json["forecast"]!), (double)json["outcome"]!);
}

/// <summary>Every forecast a lead made, and how good they were.</summary>
/// <param name="Open">Forecasts whose outcome has not come yet.</param>
/// <param name="Scored">Forecasts with their outcome, oldest first.</param>
/// <param name="NewForecasts">Made by this check.</param>
/// <param name="NewScores">Scored by this check.</param>
[TypeFormatterSource]
public sealed record ForecastLedger(
    IReadOnlyList<LedgerForecast> Open, IReadOnlyList<ScoredForecast> Scored, IReadOnlyList<LedgerForecast> NewForecasts, IReadOnlyList<ScoredForecast> NewScores) : IShowable
{
    /// <summary>Forecasts of the outcome as another measure defined it: they are kept, and never held against values of today's.</summary>
    public IReadOnlyList<LedgerForecast> Void { get; init; } = [];

    /// <summary>Nothing forecast yet.</summary>
    public static ForecastLedger Empty { get; } = new([], [], [], []);

    /// <summary>1 − squared errors with the lead / those of the outcome's own past, over all scored forecasts.</summary>
    public Estimable<double> Skill
    {
        get
        {
            var own = Scored.Sum(s => Square(s.Outcome - s.Forecast.Baseline));
            return Scored.Count == 0 ? new Undefined(SeriesReason.TooShort, "no forecast has met its outcome yet")
                : own > 0 ? 1 - (Scored.Sum(s => Square(s.Outcome - s.Forecast.Value)) / own)
                : new Undefined(Undefined.ZeroBaseline, "the benchmark was never wrong");
        }
    }

    /// <summary>Share of outcomes inside the 80 % intervals.</summary>
    public Estimable<double> Coverage80 => Coverage([.. Scored.Select(s => s.Inside80).OfType<bool>()]);

    /// <summary>Share of outcomes inside the 95 % intervals.</summary>
    public Estimable<double> Coverage95 => Coverage([.. Scored.Select(s => s.Inside95).OfType<bool>()]);

    /// <summary>The record in a sentence.</summary>
    public string Sentence => Record
        + (Void.Count > 0 ? Invariant($" {Void.Count} {(Void.Count == 1 ? "forecast was" : "forecasts were")} made of the outcome under another definition and cannot be scored.") : "");

    private string Record => Scored.Count == 0
        ? Open.Count == 0 ? "The link has made no forecasts yet." : Invariant($"{Open.Count} forecast{(Open.Count == 1 ? "" : "s")} wait{(Open.Count == 1 ? "s" : "")} for the outcome; none has met it yet.")
        : Invariant($"{Scored.Count} forecast{(Scored.Count == 1 ? "" : "s")} met {(Scored.Count == 1 ? "its" : "their")} outcome: ")
            + (Skill.IsDefined ? Invariant($"{Math.Abs(Skill.Value) * 100:0.#} % {(Skill.Value > 0 ? "less" : "more")} squared error than the outcome's own past, ") : "")
            + (Coverage80.IsDefined ? Invariant($"{Coverage80.Value * 100:0.#} % inside the 80 % interval") : "no intervals")
            + (Coverage95.IsDefined ? Invariant($" and {Coverage95.Value * 100:0.#} % inside the 95 % interval.") : ".");

    private static Estimable<double> Coverage(bool[] inside)
        => inside.Length > 0 ? inside.Average(i => i ? 1.0 : 0) : new Undefined(SeriesReason.TooShort, "no interval has met its outcome yet");

    private static double Square(double value) => value * value;
}

/// <summary>Days in stored forecasts.</summary>
internal static class LedgerText
{
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly Day(JsonNode node) => DateOnly.ParseExact((string)node!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
