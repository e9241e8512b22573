using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Definitions.Tests;

public sealed class RoundTripTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260917UL, 20260919UL);

    [Fact]
    public void What_is_stored_gives_the_same_definitions_as_what_was_written() => Check.One(Config, Prop.ForAll(Workspaces(), yaml =>
    {
        var read = Read(yaml);
        var stored = read.Documents.Select(d => d with { Content = System.Text.Json.Nodes.JsonNode.Parse(CanonicalJson.Serialize(d.Content))!.AsObject(), File = null, Line = 0 }).ToArray();
        var back = DefinitionReader.FromDocuments(stored);
        Assert.Equal(Structure.Of(Domain(read)), Structure.Of(Domain(back)));
        Assert.Equal(Structure.Of(Domain(read)), Structure.Of(Domain(DefinitionReader.FromApplied([.. stored.Reverse()], read.Settings))));
    }));

    [Fact]
    public void Normalised_content_is_its_own_normal_form() => Check.One(Config, Prop.ForAll(Workspaces(), yaml =>
    {
        // JSON is YAML: the stored content is a file that says the same.
        var read = Read(yaml);
        var again = Read(string.Join("\n---\n", read.Documents.Select(d => CanonicalJson.Serialize(d.Content))));
        Assert.Equal(read.Documents.Select(d => (d.Kind, d.Id, d.ContentHash)), again.Documents.Select(d => (d.Kind, d.Id, d.ContentHash)));
    }));

    [Fact]
    public void Order_of_documents_and_fields_does_not_matter() => Check.One(Config.WithMaxTest(100), Prop.ForAll(Workspaces(), yaml =>
    {
        var read = Read(yaml);
        var turned = Read(string.Join("---\n", yaml.Split("---\n").Reverse().Select(d => string.Concat(d.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().Select(l => l + "   # turned\n")))));
        Assert.Equal(read.Documents.Select(d => d.ContentHash), turned.Documents.Select(d => d.ContentHash));
    }));

    [Fact]
    public void The_documents_of_the_contracts_survive_the_store()
    {
        var read = ContractExamplesTests.Reading.Set;
        var back = DefinitionReader.FromDocuments(read.Documents, read.Settings);
        Assert.Equal(Structure.Of(read), Structure.Of(back));
    }

    [Fact]
    public void A_damaged_document_of_the_store_is_told()
    {
        var document = ContractExamplesTests.Reading.Set.Document(DefinitionKind.Link, "activation_leads_paid")! with { File = null, Line = 0 };
        var content = document.Content.DeepClone().AsObject();
        content["lag"] = 4;
        var thrown = Assert.Throws<InvalidInputException>(() => DefinitionReader.FromDocuments([document with { Content = content }]));
        Assert.Equal("the stored link activation_leads_paid: lag: 4 is a bare number, and a lag has a unit; write 4w for weeks, or with d, m, q or y", Assert.Single(thrown.Problems).ToString());
    }

    private static Arbitrary<string> Workspaces() => Gen.Choose(0, int.MaxValue).Select(seed => new RandomWorkspace(new Random(seed)).Yaml()).ToArbitrary();

    private static DefinitionSet Read(string yaml)
    {
        var reading = DefinitionReader.Read([("all.yaml", yaml)]);
        Assert.True(reading.Problems.Count == 0, string.Join("\n", reading.Problems) + "\n" + yaml);
        return reading.Set;
    }

    private static object[] Domain(DefinitionSet set) => [set.Settings, set.Sources, set.Goals, set.Metrics, set.Kpis, set.Links, set.Experiments];
}
