using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Holds the values of a scored KPI to the scale of its rubric.</summary>
public static class ScoreScale
{
    /// <summary>Code of the finding.</summary>
    public const string Code = "score-off-scale";

    private const int MostNamed = 3;

    /// <summary>Whether values of a measure are scores themselves: a level of them, and no share, sum or count.</summary>
    public static bool Applies(MeasureType measure) => measure is MeasureType.Mean or MeasureType.Quantile or MeasureType.Imported;

    /// <summary>The series, with a finding where values lie outside the scale.</summary>
    /// <param name="series">The KPI by period.</param>
    /// <param name="scoring">Its rubric and scale.</param>
    public static KpiSeries Hold(KpiSeries series, Scoring scoring)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(scoring);
        var off = series.Points.Where(p => p.Value < scoring.From || p.Value > scoring.To).ToList();
        return off.Count == 0 ? series : series with
        {
            Findings =
            [
                .. series.Findings,
                new Finding(
                    Code, Severity.Warning,
                    Invariant($"{off.Count} of {series.Points.Count(p => p.Value is not null)} values lie outside the scale of its rubric, {scoring.From} to {scoring.To}: ")
                        + string.Join(", ", off.TakeLast(MostNamed).Select(p => Invariant($"{p.Value:0.######} in the {series.Calendar.Noun} of {p.Start:yyyy-MM-dd}"))) + (off.Count > MostNamed ? ", …" : "") + ".",
                    "Score by the rubric before the numbers come here, or correct the scale.", series.Id),
            ],
        };
    }
}
