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

    /// <summary>Strengths and weaknesses by team.</summary>
    public const string TeamLegend = "Movement is that of the last quarter's mean against the quarter before; steady is what noise alone would do. A strength meets its target or moved the right way, and nothing speaks against it; against a KPI speaks that it moved the wrong way, "
        + "that its own past does not reach its target, that a deviation waits, or that its last values are missing.";

    private const int MostNamed = 6;

    /// <summary>Teams as a table for readers.</summary>
    public static Table Teams(KpiDashboard dashboard) => new(
        "By team", [new("team", "Team"), new("movement", "Movement"), new("strengths", "Strengths"), new("weaknesses", "Weaknesses")],
        [.. dashboard.Teams.Select(t => (IReadOnlyList<object?>)[t.Team ?? "without a team", new Lines(Movements(t)), new Lines(Named(t.Strengths, k => k.For)), new Lines(Named(t.Weaknesses, k => k.Against))])]);

    private static List<string> Movements(DashboardTeam team)
        => [.. new[] { KpiMovement.Better, KpiMovement.Worse, KpiMovement.Steady, KpiMovement.Unknown }.Where(m => team.Moved(m) > 0).Select(m => Invariant($"{team.Moved(m)} {Spelling.Words(m)}"))];

    private static List<string> Named(IEnumerable<DashboardKpi> kpis, Func<DashboardKpi, IReadOnlyList<KpiSign>> signs)
    {
        var all = kpis.ToList();
        return all.Count == 0 ? ["none"]
            : [.. all.Take(MostNamed).Select(k => $"{k.Kpi.Name}: {string.Join(", ", signs(k).Select(s => Sign(k, s)))}"), .. all.Count > MostNamed ? [Invariant($"and {all.Count - MostNamed} more")] : Array.Empty<string>()];
    }

    /// <summary>What speaks for a KPI or against it.</summary>
    private static string Sign(DashboardKpi kpi, KpiSign sign) => sign switch
    {
        KpiSign.TargetMet => "meets its target",
        KpiSign.MovedBetter or KpiSign.MovedWorse => $"{(sign == KpiSign.MovedBetter ? "better" : "worse")}{(kpi.Quarter is { Before: not 0 } q ? Invariant($" ({FigureText.Signed(Math.Round(q.Change / Math.Abs(q.Before) * 100, 1), 3)} %)") : "")}",
        KpiSign.OutOfReach => "target out of reach",
        KpiSign.OpenDeviation => FigureText.Counted(kpi.Open.Count, "open deviation"),
        _ => "no current data",
    };

    /// <summary>Where a KPI stands, unless it is simply in use.</summary>
    public static string? State(DashboardKpi kpi) => kpi.Standing.State == KpiState.Active ? null : KpiLifeCycle.Word(kpi.Standing.State);
}
