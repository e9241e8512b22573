using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The map as one self-contained HTML page: the goal tree, what leads what, and every link in words.</summary>
public static class MapPage
{
    /// <summary>The page.</summary>
    public static string ToHtml(this KpiMap map, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        const string Title = "Goals, KPIs, and what leads them";
        return ReportPage.Render(Title, "KpiLab map", (options ?? new ReportOptions()) with { Interactive = false }, page =>
        {
            page.Open("article", ("class", "experiment"));
            page.Leaf("h1", Title).Leaf("p", Lead(map), ("class", "lead"));
            if (map.Kpis.Count + map.Goals.Count == 0)
            {
                page.Leaf("p", "There are no goals or KPIs yet: write one with `kind: goal`.").CloseLine();
                return;
            }

            var links = map.ToFigure();
            page.Open("section", ("class", "part")).Leaf("h2", "What leads what").Leaf("p", MapOutputs.Legend);
            FigureHtml.Write(page, links, "map", null, interactive: false);
            page.CloseLine();
            page.Open("section", ("class", "part")).Leaf("h2", "From goals to leads");
            FigureHtml.Write(page, map.ToTreeFigure(), "tree", null, interactive: false);
            page.CloseLine();
            if (map.Links.Count > 0)
            {
                page.Open("section", ("class", "part")).Leaf("h2", "Every link");
                Links(page, map);
                page.CloseLine();
            }

            page.CloseLine();
        }, figures: false);
    }

    /// <summary>Every link with what the last check said, each under the anchor <c>link-ID</c>.</summary>
    internal static void Links(Markup page, KpiMap map)
    {
        var names = map.Kpis.ToDictionary(k => k.Id, k => k.Name, StringComparer.Ordinal);
        Blocks.StartTable(page, "Links from leading to lagging KPIs", "restack");
        page.Open("thead").Open("tr");
        foreach (var header in (string[])["Leading → lagging", "Still leads?", "Grades and effect", "Checked", "Why"])
        {
            page.Leaf("th", header, ("scope", "col"));
        }

        page.Close().Close().Open("tbody");
        foreach (var link in map.Links)
        {
            var (definition, verdict) = (link.Definition, link.Verdict);
            page.Open("tr", ("id", "link-" + definition.Id));
            Cell(page.Open("th", ("scope", "row")), $"{names[definition.From]} → {names[definition.To]}", $"{definition.Id}, lag {definition.Lag}, expected {Spelling.Words(definition.Expect)}").Close();
            Blocks.Word(page.Open("td", ("data-label", "Still leads?")), MapWords.Word(link));
            if (link.Decision is { } decision)
            {
                page.Leaf("span", Invariant($"decided: {decision.Word} ({decision.By}, {decision.At.UtcDateTime:yyyy-MM-dd})"), ("class", "line quiet"));
            }

            page.Close();
            Cell(page.Open("td", ("data-label", "Grades and effect")), MapWords.Grades(link) ?? "–", MapWords.Strength(link)).Close();
            Cell(page.Open("td", ("data-label", "Checked")), MapWords.Checked(link) ?? "not yet", verdict?.NextVerdict is { } next ? $"next verdict {LinkOutputs.Day(next)}" : null).Close();
            page.Leaf("td", verdict?.Sentence ?? (definition.Because is { } because ? $"Claimed because: {because} Not checked yet: run `kpilab link check`." : "Not checked yet: run `kpilab link check`."), ("data-label", "Why"), ("class", "why"));
            page.CloseLine();
        }

        page.Close();
        Blocks.EndTable(page);
    }

    private static Markup Cell(Markup page, string line, string? quiet)
    {
        page.Leaf("span", line, ("class", "line"));
        return quiet is { Length: > 0 } ? page.Leaf("span", quiet, ("class", "line quiet")) : page;
    }

    private static string Lead(KpiMap map)
        => $"{FigureText.Counted(map.Goals.Count, "goal")}, {FigureText.Counted(map.Kpis.Count(k => !k.IsMetric), "KPI")}, {FigureText.Counted(map.Links.Count, "link")}"
            + (map.Links.Count > 0 ? $": {MapWords.Count(map.Links)}" : "") + $". Seen from {FigureText.Time(map.AsOf)}." + (map.Simulated ? " The times in this store were simulated." : "");
}
