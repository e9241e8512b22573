using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary><c>experiment decide</c>: a person's decision and reason, beside what KpiLab recommended.</summary>
internal static class DecideExperiment
{
    /// <summary>Kind of the entries; their subject is <c>experiment/ID</c>.</summary>
    public const string Kind = "decision";

    public static string Subject(string id) => "experiment/" + id;

    /// <summary>An entry as a decision.</summary>
    public static ReviewDecision Read(JournalEntry entry)
        => new(entry.Subject, (string)entry.Content["word"]!, (string?)entry.Content["recommended"], (string?)entry.Content["reason"], entry.Actor, entry.At);

    public static async Task<JournalEntry> RunAsync(Session session, string id, string word, string? reason, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var known = registry.Definitions.Experiments.Select(e => e.Id).ToList();
        if (!known.Contains(id))
        {
            throw new InvalidInputException("experiment", $"there is no experiment {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet" : "there are " + Suggestion.List(known)));
        }

        var words = Enum.GetValues<ExperimentAdvice>().Select(Spelling.Snake).ToList();
        if (!words.Contains(word))
        {
            throw new InvalidInputException("decision", $"`{word}` is no decision", "write one of " + string.Join(", ", words));
        }

        using var store = await session.StoreAsync(registry.Definitions.Settings, cancellation);
        var said = (string?)(await store.LatestAnalysisAsync(id, cancellation))?.Body["recommendation"]?["word"];
        if (said != word && string.IsNullOrWhiteSpace(reason))
        {
            throw new InvalidInputException("--reason", $"{word} is not what was recommended ({said ?? "nothing: it was not analysed"})", "say why, with --reason");
        }

        var content = new JsonObject { ["word"] = word };
        foreach (var (name, value) in new[] { ("recommended", said), ("reason", reason?.Trim()) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                content[name] = value;
            }
        }

        return (await store.RecordAsync([new NewJournalEntry(Kind, Subject(id), content)], session.Options.Who, cancellation))[0];
    }
}
