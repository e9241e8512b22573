using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary>An entry of the journal: a decision, a remark, a step in a KPI's life.</summary>
public static class JournalOutputs
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What was recorded, in its own words, and by whom and when; the full entry is its JSON.</summary>
    public static Document ToDocument(this JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new Document(
        [
            new Heading(1, $"{Spelled(entry.Kind)} about {entry.Subject}"),
            new Facts(
            [
                .. entry.Content.Where(p => p.Value is not null).Select(p => (Spelled(p.Key), Text(p.Value!))),
                ("Recorded", Invariant($"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC by {entry.Actor}, as number {entry.Number} about this")),
                ("Content hash", entry.ContentHash),
            ]),
        ]);
    }

    private static string Text(JsonNode value) => value is JsonValue plain && plain.TryGetValue<string>(out var text) ? text : value.ToJsonString(AsWritten);

    private static string Spelled(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ').Replace('-', ' ');
}
