using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.Oracles;

/// <summary>One reference case: a method, its inputs, and what another tool or a publication says of them.</summary>
internal sealed record OracleCase(string Suite, string Id, string Method, JsonElement Inputs, JsonElement Expected, Tolerances Tolerances)
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "KpiLab.Oracles", "Cases");

    private static readonly Lazy<IReadOnlyList<OracleCase>> CommittedCases = new(() => [.. Experiments(), .. LeadLag()]);

    private static readonly Lazy<IReadOnlyList<OracleCase>> InPlaceCases = new(() => [.. ReadInPlace()]);

    public static IReadOnlyList<OracleCase> All => [.. Committed, .. InPlace];

    /// <summary>Those copied into this repository.</summary>
    public static IReadOnlyList<OracleCase> Committed => CommittedCases.Value;

    /// <summary>Statistics of published series, which are not copied: read where they stand beside the clone, and none where they do not.</summary>
    public static IReadOnlyList<OracleCase> InPlace => InPlaceCases.Value;

    public string Name => Suite + "/" + Id;

    /// <summary>The tool has no meaningful result here: an explicit refusal is the right answer.</summary>
    public bool MustBeRefused => Says("undefined");

    /// <summary>The tool refuses although the quantity exists: nothing of the case is to be matched.</summary>
    public bool IsRefusedByPeer => Says("peer_refused");

    private bool Says(string flag)
        => Expected.ValueKind == JsonValueKind.Object && Expected.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True;

    private static IEnumerable<OracleCase> Experiments()
    {
        foreach (var file in Files("experiments"))
        {
            var suite = Read(file);
            foreach (var item in suite.GetProperty("cases").EnumerateArray())
            {
                yield return Of(suite.GetProperty("suite").GetString()!, item, Tolerances.LargerOfBoth(item.GetProperty("tolerance")));
            }
        }
    }

    private static IEnumerable<OracleCase> LeadLag()
        => Files("leadlag").Select(Read).Select(item => Of("leadlag", item, Tolerances.Sum(item)));

    private static IEnumerable<OracleCase> ReadInPlace()
    {
        var originals = Path.Combine(Repository.Shared, "oracles", "leadlag");
        return !Directory.Exists(originals)
            ? []
            : Directory.GetFiles(originals, "*.json")
                .Order(StringComparer.Ordinal)
                .Where(f => !File.Exists(Path.Combine(Folder, "leadlag", Path.GetFileName(f))))
                .Select(Read)
                .Where(item => item.GetProperty("kind").GetString() is "statistic" or "verdict" or "governance")
                .Select(item => Of("leadlag", item, Tolerances.Sum(item)));
    }

    private static OracleCase Of(string suite, JsonElement item, Tolerances tolerances) => new(
        suite,
        item.GetProperty("id").GetString()!,
        item.GetProperty("method").GetString()!,
        item.GetProperty("inputs"),
        item.GetProperty("expected"),
        tolerances);

    private static IEnumerable<string> Files(string folder)
        => Directory.GetFiles(Path.Combine(Folder, folder), "*.json").Order(StringComparer.Ordinal);

    private static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }
}
