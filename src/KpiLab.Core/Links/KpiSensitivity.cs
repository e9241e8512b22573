using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How a KPI behaved in past experiments: whether anything moves it, and whether rightly where the outcome is known.</summary>
/// <param name="Kpi">KPI or metric.</param>
/// <param name="Experiments">Experiments with an effect on it.</param>
/// <param name="Moved">Of these, how many moved it significantly at 5 %, two-sided.</param>
/// <param name="MeanAbsoluteZ">Mean |effect / standard error|; 0.80 is what a KPI that nothing moves has.</param>
/// <param name="Reliability">Share of the variance of measured effects that is true: 1 − mean squared error / mean squared effect, at least 0.</param>
/// <param name="Known">Experiments that are known as a win or a loss.</param>
/// <param name="Agreeing">Of these, how many moved it significantly the right way: better in a win, worse in a loss.</param>
/// <param name="Opposing">Of these, how many moved it significantly the other way.</param>
/// <param name="SameSign">Of these, how many have an effect of the right sign, significant or not.</param>
/// <param name="Flat">Experiments that are known to have made no difference.</param>
/// <param name="FalseAlarms">Of these, how many moved it significantly.</param>
/// <remarks>Deng and Shi (2016), Data-Driven Metric Development for Online Controlled Experiments, KDD: directionality and sensitivity over a labelled corpus.</remarks>
[TypeFormatterSource]
public sealed record KpiSensitivity(
    string Kpi, int Experiments, int Moved, double MeanAbsoluteZ, double Reliability, int Known, int Agreeing, int Opposing, int SameSign, int Flat, int FalseAlarms) : IShowable
{
    private const double Significant = 1.959963984540054;

    /// <summary>Share of experiments that moved it.</summary>
    public double MovedShare => Experiments == 0 ? 0 : (double)Moved / Experiments;

    /// <summary>Whether more experiments moved it than chance alone moves at 5 % (one-sided binomial test at 5 %).</summary>
    public bool IsSensitive => Experiments > 0 && Binomial.Survival(Moved - 1, Experiments, 0.05) <= 0.05;

    /// <summary>Over these effects; null where there is none.</summary>
    public static KpiSensitivity? Of(MetricDefinition kpi, IEnumerable<PastEffect> effects)
    {
        var own = effects.Where(e => e.Kpi == kpi.Id).ToList();
        if (own.Count == 0)
        {
            return null;
        }

        var better = kpi.Direction == Direction.Decrease ? -1 : 1;
        double Z(PastEffect e) => e.Effect / e.StandardError;
        double Right(PastEffect e) => Z(e) * better * (e.Outcome == KnownOutcome.Loss ? -1 : 1);
        var known = own.Where(e => kpi.Direction != Direction.Maintain && e.Outcome is KnownOutcome.Win or KnownOutcome.Loss).ToList();
        var flat = own.Where(e => e.Outcome == KnownOutcome.Flat).ToList();
        double noise = own.Sum(e => e.StandardError * e.StandardError), all = own.Sum(e => e.Effect * e.Effect);
        return new KpiSensitivity(
            kpi.Id,
            own.Count,
            own.Count(e => Math.Abs(Z(e)) > Significant),
            own.Average(e => Math.Abs(Z(e))),
            all > 0 ? Math.Max(0, 1 - (noise / all)) : 0,
            known.Count,
            known.Count(e => Right(e) > Significant),
            known.Count(e => Right(e) < -Significant),
            known.Count(e => Right(e) > 0),
            flat.Count,
            flat.Count(e => Math.Abs(Z(e)) > Significant));
    }
}
