using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Whether a KPI's target is realistic, by the KPI's own past alone.</summary>
/// <param name="Kpi">The KPI.</param>
/// <param name="Target">Its target.</param>
/// <param name="Horizon">Periods from the last known one to the target's date.</param>
/// <param name="Forecast">What the KPI's own past leads to expect at that date, with the interval; undefined where the series is too short, or the date has come.</param>
/// <param name="InInterval">Whether the target lies inside the 80 % interval or is easier than it; null without one.</param>
/// <param name="InHistory">Whether the KPI was ever as good as its target.</param>
/// <param name="Probability">Probability that the target is met at its date.</param>
/// <param name="Sentence">All of it in a sentence.</param>
[TypeFormatterSource]
public sealed record TargetRealism(
    string Kpi, Target Target, int Horizon, Estimable<OwnForecast> Forecast, bool? InInterval, bool InHistory, Estimable<double> Probability, string Sentence) : IShowable;
