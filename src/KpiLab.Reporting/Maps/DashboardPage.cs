using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The dashboard as one self-contained HTML page: the few public KPIs of each goal as cards, the others behind a fold, every link below.</summary>
public static class DashboardPage
{
    internal const string Title = "KPIs at a glance";

    private const int MostEvents = 12;

    /// <summary>The page.</summary>
    public static string ToHtml(this KpiDashboard dashboard, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        return ReportPage.Render(Title, "KpiLab dashboard", (options ?? new ReportOptions()) with { Interactive = false }, page =>
        {
            page.Open("article", ("class", "experiment"));
            page.Leaf("h1", Title).Leaf("p", Lead(dashboard), ("class", "lead"));
            if (dashboard.Goals.Count == 0)
            {
                page.Leaf("p", "There are no goals or KPIs yet: write one with `kind: goal`.").CloseLine();
                return;
            }

            page.Leaf("p", "Trends show up to 52 periods with their 95 % band where it is known: a gap breaks the line and has a cross below, a remark has a triangle above, a new definition an upright dotted line, the target a dashed one where it is near.", ("class", "lead quiet"));
            Attention(page, dashboard);
            var links = dashboard.Map.Links.SelectMany(l => new[] { (Kpi: l.Definition.From, Link: l), (Kpi: l.Definition.To, Link: l) }).Distinct().ToLookup(p => p.Kpi, p => p.Link, StringComparer.Ordinal);
            var names = dashboard.Map.Kpis.ToDictionary(k => k.Id, k => k.Name, StringComparer.Ordinal);
            foreach (var goal in dashboard.Goals)
            {
                Goal(page, goal, dashboard.Limit, new Surroundings(links, names));
            }

            if (dashboard.Teams.Count > 0)
            {
                page.Open("section", ("class", "part"), ("id", "teams")).Leaf("h2", "By team").Leaf("p", DashboardWords.TeamLegend);
                Blocks.Grid(page, DashboardWords.Teams(dashboard), isTitled: true);
                page.CloseLine();
            }

            if (dashboard.Map.Links.Count > 0)
            {
                page.Open("section", ("class", "part")).Leaf("h2", "Leading indicators").Leaf("p", MapOutputs.Legend);
                page.Open("details").Leaf("summary", "The map: what leads what");
                FigureHtml.Write(page, dashboard.Map.ToFigure(), "map", null, interactive: false);
                page.CloseLine();
                MapPage.Links(page, dashboard.Map);
                page.CloseLine();
            }

            page.CloseLine();
        }, figures: false);
    }

    internal static string Lead(KpiDashboard dashboard)
    {
        var kpis = dashboard.Kpis.Count();
        return $"{FigureText.Counted(dashboard.Goals.Count(g => g.Goal is not null), "goal")}, {FigureText.Counted(kpis, "KPI")}, of which {Rounding.Count(dashboard.Goals.Sum(g => g.Shown.Count))} are shown and the others folded away. Seen from {FigureText.Time(dashboard.AsOf)}."
            + (dashboard.Simulated ? " The times in this store were simulated." : "");
    }

    /// <summary>What is to be said of a goal's set of KPIs.</summary>
    internal static IReadOnlyList<string> Remarks(DashboardGoal goal, int limit)
    {
        var remarks = new List<string>();
        if (goal.Goal is not null && goal.Shown.Count + goal.Folded.Count == 0)
        {
            remarks.Add("No KPI serves this goal directly.");
        }
        else if (goal.Goal is not null && goal.Public == 0)
        {
            remarks.Add("No KPI of this goal is public: set `public: true` on the one to three that people decide by.");
        }

        if (goal.Public > goal.Shown.Count)
        {
            remarks.Add(Invariant($"{goal.Public} KPIs are public, {limit} are shown; those that follow by tier stand below the fold."));
        }

        if (goal.Retired.Count > 0)
        {
            remarks.Add($"Retired, and not shown: {string.Join(", ", goal.Retired.Select(k => k.Name))}.");
        }

        return remarks;
    }

    // What nobody should overlook because it stands behind a fold.
    private static void Attention(Markup page, KpiDashboard dashboard)
    {
        page.Open("div", ("class", "attention"));
        foreach (var state in (DataState[])[DataState.Missing, DataState.Stale, DataState.Late])
        {
            if (dashboard.Kpis.Where(k => k.Data == state).ToList() is { Count: > 0 } some)
            {
                var word = DashboardWords.Data(some[0])!.Word;
                Blocks.Statement(page, new Statement(new Marked(word.Mark, $"{word.Word}: {FigureText.Counted(some.Count, "KPI")}"), string.Join(", ", some.Select(k => k.Kpi.Name)) + "."));
            }
        }

        if (dashboard.Kpis.SelectMany(k => k.Open).ToList() is { Count: > 0 } open)
        {
            Blocks.Statement(page, new Statement(
                new Marked(Mark.Caution, FigureText.Counted(open.Count, "open deviation")), string.Join(", ", open.Select(d => d.Id)) + ".", "`kpilab deviation act ID WHAT`, once something was done."));
        }

        page.CloseLine();
    }

    private static void Goal(Markup page, DashboardGoal goal, int limit, Surroundings around)
    {
        page.Open("section", ("class", "part"), ("id", goal.Goal is { } g ? "goal-" + g.Id : "no-goal")).Leaf("h2", goal.Goal?.Name ?? "Without a goal");
        if (goal.Goal is { } known)
        {
            page.Leaf("p", string.Join(", ", new[]
            {
                Spelling.Words(known.Level) + " goal", known.Outcome is { } outcome ? Spelling.Words(outcome) : null, known.Due is { } due ? "due " + CohortDocument.Day(due) : null,
            }.OfType<string>()), ("class", "quiet"));
        }

        foreach (var remark in Remarks(goal, limit))
        {
            Blocks.Sentence(page.Open("p", ("class", "quiet")), remark).Close();
        }

        if (goal.Shown.Count > 0)
        {
            page.Open("div", ("class", "kpis"));
            foreach (var kpi in goal.Shown)
            {
                KpiCard.Write(page, kpi, around);
            }

            page.CloseLine();
        }

        if (goal.Folded.Count > 0)
        {
            page.Open("details", ("class", "rest")).Leaf("summary", FigureText.Counted(goal.Folded.Count, "more KPI")).Open("div", ("class", "kpis"));
            foreach (var kpi in goal.Folded)
            {
                KpiCard.Write(page, kpi, around);
            }

            page.Close().CloseLine();
        }

        page.CloseLine();
    }

    /// <summary>Events that a card tells, newest first, and how many it leaves out.</summary>
    internal static (IReadOnlyList<KpiEvent> Events, int Left) Events(KpiTimeline timeline)
        => ([.. timeline.Events.Reverse().Take(MostEvents)], Math.Max(0, timeline.Events.Count - MostEvents));
}

/// <summary>What a KPI's card refers to.</summary>
/// <param name="Links">Links by the KPIs at their ends.</param>
/// <param name="Names">Names by id.</param>
internal sealed record Surroundings(ILookup<string, MapLink> Links, IReadOnlyDictionary<string, string> Names);
