using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The dashboard for readers and for programs.</summary>
public static class DashboardOutputs
{
    /// <summary>One row a KPI that is not retired.</summary>
    public static Table ToTable(this KpiDashboard dashboard)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        return new Table(
            "Dashboard",
            [
                new("goal", "Goal"), new("kpi", "KPI"), new("name", "Name"), new("shown", "Shown", ColumnKind.Flag), new("state", "State"), new("period", "Period"), new("value", "Value", ColumnKind.Number),
                new("std_error", "Standard error", ColumnKind.Number), new("data", "Data"), new("behind", "Periods behind", ColumnKind.Integer), new("target", "Target", ColumnKind.Number), new("target_due", "Due"),
                new("in_reach", "Within reach", ColumnKind.Flag), new("open_deviations", "Open deviations", ColumnKind.Integer), new("team", "Team"), new("movement", "Movement"),
            ],
            [.. dashboard.Goals.SelectMany(g => g.Shown.Select(k => Row(g, k, true)).Concat(g.Folded.Select(k => Row(g, k, false))))]);
    }

    /// <summary>The dashboard as text.</summary>
    public static string ToJson(this KpiDashboard dashboard)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        return JsonText.Of(new JsonObject
        {
            ["formatVersion"] = 1,
            ["asOf"] = JsonText.Time(dashboard.AsOf),
            ["simulated"] = dashboard.Simulated,
            ["limit"] = dashboard.Limit,
            ["kpis"] = dashboard.ToTable().ToJsonArray(),
            ["teams"] = new JsonArray([.. dashboard.Teams.Select(t => (JsonNode)new JsonObject
            {
                ["team"] = t.Team,
                ["movement"] = new JsonObject([.. Enum.GetValues<KpiMovement>().Select(m => KeyValuePair.Create<string, JsonNode?>(Spelling.Snake(m), t.Moved(m)))]),
                ["strengths"] = Signs(t.Strengths, k => k.For),
                ["weaknesses"] = Signs(t.Weaknesses, k => k.Against),
            })]),
            ["map"] = dashboard.Map.ToJsonBody(),
        });
    }

    /// <summary>A table a goal.</summary>
    public static Document ToDocument(this KpiDashboard dashboard)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        var blocks = new List<Block> { new Heading(1, DashboardPage.Title), new Paragraph(DashboardPage.Lead(dashboard)) };
        foreach (var goal in dashboard.Goals)
        {
            blocks.Add(new Heading(2, goal.Goal?.Name ?? "Without a goal"));
            if (goal.Shown.Count > 0)
            {
                blocks.Add(new Grid(new Table(
                    "Public KPIs", [new("kpi", "KPI"), new("value", "Value"), new("data", "Data"), new("target", "Target"), new("reach", "By its own past")],
                    [.. goal.Shown.Select(k => (IReadOnlyList<object?>)
                    [
                        k.Kpi.Name, new Lines([.. new[] { DashboardWords.Value(k), DashboardWords.Range(k), DashboardWords.Period(k) }.OfType<string>()]), DashboardWords.Data(k)?.Word ?? new Marked(Mark.Good, "current"),
                        DashboardWords.Target(k), DashboardWords.Realism(k),
                    ])])));
            }

            if (DashboardPage.Remarks(goal, dashboard.Limit) is { Count: > 0 } remarks)
            {
                blocks.Add(new Bullets(remarks));
            }

            if (goal.Folded.Count > 0)
            {
                blocks.Add(new Paragraph($"{FigureText.Counted(goal.Folded.Count, "more KPI")}: {string.Join(", ", goal.Folded.Select(k => k.Kpi.Name))}."));
            }
        }

        if (dashboard.Teams.Count > 0)
        {
            blocks.Add(new Heading(2, "By team"));
            blocks.Add(new Paragraph(DashboardWords.TeamLegend));
            blocks.Add(new Grid(DashboardWords.Teams(dashboard)));
        }

        return new Document(blocks);
    }

    private static JsonArray Signs(IEnumerable<DashboardKpi> kpis, Func<DashboardKpi, IReadOnlyList<KpiSign>> signs)
        => [.. kpis.Select(k => (JsonNode)new JsonObject { ["kpi"] = k.Kpi.Id, ["signs"] = new JsonArray([.. signs(k).Select(s => (JsonNode)Spelling.Snake(s))]) })];

    private static object?[] Row(DashboardGoal goal, DashboardKpi k, bool shown) =>
    [
        goal.Goal?.Id, k.Kpi.Id, k.Kpi.Name, shown, Spelling.Snake(k.Standing.State), k.Latest is { } last ? CohortDocument.Day(last.Start) : null, k.Latest?.Value, k.Latest?.StandardError, Spelling.Snake(k.Data),
        (long)k.Behind, k.Kpi.Target?.Value, k.Kpi.Target?.Due is { } due ? CohortDocument.Day(due) : null, k.Realism?.InInterval, (long)k.Open.Count, k.Kpi.Team, Spelling.Snake(k.Movement),
    ];
}
