using System.Globalization;

namespace KpiLab.Definitions;

/// <summary>The predefined KPIs, by function, and what leads what among them.</summary>
public static class PredefinedKpis
{
    private static readonly Lazy<IReadOnlyList<CatalogueEntry>> Entries = new(Load);

    /// <summary>Every predefined KPI, in the order of the catalogue.</summary>
    public static IReadOnlyList<CatalogueEntry> All => Entries.Value;

    /// <summary>The functions, in alphabetical order.</summary>
    public static IReadOnlyList<string> Functions { get; } = [.. All.SelectMany(e => e.Functions).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The entry of that id, or null.</summary>
    public static CatalogueEntry? Find(string id) => All.FirstOrDefault(e => e.Id == id);

    private static CatalogueEntry[] Load()
    {
        var edges = Items("edges.yaml").Select(Edge).ToLookup(e => e.From, StringComparer.Ordinal);
        return [.. Items("catalogue.yaml").Select(node => Entry(node, edges))];
    }

    private static IEnumerable<MapNode> Items(string name)
    {
        using var reader = new StreamReader(typeof(PredefinedKpis).Assembly.GetManifestResourceStream("KpiLab.Definitions.Catalogue." + name)!);
        var reading = new FileReading(name);
        var items = YamlReader.Read(reader.ReadToEnd(), new Place(reading, "")).OfType<ListNode>().SelectMany(list => list.Items).OfType<MapNode>().ToList();
        return reading.Count == 0 ? items : throw new InvalidDataException(string.Join('\n', reading.Problems));
    }

    private static CatalogueEdge Edge(MapNode node) => new(node.Text("from")!, node.Text("to")!, Word<ExpectedSign>(node.Text("expect")!), node.Text("lag")!);

    private static CatalogueEntry Entry(MapNode node, ILookup<string, CatalogueEdge> edges)
    {
        var id = node.Text("id")!;
        return new CatalogueEntry(
            id,
            node.Text("name")!,
            Texts(node["functions"]),
            node.Text("formula")!,
            Word<MetricUnit>(node.Text("unit")!),
            Word<Direction>(node.Text("direction")!),
            Word<KpiRole>(node.Text("role")!),
            node.Text("tier") is { } tier ? Word<Tier>(tier) : Tier.Secondary,
            node.Text("cadence") is { } cadence ? Word<Cadence>(cadence) : Cadence.Weekly,
            node.Text("kind") is { } kind ? Word<CatalogueCaution>(kind) : CatalogueCaution.None,
            node.Text("awareness") == "true",
            Texts(node["instead"]),
            node.Text("guardrail"),
            node.Text("segment"),
            node.Text("target") is { } target ? double.Parse(target, CultureInfo.InvariantCulture) : null,
            node["measure"] is MapNode measure ? string.Join(", ", measure.Entries.Select(e => $"{e.Key}: {((ScalarNode)e.Value).Text}")) : null,
            [.. edges[id]]);
    }

    private static IReadOnlyList<string> Texts(Node? node) => node is ListNode list ? [.. list.Items.OfType<ScalarNode>().Select(s => s.Text)] : [];

    private static T Word<T>(string text)
        where T : struct, Enum
        => Enum.Parse<T>(text, ignoreCase: true);
}
