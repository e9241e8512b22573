using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The timeline of a KPI, and KPIs with where they stand.</summary>
public static class TimelineTable
{
    /// <summary>Events, one a row, oldest first.</summary>
    public static Table ToTable(this KpiTimeline timeline) => new(
        "Timeline",
        [new("at", "When", ColumnKind.Time), new("kind", "What"), new("sentence", "What happened"), new("actor", "By"), new("subject", "About", IsDetail: true)],
        [.. timeline.Events.Select(e => (IReadOnlyList<object?>)[e.At, e.Kind, e.Sentence, e.Actor, e.Subject])]);

    /// <summary>Where the KPI stands, and its events.</summary>
    public static JsonObject ToJsonObject(this KpiTimeline timeline) => new()
    {
        ["state"] = Spelling.Snake(timeline.Standing.State),
        ["since"] = timeline.Standing.Since?.UtcDateTime.ToString("o", System.Globalization.CultureInfo.InvariantCulture),
        ["reason"] = timeline.Standing.Reason,
        ["successor"] = timeline.Standing.Successor,
        ["timeline"] = new JsonArray([.. timeline.Events.Select(e => (JsonNode)new JsonObject
        {
            ["at"] = e.At.UtcDateTime.ToString("o", System.Globalization.CultureInfo.InvariantCulture),
            ["kind"] = e.Kind,
            ["sentence"] = e.Sentence,
            ["actor"] = e.Actor,
            ["subject"] = e.Subject,
        })]),
    };

    /// <summary>Where the KPI stands, in a sentence.</summary>
    public static string Sentence(this KpiStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        var since = standing.Since is { } at ? Invariant($" since {at.UtcDateTime:yyyy-MM-dd}") : "";
        var reason = standing.Reason is { } why ? $": {why}" : ".";
        return $"{char.ToUpperInvariant(Spelling.Snake(standing.State)[0])}{Spelling.Snake(standing.State)[1..]}{since}{reason}{(standing.Successor is { } next ? $" Its successor is {next}." : "")}";
    }

    /// <summary>KPIs with where they stand, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<KpiDefinition> kpis, IReadOnlyDictionary<string, KpiStanding> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var plain = kpis.ToTable();
        return new Table(
            plain.Title,
            [.. plain.Columns, new("state", "State"), new("since", "Since", ColumnKind.Time, IsDetail: true), new("successor", "Successor", IsDetail: true)],
            [.. plain.Rows.Select((row, i) =>
            {
                var standing = states.GetValueOrDefault(kpis[i].Id) ?? KpiStanding.Of(kpis[i]);
                return (IReadOnlyList<object?>)[.. row, Spelling.Snake(standing.State), standing.Since, standing.Successor];
            })]);
    }
}
