using System.Globalization;
using System.Text;

namespace KpiLab.Definitions;

/// <summary>What an adopted KPI is given.</summary>
/// <param name="Source">Source whose rows are measured; null: the measure is written as a comment, to be completed.</param>
/// <param name="Goal">Goal that it serves.</param>
/// <param name="Owner">One person's e-mail address.</param>
/// <param name="Team">Team that moves it.</param>
public sealed record Adoption(string? Source = null, string? Goal = null, string? Owner = null, string? Team = null);

/// <summary>Writes a predefined KPI as a definition.</summary>
public static class KpiTemplate
{
    /// <summary>The YAML of an adopted KPI, with the links to KPIs that are there.</summary>
    /// <param name="entry">The predefined KPI.</param>
    /// <param name="adoption">What is known of it here.</param>
    /// <param name="defined">Ids of the KPIs and metrics of the workspace.</param>
    public static string Write(CatalogueEntry entry, Adoption adoption, IReadOnlySet<string> defined)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(adoption);
        ArgumentNullException.ThrowIfNull(defined);
        var yaml = new StringBuilder();
        void Line(string text) => yaml.Append(text).Append('\n');
        void Field(string name, string? value)
        {
            if (value is not null)
            {
                Line($"{name}: {value}");
            }
        }

        Line($"# From the catalogue: {entry.Formula}.");
        foreach (var caution in Cautions(entry))
        {
            Line("# " + caution);
        }

        Field("kind", "kpi");
        Field("id", entry.Id);
        Field("name", entry.Name);
        Field("goal", adoption.Goal);
        Field("team", adoption.Team);
        Field("function", entry.Functions[0]);
        Field("tier", Notation.Spelling(entry.Tier));
        Field("purpose", entry.Role == KpiRole.Leading ? "predict" : entry.Caution == CatalogueCaution.Health ? "signal_risk" : "improve");
        Field("narrative", $"{{method: {Quoted(entry.Formula)}}}");
        Field("owner", adoption.Owner);
        Field("cadence", Notation.Spelling(entry.Cadence));
        Field("unit", Notation.Spelling(entry.Unit));
        Field("direction", Notation.Spelling(entry.Direction));
        var source = adoption.Source ?? "SOURCE";
        var measure = entry.Measure is { } known ? known.Split(", ", 2) is [var type, var rest] ? $"{type}, source: {source}, {rest}" : $"{known}, source: {source}" : $"type: imported, source: {source}, period: {Period(entry.Cadence)}, value: {entry.Id}";
        Line((adoption.Source is null ? "# Name the source and its columns, and take the mark away: " : "") + $"measure: {{{measure}}}");
        Field("target", entry.Target is { } target ? $"{{value: {target.ToString(CultureInfo.InvariantCulture)}}}" : null);
        var open = Open(entry, adoption);
        if (open.Length > 0)
        {
            Line($"# Still to be decided: {open}.");
        }

        foreach (var edge in Edges(entry, defined))
        {
            Line("---");
            Field("kind", "link");
            Field("id", $"{edge.From}_leads_{edge.To}");
            Field("from", edge.From);
            Field("to", edge.To);
            Field("expect", Notation.Spelling(edge.Expect));
            Field("lag", edge.Lag);
            Field("because", "It usually does; check it against your own data with `kpilab link check`.");
        }

        return yaml.ToString();
    }

    private static IEnumerable<CatalogueEdge> Edges(CatalogueEntry entry, IReadOnlySet<string> defined)
        => PredefinedKpis.All.SelectMany(e => e.Leads).Where(e => (e.From == entry.Id && defined.Contains(e.To)) || (e.To == entry.Id && defined.Contains(e.From)));

    private static IEnumerable<string> Cautions(CatalogueEntry entry)
    {
        var instead = entry.Instead.Count > 0 ? $" Consider {string.Join(", ", entry.Instead)} instead, or show it beside one of them." : "";
        switch (entry.Caution)
        {
            case CatalogueCaution.Vanity:
                yield return "It grows without anything getting better." + instead;
                break;
            case CatalogueCaution.Activity:
                yield return "It counts what is done, not what comes of it." + instead;
                break;
            case CatalogueCaution.Health:
                yield return "It shows a state, and is no measure of success.";
                break;
            default:
                break;
        }

        if (entry.Guardrail is { } guardrail)
        {
            yield return $"While it is moved, watch {guardrail}.";
        }

        if (entry.Segment is { } segment)
        {
            yield return $"Read it by {segment}.";
        }
    }

    private static string Open(CatalogueEntry entry, Adoption adoption)
    {
        List<string> open = [];
        void Missing(string name, bool isThere)
        {
            if (!isThere)
            {
                open.Add(name);
            }
        }

        Missing("goal", adoption.Goal is not null);
        Missing("owner", adoption.Owner is not null);
        Missing("team", adoption.Team is not null);
        Missing("hypothesis", isThere: false);
        Missing(entry.Target is null ? "target with its date" : "date of the target", isThere: false);
        Missing("benchmark", isThere: false);
        Missing("thresholds with their actions", isThere: false);
        return string.Join(", ", open);
    }

    private static string Period(Cadence cadence) => cadence switch
    {
        Cadence.Daily => "day",
        Cadence.Weekly => "week",
        Cadence.Monthly => "month",
        Cadence.Quarterly => "quarter",
        _ => "year",
    };

    private static string Quoted(string text) => "\"" + text.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
