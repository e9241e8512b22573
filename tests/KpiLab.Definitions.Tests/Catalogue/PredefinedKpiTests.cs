namespace KpiLab.Definitions.Tests;

/// <summary>The catalogue is whole, and every template of it is a definition without a problem.</summary>
public sealed class PredefinedKpiTests
{
    public static TheoryData<string> Ids => [.. PredefinedKpis.All.Select(e => e.Id)];

    [Fact]
    public void Every_predefined_kpi_of_the_product_is_there_once()
    {
        Assert.Equal(87, PredefinedKpis.All.Count);
        Assert.Equal(87, PredefinedKpis.All.Select(e => e.Id).Distinct().Count());
        Assert.Equal(15, PredefinedKpis.All.Sum(e => e.Leads.Count));
    }

    [Fact]
    public void What_an_entry_names_is_in_the_catalogue()
    {
        foreach (var entry in PredefinedKpis.All)
        {
            Assert.All([.. entry.Instead, .. entry.Leads.Select(l => l.To)], id => Assert.NotNull(PredefinedKpis.Find(id)));
            Assert.True(entry.Guardrail is null || PredefinedKpis.Find(entry.Guardrail) is not null, entry.Id);
        }
    }

    [Fact]
    public void Every_vanity_or_activity_kpi_says_what_to_measure_instead()
        => Assert.All(PredefinedKpis.All.Where(e => e.Caution is CatalogueCaution.Vanity or CatalogueCaution.Activity), e => Assert.NotEmpty(e.Instead));

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_adopted_kpi_is_a_valid_definition(string id)
    {
        var entry = PredefinedKpis.Find(id)!;
        var links = entry.Leads.Select(l => l.To).ToHashSet();
        var others = links.Select(to => KpiTemplate.Write(PredefinedKpis.Find(to)!, new Adoption(), new HashSet<string>()));
        const string source = "kind: source\nid: rows\nfrom: data/rows.csv\n---\nkind: goal\nid: grow\nlevel: team\n---\n";
        var bare = KpiTemplate.Write(entry, new Adoption(), new HashSet<string>());
        var whole = KpiTemplate.Write(entry, new Adoption("rows", "grow", "ann@example.com", "growth"), links);
        foreach (var yaml in new[] { bare, source + whole + string.Concat(others.Select(o => "---\n" + o)) })
        {
            var read = DefinitionReader.Read([("adopted.yaml", yaml)]);
            Assert.True(read.Problems.Count == 0, yaml + string.Join('\n', read.Problems));
        }

        Assert.Equal(links.Count, System.Text.RegularExpressions.Regex.Count(whole, "kind: link"));
    }

    [Fact]
    public void A_template_says_what_is_still_to_be_decided()
    {
        var yaml = KpiTemplate.Write(PredefinedKpis.Find("proposals_sent")!, new Adoption(Goal: "grow"), new HashSet<string>());
        Assert.Contains("# Still to be decided: owner, team, hypothesis, target with its date, benchmark, thresholds with their actions.", yaml);
        Assert.Contains("It counts what is done, not what comes of it. Consider qualified_proposal_conv instead", yaml);
        Assert.Contains("# Name the source and its columns, and take the mark away: measure: {type: count, source: SOURCE}", yaml);
    }
}
