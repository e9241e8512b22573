using System.Text.Json.Nodes;

namespace KpiLab.Testing;

/// <summary>What is wrong with the sample company, by its own list, and what a review's JSON reports, each as section, subject and words.</summary>
public static class PlantedTroubles
{
    /// <summary>What the list wants and the review does not say, and what the review says and the list does not want; both empty where they agree.</summary>
    public static IReadOnlyList<string> Differences(string troubles, string review)
    {
        HashSet<(string Section, string Subject, string Word)> reported = [.. Reported(JsonNode.Parse(review)!["snapshot"]!)];
        var differences = new List<string>();
        var explained = new HashSet<(string Section, string Subject, string Word)>();
        foreach (var report in JsonNode.Parse(troubles)!["troubles"]!.AsArray().SelectMany(t => t!["reports"]!.AsArray()))
        {
            var (section, subject) = ((string)report!["section"]!, (string)report["subject"]!);
            var said = reported.Where(r => r.Section == section && r.Subject == subject && report["words"]!.AsArray().Any(w => (string)w! == r.Word)).ToList();
            explained.UnionWith(said);
            if (said.Count == 0)
            {
                differences.Add($"missing: {section} {subject} {report["words"]!.ToJsonString()}");
            }
        }

        differences.AddRange(reported.Where(r => !explained.Contains(r)).OrderBy(r => r.Section, StringComparer.Ordinal).ThenBy(r => r.Subject, StringComparer.Ordinal).Select(r => $"not planted: {r.Section} {r.Subject} {r.Word}"));
        return differences;
    }

    // Every place in which a review says that something is not as it should be.
    private static IEnumerable<(string Section, string Subject, string Word)> Reported(JsonNode snapshot)
    {
        foreach (var f in Each("findings"))
        {
            yield return ("findings", (string?)f["subject"] ?? "", (string)f["code"]!);
        }

        foreach (var l in Each("links").Where(l => (string?)l["word"] != "Keep"))
        {
            yield return ("links", (string)l["id"]!, Snake((string?)l["word"] ?? "never checked"));
        }

        foreach (var k in Each("kpis"))
        {
            if ((string?)k["advice"] != "Keep")
            {
                yield return ("kpis", (string)k["id"]!, Snake((string?)k["advice"] ?? "no advice"));
            }

            if ((bool?)k["targetInReach"] == false)
            {
                yield return ("targets", (string)k["id"]!, "out_of_reach");
            }
        }

        foreach (var d in Each("deviations").Where(d => (bool)d["late"]! || d["done"] is null))
        {
            yield return ("deviations", (string)d["id"]!, (bool)d["late"]! ? "late" : "open");
        }

        foreach (var e in Each("experiments").Where(e => e["decision"] is null))
        {
            yield return ("experiments", (string)e["id"]!, (string?)e["word"] ?? "not analysed");
        }

        IEnumerable<JsonNode> Each(string section) => snapshot[section]!.AsArray().Select(n => n!);
    }

    private static string Snake(string word) => string.Concat(word.Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
