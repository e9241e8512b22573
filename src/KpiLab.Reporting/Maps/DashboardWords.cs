using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>What the dashboard says of a KPI.</summary>
internal static class DashboardWords
{
    private const double Reach = 1.959963984540054;

    /// <summary>The last value; never without what is known of its error.</summary>
    public static string Value(DashboardKpi kpi) => kpi.Latest is { Value: { } value } p ? Rounding.KpiValue(value, p.StandardError, kpi.Kpi.Unit) : "no value";

    /// <summary>Its 95 % range, or that none is known.</summary>
    public static string? Range(DashboardKpi kpi) => kpi.Latest is not { Value: { } value } p ? null
        : p.StandardError is 0 ? "all units alike: no range is known"
        : p.StandardError is { } e ? $"95 %: {Rounding.KpiValue(value - (Reach * e), e, kpi.Kpi.Unit, value)} to {Rounding.KpiValue(value + (Reach * e), e, kpi.Kpi.Unit, value)}"
        : "no standard error is known";

    /// <summary>The period of the last value, and the value before.</summary>
    public static string? Period(DashboardKpi kpi) => kpi.Latest is not { } last ? null
        : $"{kpi.Series.Value.Calendar.Noun} of {CohortDocument.Day(last.Start)}"
            + (kpi.Before is { Value: { } before } p ? $"; before: {Rounding.KpiValue(before, p.StandardError, kpi.Kpi.Unit)}" : "");

    /// <summary>How current the values are; null where nothing is wrong.</summary>
    public static Statement? Data(DashboardKpi kpi)
    {
        var noun = kpi.Series.IsDefined ? kpi.Series.Value.Calendar.Noun : "period";
        return kpi.Data switch
        {
            DataState.Current => null,
            DataState.Late => new Statement(new Marked(Mark.Caution, "late"), $"The last complete {noun} has no value yet."),
            DataState.Stale => new Statement(new Marked(Mark.Bad, "stale"), $"The last {FigureText.Counted(kpi.Behind, noun)} have no value."),
            _ => new Statement(new Marked(Mark.Bad, "no data"), kpi.Series.IsDefined ? "No complete period has a value." : EffectWords.Sentence(kpi.Series.Reason.Sentence)),
        };
    }

    /// <summary>The target with its date; null where there is none.</summary>
    public static string? Target(DashboardKpi kpi) => kpi.Kpi.Target is { } target
        ? Rounding.KpiValue(target.Value, null, kpi.Kpi.Unit) + (target.Due is { } due ? " by " + CohortDocument.Day(due) : ", without a date")
        : null;

    /// <summary>Whether the KPI's own past reaches it.</summary>
    public static Marked? Realism(DashboardKpi kpi) => kpi.Kpi.Target is null ? null : kpi.Realism?.InInterval switch
    {
        true => new Marked(Mark.Good, "within reach"),
        false => new Marked(Mark.Caution, "out of reach"),
        _ => new Marked(Mark.Unknown, "reach unknown"),
    };

    /// <summary>What the trend shows, in a line: how long, between which values, how many gaps and remarks.</summary>
    public static string Trend(KpiSeries shown)
    {
        var values = shown.Points.Where(p => p.Value is not null).Select(p => p.Value!.Value).ToList();
        var gaps = shown.Points.Count - values.Count;
        return string.Join("; ", new[]
        {
            $"{FigureText.Counted(shown.Points.Count, shown.Calendar.Noun)} from {CohortDocument.Day(shown.Points[0].Start)}, between {Rounding.KpiValue(values.Min(), null, shown.Unit)} and {Rounding.KpiValue(values.Max(), null, shown.Unit)}",
            gaps > 0 ? FigureText.Counted(gaps, "gap") : null,
            shown.Changes.Count > 0 ? FigureText.Counted(shown.Changes.Count, "new definition") : null,
            shown.Notes.Count > 0 ? FigureText.Counted(shown.Notes.Count, "remark") : null,
        }.OfType<string>());
    }

    /// <summary>Where a KPI stands, unless it is simply in use.</summary>
    public static string? State(DashboardKpi kpi) => kpi.Standing.State == KpiState.Active ? null : KpiLifeCycle.Word(kpi.Standing.State);
}
