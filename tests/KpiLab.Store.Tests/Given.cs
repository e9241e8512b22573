using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

/// <summary>Things to store. Their contents are simple enough that their canonical JSON can be written by hand.</summary>
internal static class Given
{
    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static DefinitionDocument Kpi(string id, string name) => Definition(DefinitionKind.Kpi, id, name);

    public static DefinitionDocument Definition(DefinitionKind kind, string id, string name)
        => new(kind, id, new JsonObject { ["name"] = name, ["id"] = id }, Sha256($$"""{"id":"{{id}}","name":"{{name}}"}"""), "kpis.yaml", 7);

    public static RegistrationTerms Terms(string experiment, int units)
        => new(experiment, Sha256($$"""{"units":{{units}}}"""), Sha256("definition of " + experiment), new JsonObject { ["units"] = units });

    public static ApplyRequest Apply(params DefinitionDocument[] upserts) => new(upserts, [], [], "ana");

    public static ApplyRequest Register(params RegistrationTerms[] terms) => new([], [], terms, "ana");

    public static ApplyRequest Remove(DefinitionKind kind, string id) => new([], [(kind, id)], [], "ben");

    public static AnalysisRecord Analysis(string experiment, string terms, string data, double effect, long units = 100, string actor = "ana")
        => new(experiment, Sha256(terms), Sha256(data), units, new JsonObject { ["word"] = "continue", ["effect"] = effect }, actor);

    public static async Task<List<AuditEntry>> AuditOf(IStore store)
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in store.AuditAsync())
        {
            entries.Add(entry);
        }

        return entries;
    }
}
