using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A KPI on the dashboard: value with its range, data, trend, target, what leads it, what happened.</summary>
internal static class KpiCard
{
    public static void Write(Markup page, DashboardKpi kpi, Surroundings around)
    {
        var id = kpi.Kpi.Id;
        page.Open("section", ("class", "card kpi"), ("id", "kpi-" + id), ("aria-labelledby", $"kpi-{id}-name"));
        page.Leaf("h3", kpi.Kpi.Name, ("id", $"kpi-{id}-name"));
        page.Leaf("p", string.Join(", ", new[] { kpi.Kpi.Tier is { } tier ? Spelling.Words(tier) : "no tier", DashboardWords.State(kpi), kpi.Kpi.Owner ?? "no owner" }.OfType<string>()), ("class", "quiet"));
        page.Leaf("p", DashboardWords.Value(kpi), ("class", "big"));
        foreach (var line in new[] { DashboardWords.Range(kpi), DashboardWords.Period(kpi) }.OfType<string>())
        {
            page.Leaf("p", line, ("class", "quiet"));
        }

        if (DashboardWords.Data(kpi) is { } data)
        {
            Blocks.Statement(page, data);
        }

        Trend(page, kpi);
        Target(page, kpi);
        foreach (var deviation in kpi.Open)
        {
            Blocks.Statement(page, new Statement(new Marked(Mark.Caution, "open deviation"), DeviationOutputs.Crossed(deviation, kpi.Kpi.Unit), deviation.Action));
        }

        Links(page, kpi, around);
        Timeline(page, kpi);
        page.CloseLine();
    }

    private static void Trend(Markup page, DashboardKpi kpi)
    {
        if (kpi.Latest is null)
        {
            return;
        }

        var shown = SparklineSvg.Shown(kpi.Series.Value);
        page.Open("div", ("class", "spark")).Trusted(SparklineSvg.Render(shown, kpi.Kpi.Target?.Value, "spark-" + kpi.Kpi.Id)).Close();
        page.Leaf("p", DashboardWords.Trend(shown), ("class", "quiet"));
        foreach (var (at, text) in shown.Changes.Select(c => (c.At, Text: $"new definition: {c.Sentence}")).Concat(shown.Notes.Select(n => (n.At, Text: n.Actor.Length > 0 ? $"{n.Text} ({n.Actor})" : n.Text))).OrderBy(m => m.At).TakeLast(3))
        {
            page.Leaf("p", $"{CohortDocument.Day(at)}: {text}", ("class", "quiet note"));
        }
    }

    private static void Target(Markup page, DashboardKpi kpi)
    {
        if (DashboardWords.Target(kpi) is not { } target)
        {
            page.Leaf("p", "No target.", ("class", "quiet"));
            return;
        }

        page.Open("p", ("class", "target")).Leaf("strong", "Target").Text($" {target} ");
        Blocks.Word(page, DashboardWords.Realism(kpi)!).Close();
        if (kpi.Realism is { } realism)
        {
            page.Leaf("p", realism.Sentence, ("class", "quiet"));
        }
    }

    private static void Links(Markup page, DashboardKpi kpi, Surroundings around)
    {
        var links = around.Links[kpi.Kpi.Id].ToList();
        if (links.Count == 0)
        {
            return;
        }

        page.Open("ul", ("class", "leads"));
        foreach (var link in links)
        {
            var leads = link.Definition.From == kpi.Kpi.Id;
            page.Open("li").Text(leads ? "leads " : "led by ").Leaf("a", around.Names[leads ? link.Definition.To : link.Definition.From], ("href", "#link-" + link.Definition.Id)).Text(" ");
            Blocks.Word(page, MapWords.Word(link)).CloseLine();
        }

        page.CloseLine();
    }

    private static void Timeline(Markup page, DashboardKpi kpi)
    {
        if (kpi.Timeline is not { Events.Count: > 0 } timeline)
        {
            return;
        }

        var (events, left) = DashboardPage.Events(timeline);
        page.Open("details", ("id", "timeline-" + kpi.Kpi.Id)).Leaf("summary", "Timeline").Open("ul");
        foreach (var e in events)
        {
            page.Open("li").Leaf("span", Invariant($"{e.At.UtcDateTime:yyyy-MM-dd}"), ("class", "num")).Text($" {e.Sentence}{(e.Actor is { Length: > 0 } actor ? $" ({actor})" : "")}").CloseLine();
        }

        page.Close();
        if (left > 0)
        {
            Blocks.Sentence(page.Open("p", ("class", "quiet")), $"{FigureText.Counted(left, "earlier event")}: `kpilab kpi show {kpi.Kpi.Id}`.").Close();
        }

        page.CloseLine();
    }
}
