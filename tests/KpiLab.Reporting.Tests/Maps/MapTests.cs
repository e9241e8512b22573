using System.Text.Json.Nodes;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Testing;

/// <summary>The map of goals, KPIs and links as tree, Markdown, JSON, Mermaid and page.</summary>
public sealed class MapTests
{
    private static readonly Gen<KpiMap> Maps = Gen.Choose(0, int.MaxValue - 1).Select(MapCases.Any);

    // Worked by hand: activation stands under revenue, which it leads within its own goal; churn, of another goal, refers to it. The metric stands under what it leads.
    [Fact]
    public void The_tree_gives_everything_one_place_and_refers_to_it_elsewhere()
        => Assert.Equal(
            """
            - **Grow** `grow`, enterprise, revenue
              - Revenue `revenue`, primary
                - ✔ keep · P C · +0.31 ± 0.20 · 2026-06-28: Activation `activation`, primary
                  - ? insufficient evidence · no P · 2026-06-28: Visits `visits`, metric
              - **Retain** `retain`, team
                - Churn `churn`, primary
                  - ▲ revalidate · P, C not shown · 2026-05-01, stale: Activation `activation`, primary (stands under Grow)
                  - ? not checked yet: Promoters `nps`, secondary, trial

            """,
            GoalTree.Of(MapCases.Small).ToMarkdown());

    [Fact]
    public void Branches_are_drawn_and_every_line_keeps_its_cells()
    {
        var table = GoalTree.Of(MapCases.Small).ToDrawing();
        Assert.Equal(
            ["Grow", "├─ Revenue", "│  └─ Activation", "│     └─ Visits", "└─ Retain", "   └─ Churn", "      ├─ Activation ↗", "      └─ Promoters"],
            table.Rows.Select(r => (string)r[0]!));
        Assert.Equal(["keep", "insufficient evidence", "revalidate", "not checked yet"], table.Rows.Select(r => r[1]).OfType<Marked>().Select(m => m.Word));
    }

    [Fact]
    public void Mermaid_has_a_box_a_goal_and_an_arrow_a_link_dotted_where_it_is_open()
        => Assert.Equal(
            """
            flowchart LR
              subgraph g0["Grow"]
                k0["Activation"]
                k1["Revenue"]
              end
              subgraph g1["Retain"]
                k2["Churn"]
                k3["Promoters"]
              end
              k4["Visits"]
              k0 -. "▲ revalidate · P, C not shown · 2026-05-01, stale" .-> k2
              k0 -- "✔ keep · P C · +0.31 ± 0.20 · 2026-06-28" --> k1
              k3 -. "? not checked yet" .-> k2
              k4 -. "? insufficient evidence · no P · 2026-06-28" .-> k0

            """,
            MapCases.Small.ToMermaid());

    [Fact]
    public void No_name_can_become_Mermaid_or_Markdown()
    {
        var map = MapCases.Small with { Kpis = [.. MapCases.Small.Kpis.Select(k => k with { Name = "a\"]\n```</script><b> --> end" })] };
        Assert.DoesNotContain("```", map.ToMermaid(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"]\n`", map.ToMermaid(), StringComparison.Ordinal);
        Assert.DoesNotContain('<', map.ToMermaid());
        Assert.Equal(2, map.ToMarkdown().Split("```").Length - 1);
        Assert.DoesNotContain("<b>", map.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_tells_of_every_link_what_was_stored_and_of_an_unchecked_one_that_nothing_was()
    {
        var links = JsonNode.Parse(MapCases.Small.ToJson())!["links"]!.AsArray();
        Assert.Equal(["revalidate", "keep", "not_checked", "insufficient_evidence"], links.Select(l => (string)l!["word"]!));
        Assert.Equal(0.314, (double)links[1]!["check"]!["strength"]!["estimate"]!);
        Assert.Equal(("supported", true, "2026-12-28"), ((string)links[1]!["check"]!["grades"]!["causal"]!, (bool)links[1]!["check"]!["grades"]!["predictive"]!, (string)links[1]!["check"]!["nextVerdict"]!));
        Assert.True((bool)links[0]!["check"]!["stale"]!);
        Assert.Null(links[2]!["check"]);
        Assert.Equal("grow", (string)JsonNode.Parse(MapCases.Small.ToJson())!["tree"]![0]!["id"]!);
    }

    [Fact]
    public void The_page_holds_every_link_under_its_anchor_needs_no_script_and_nests_well()
    {
        var html = MapCases.Small.ToHtml();
        var page = Page.Parse(html);
        Assert.Empty(Page.Scripts(html));
        Assert.Equal(["link-a_churn", "link-a_revenue", "link-n_churn", "link-v_activation"], page.Named("tr").Attributes("id").Select(a => a.Value));
        Assert.Equal(["map", "tree"], page.Named("figure").Attributes("id").Select(a => a.Value));
        Assert.Equal(html, MapCases.Small.ToHtml());
        Assert.Contains("There are no goals or KPIs yet", new KpiMap(MapCases.Now, [], [], []).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_any_map_every_goal_KPI_and_link_has_exactly_one_place()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261122UL, 20261123UL), Prop.ForAll(Maps.ToArbitrary(), map =>
        {
            var lines = GoalTree.Of(map).Lines().ToList();
            Assert.Equal(Sorted(map.Goals.Select(g => g.Id)), Sorted(lines.Where(l => l.Node.Kind == TreeKind.Goal).Select(l => l.Node.Id)));
            Assert.Equal(Sorted(map.Kpis.Select(k => k.Id)), Sorted(lines.Where(l => l.Node.Kind != TreeKind.Goal && l.Node.Elsewhere is null).Select(l => l.Node.Id)));
            Assert.Equal(Sorted(map.Links.Select(l => l.Definition.Id)), Sorted(lines.Select(l => l.Node.Link?.Definition.Id).OfType<string>()));

            // A lead stands under what it leads, a KPI under its own goal, a goal under its parent unless they stand in a circle.
            Assert.All(lines.Where(l => l.Node.Link is not null), l => Assert.Equal((l.Node.Link!.Definition.From, l.Node.Link.Definition.To), (l.Node.Id, l.Parent!.Id)));
            var goals = map.Kpis.ToDictionary(k => k.Id, k => k.Goal);
            Assert.All(lines.Where(l => l.Node.Kind == TreeKind.Kpi), l => Assert.Equal(goals[l.Node.Id], l.Parent?.Id));
        }));

    [Fact]
    public void The_order_of_definitions_does_not_change_the_tree()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20261124UL, 20261125UL), Prop.ForAll(Maps.ToArbitrary(), map =>
            Assert.Equal(
                GoalTree.Of(map).ToMarkdown(),
                GoalTree.Of(map with { Goals = [.. map.Goals.Reverse()], Kpis = [.. map.Kpis.Reverse()], Links = [.. map.Links.Reverse()] }).ToMarkdown())));

    private static List<string> Sorted(IEnumerable<string> ids) => [.. ids.Order(StringComparer.Ordinal)];
}
