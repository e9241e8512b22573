using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Makes forecasts of kept leads, scores them when outcomes arrive, and writes both as the journal keeps them.</summary>
public static class LedgerKeeper
{
    /// <summary>The journal's kind of a forecast.</summary>
    public const string ForecastKind = "forecast";

    /// <summary>The journal's kind of a score.</summary>
    public const string ScoreKind = "forecast-score";

    private const int FewestPast = 20;

    /// <summary>What the journal holds, oldest first.</summary>
    /// <param name="forecasts">Entries with forecasts.</param>
    /// <param name="scores">Entries with scores.</param>
    /// <param name="outcomeHash">Hash of the outcome's measure today: forecasts of another are void. Null: all count.</param>
    public static ForecastLedger Read(IEnumerable<JournalEntry> forecasts, IEnumerable<JournalEntry> scores, string? outcomeHash = null)
    {
        var scored = scores.SelectMany(e => (JsonArray)e.Content["scores"]!).Select(n => ScoredForecast.Of((JsonObject)n!)).ToList();
        var known = scored.Select(s => (s.Forecast.Made, s.Forecast.Period)).ToHashSet();
        var open = forecasts.ToLookup(
            e => outcomeHash is null || e.Content["outcomeHash"] is not { } of || (string?)of == outcomeHash,
            e => ((JsonArray)e.Content["forecasts"]!).Select(n => LedgerForecast.Of((JsonObject)n!)).Where(f => !known.Contains((f.Made, f.Period))));
        return new ForecastLedger([.. open[true].SelectMany(f => f)], scored, [], []) { Void = [.. open[false].SelectMany(f => f)] };
    }

    /// <summary>Scores the forecasts whose outcome is there, and forecasts the next periods where the link is kept.</summary>
    /// <param name="ledger">The ledger so far.</param>
    /// <param name="series">The series of the link at their vintage.</param>
    /// <param name="season">Season taken out.</param>
    /// <param name="sign">Declared sign.</param>
    /// <param name="steps">Periods to forecast.</param>
    /// <param name="forecasts">Whether the link may forecast.</param>
    /// <param name="settings">Thresholds.</param>
    public static ForecastLedger Update(ForecastLedger ledger, AlignedSeries series, int season, int sign, int steps, bool forecasts, LeadSettings settings)
    {
        var outcomes = series.Starts.Zip(series.Outcome).Where(p => p.Second is not null).ToDictionary(p => p.First, p => p.Second!.Value);
        var arrived = ledger.Open.Where(f => outcomes.ContainsKey(f.Period)).Select(f => new ScoredForecast(f, outcomes[f.Period])).ToList();
        var open = ledger.Open.Where(f => !outcomes.ContainsKey(f.Period)).ToList();
        var made = forecasts ? Forecast(series, season, sign, Math.Min(steps, series.LastLag), settings) : [];
        made.RemoveAll(m => ledger.Open.Any(f => f.Made == m.Made && f.Period == m.Period));
        return new ForecastLedger([.. open, .. made], [.. ledger.Scored, .. arrived], made, arrived) { Void = ledger.Void };
    }

    /// <summary>The journal entries of what an update added.</summary>
    public static IEnumerable<NewJournalEntry> Entries(ForecastLedger ledger, string subject, string definitionHash, string outcomeHash)
    {
        if (ledger.NewScores.Count > 0)
        {
            yield return new NewJournalEntry(ScoreKind, subject, new JsonObject { ["scores"] = new JsonArray([.. ledger.NewScores.Select(s => s.ToJson())]) });
        }

        if (ledger.NewForecasts.Count > 0)
        {
            yield return new NewJournalEntry(
                ForecastKind, subject, new JsonObject { ["definitionHash"] = definitionHash, ["outcomeHash"] = outcomeHash, ["forecasts"] = new JsonArray([.. ledger.NewForecasts.Select(f => f.ToJson())]) });
        }
    }

    private static List<LedgerForecast> Forecast(AlignedSeries series, int season, int sign, int steps, LeadSettings settings)
    {
        var n = series.Outcome.Count;
        if (series.Outcome[^1] is null || series.Lead[^1] is null)
        {
            return [];
        }

        var (outcome, lead) = (LinkGate.Bridge(series.Outcome, n), LinkGate.Bridge(series.Lead, n));
        double[][] controls = [.. series.Controls.Select(c => LinkGate.Bridge(c, n))];
        var window = new LeadWindow(series.FirstLag, series.LastLag);
        var next = LeadForecaster.Next(outcome, lead, controls, window, season, sign, steps, settings);
        if (!next.IsDefined || next.Value.Any(f => !double.IsFinite(f.Lead) || !double.IsFinite(f.Baseline)))
        {
            return [];
        }

        var past = LeadForecaster.Past(outcome, lead, controls, window, season, sign, steps, FewestPast, settings);
        var last = series.Calendar.PeriodOf(series.Starts[^1]);
        return [.. next.Value.Select(f => new LedgerForecast(
            series.Starts[^1], series.Calendar.FirstDay(last + f.Horizon), f.Horizon, f.Lead, f.Baseline,
            Half(past, f.Horizon, outcome, 0.20), Half(past, f.Horizon, outcome, 0.05)))];
    }

    private static double? Half(Estimable<IReadOnlyList<LeadForecast>> past, int horizon, double[] outcome, double alpha)
    {
        if (!past.IsDefined)
        {
            return null;
        }

        var forecasts = past.Value.Where(f => f.Horizon == horizon).ToList();
        double[] predicted = [.. forecasts.Select(f => f.Lead)], actual = [.. forecasts.Select(f => outcome[f.Row])];
        var interval = SplitConformal.Calibrate(predicted, actual, alpha);
        return interval.IsDefined && double.IsFinite(interval.Value.HalfWidth) ? interval.Value.HalfWidth : null;
    }
}
