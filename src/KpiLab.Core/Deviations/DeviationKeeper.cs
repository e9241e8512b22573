using System.Globalization;
using System.Text.Json.Nodes;

namespace KpiLab.Core;

/// <summary>Deviations as the journal keeps them.</summary>
public static class DeviationKeeper
{
    /// <summary>Kind of the entries that open one.</summary>
    public const string OpenKind = "deviation";

    /// <summary>Kind of the entries that say what was done.</summary>
    public const string ActKind = "deviation-action";

    /// <summary>Kind of the entries that close one.</summary>
    public const string CloseKind = "deviation-close";

    private const string Day = "yyyy-MM-dd";

    /// <summary>What the entries of a deviation are about.</summary>
    public static string Subject(string id) => "deviation/" + id;

    /// <summary>KPI and first day of the period that a subject names; null where it is no deviation's.</summary>
    public static (string Kpi, DateOnly Period)? Parse(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var id = subject.StartsWith("deviation/", StringComparison.Ordinal) ? subject.AsSpan("deviation/".Length) : subject;
        var at = id.LastIndexOf('@');
        return at > 0 && id.Length >= at + 1 + Day.Length && DateOnly.TryParseExact(id.Slice(at + 1, Day.Length), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var period)
            ? (id[..at].ToString(), period)
            : null;
    }

    /// <summary>Opens one; refused by the store where it is open already.</summary>
    public static NewJournalEntry Open(string id, string kpi, Threshold threshold, Crossing crossing, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(threshold);
        ArgumentNullException.ThrowIfNull(crossing);
        var content = new JsonObject
        {
            ["kpi"] = kpi,
            ["sentence"] = Invariant($"It crossed its threshold ({threshold.When}) in the period from {Text(crossing.Period)}: {crossing.Value:0.######}, held against {crossing.Reference:0.######}."),
            ["when"] = threshold.When,
            ["period"] = Text(crossing.Period),
            ["end"] = Text(crossing.End),
            ["value"] = crossing.Value,
            ["reference"] = crossing.Reference,
            ["run"] = crossing.Run,
            ["insideNoise"] = crossing.IsInsideNoise,
            ["severity"] = threshold.Severity.ToString().ToLowerInvariant(),
            ["action"] = threshold.Action,
        };
        Add(content, "score", crossing.Score is { } score ? JsonValue.Create(score) : null);
        Add(content, "noise", crossing.Noise);
        Add(content, "escalateTo", threshold.EscalateTo);
        Add(content, "due", threshold.Within is { } within ? Text(now + within) : null);
        return new NewJournalEntry(OpenKind, Subject(id), content, ExpectedRevision: "");
    }

    /// <summary>Says what was done.</summary>
    public static NewJournalEntry Act(string id, DateOnly on, string by, string what)
        => new(ActKind, Subject(id), new JsonObject { ["on"] = Text(on), ["by"] = by, ["what"] = what });

    /// <summary>Closes one; refused by the store where it is closed already.</summary>
    public static NewJournalEntry Close(string id, string reason) => new(CloseKind, Subject(id), new JsonObject { ["reason"] = reason }, ExpectedRevision: "");

    /// <summary>The deviations of a journal, by period, then by id.</summary>
    public static IReadOnlyList<Deviation> Read(IEnumerable<JournalEntry> opened, IEnumerable<JournalEntry> acted, IEnumerable<JournalEntry> closed)
    {
        var acts = acted.ToLookup(e => e.Subject, StringComparer.Ordinal);
        var ends = closed.GroupBy(e => e.Subject, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return
        [
            .. opened.Select(e => new Deviation(
                e.Subject["deviation/".Length..],
                (string)e.Content["kpi"]!,
                (string)e.Content["when"]!,
                new Crossing(
                    Date(e.Content["period"]!), Date(e.Content["end"]!), (double)e.Content["value"]!, (double)e.Content["reference"]!, (double?)e.Content["score"], (string?)e.Content["noise"], (int)e.Content["run"]!),
                Enum.Parse<Severity>((string)e.Content["severity"]!, ignoreCase: true),
                (string)e.Content["action"]!,
                (string?)e.Content["escalateTo"],
                e.At,
                e.Content["due"] is { } due ? DateTimeOffset.Parse((string)due!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) : null,
                [.. acts[e.Subject].Select(a => new DeviationAct(Date(a.Content["on"]!), (string)a.Content["by"]!, (string)a.Content["what"]!, a.At, a.Actor))],
                ends.GetValueOrDefault(e.Subject) is { } end ? new DeviationClosing(end.At, end.Actor, (string)end.Content["reason"]!) : null))
                .OrderBy(d => d.Crossing.Period).ThenBy(d => d.Id, StringComparer.Ordinal),
        ];
    }

    private static void Add(JsonObject content, string name, JsonNode? value)
    {
        if (value is not null)
        {
            content[name] = value;
        }
    }

    private static string Text(DateOnly day) => day.ToString(Day, CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static DateOnly Date(JsonNode node) => DateOnly.ParseExact((string)node!, Day, CultureInfo.InvariantCulture);
}
