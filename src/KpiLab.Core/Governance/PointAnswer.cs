using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a person answered to a point of the checklist that no field decides.</summary>
/// <param name="Yes">The point is met.</param>
/// <param name="Because">Why.</param>
/// <param name="By">Who said so.</param>
/// <param name="On">When.</param>
[TypeFormatterSource]
public sealed record PointAnswer(bool Yes, string Because, string By, DateOnly On) : IShowable;

/// <summary>Answers as the journal keeps them: kind <c>kpi-answer</c>, one subject for each KPI and point.</summary>
/// <remarks>An answer is about what was defined then: it ends when that changes, and after <see cref="GovernanceSettings.AnswerDays"/>.</remarks>
public static class PointAnswers
{
    /// <summary>Kind of the entries.</summary>
    public const string Kind = "kpi-answer";

    /// <summary>The points that a person may have to answer, and the field of the definition that an answer is about.</summary>
    public static IReadOnlyDictionary<string, string> Askable { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["achievable"] = "target",
        ["simple"] = "measure",
        ["reliable"] = "measure",
    };

    /// <summary>What an answer is about.</summary>
    public static string Subject(string kpi, string point) => $"kpi/{kpi}/{point}";

    /// <summary>An answer for the journal.</summary>
    public static NewJournalEntry Entry(string kpi, string point, bool yes, string because, string about)
        => new(Kind, Subject(kpi, point), new JsonObject { ["kpi"] = kpi, ["point"] = point, ["answer"] = yes ? "yes" : "no", ["text"] = because, ["about"] = about });

    /// <summary>What the answers of today are about: changes with the field, and with nothing else.</summary>
    /// <param name="point">The point.</param>
    /// <param name="kpi">Content of the KPI's definition.</param>
    /// <param name="measure">Its measure, or that of its metric.</param>
    public static string About(string point, JsonObject? kpi, JsonNode? measure)
        => CanonicalJson.Hash(Askable[point] == "measure" ? measure : kpi?[Askable[point]]);

    /// <summary>The answer of an entry where it still holds; null where it does not.</summary>
    public static PointAnswer? Holding(JournalEntry entry, string about, DateOnly today, int days)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var on = DateOnly.FromDateTime(entry.At.UtcDateTime);
        return (string?)entry.Content["about"] == about && today.DayNumber - on.DayNumber <= days
            ? new PointAnswer((string?)entry.Content["answer"] == "yes", (string)entry.Content["text"]!, entry.Actor, on)
            : null;
    }
}
