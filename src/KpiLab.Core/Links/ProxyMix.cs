using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Which lead, or which mix of them, tells most of an outcome's effect in the next experiment.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Leads">Its leads with effects of past experiments, in the order of their names.</param>
/// <param name="Experiments">Experiments with an effect on all of them.</param>
/// <param name="Result">Weights and quality for an experiment of usual size.</param>
[TypeFormatterSource]
public sealed record ProxyMix(string Outcome, IReadOnlyList<string> Leads, int Experiments, Estimable<OptimalProxyResult> Result)
{
    /// <summary>The mix over the leads of one outcome; null where fewer than two have effects, or fewer experiments have all of them than a statement needs.</summary>
    /// <param name="outcome">KPI or metric.</param>
    /// <param name="leads">KPIs that links declare to lead it.</param>
    /// <param name="past">Effects of past experiments.</param>
    /// <param name="fewest">Experiments that a statement needs.</param>
    /// <param name="overUnits">Correlation of a lead and the outcome over units, where units tell it; what is declared comes first, and what nobody knows is 0.</param>
    public static ProxyMix? Of(string outcome, IEnumerable<string> leads, PastExperiments past, int fewest, Func<string, double?>? overUnits = null)
    {
        List<string> kpis = [.. leads.Distinct(StringComparer.Ordinal).Where(l => l != outcome && past.Pairs(l, outcome).Count >= fewest).Order(StringComparer.Ordinal)];
        if (kpis.Count < 2)
        {
            return null;
        }

        string[] all = [.. kpis, outcome];
        var rows = past.Effects.GroupBy(e => (e.Experiment, e.Variant)).Select(g => Array.ConvertAll(all, k => g.FirstOrDefault(e => e.Kpi == k)))
            .Where(r => Array.TrueForAll(r, e => e is not null)).Select(r => Array.ConvertAll(r, e => e!)).ToList();
        if (rows.Count < fewest)
        {
            return null;
        }

        var m = all.Length;
        var correlations = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < m; j++)
            {
                correlations[i, j] = i == j ? 1 : past.Correlation(all[i], all[j]) ?? (i == m - 1 ? overUnits?.Invoke(all[j]) : j == m - 1 ? overUnits?.Invoke(all[i]) : null) ?? 0;
            }
        }

        // The usual size: errors as large as those of the middle experiment.
        double[] usual = [.. Enumerable.Range(0, m).Select(j => rows.Select(r => r[j].StandardError).Order().ElementAt(rows.Count / 2))];
        return new ProxyMix(
            outcome, kpis, rows.Count,
            OptimalProxy.Estimate([.. rows.Select(r => Array.ConvertAll(r, e => e.Effect))], [.. rows.Select(r => Covariance(correlations, Array.ConvertAll(r, e => e.StandardError)))], Covariance(correlations, usual)));
    }

    private static double[,] Covariance(double[,] correlations, double[] errors)
    {
        var covariance = (double[,])correlations.Clone();
        for (var i = 0; i < errors.Length; i++)
        {
            for (var j = 0; j < errors.Length; j++)
            {
                covariance[i, j] *= errors[i] * errors[j];
            }
        }

        return covariance;
    }
}
