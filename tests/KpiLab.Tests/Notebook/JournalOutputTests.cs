using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>A journal entry as people read it.</summary>
public sealed class JournalOutputTests
{
    [Fact]
    public void A_decision_shows_its_word_and_reason_as_they_were_written()
    {
        var entry = new JournalEntry(
            "id", "decision", "experiment/e", 3, new JsonObject { ["word"] = "ship", ["recommended"] = null, ["reason"] = "+12.7 points, \"große\" Freude", ["about"] = new JsonArray("é", 1) },
            "abc", "r", new DateTimeOffset(2026, 9, 10, 8, 30, 0, TimeSpan.Zero), "maya");
        var text = entry.ToText();
        Assert.StartsWith("Decision about experiment/e", text, StringComparison.Ordinal);
        Assert.Contains("+12.7 points, \"große\" Freude", text, StringComparison.Ordinal);
        Assert.Contains("[\"é\",1]", text, StringComparison.Ordinal);
        Assert.Contains("2026-09-10 08:30 UTC by maya, as number 3 about this", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Recommended", text, StringComparison.Ordinal);
    }
}
