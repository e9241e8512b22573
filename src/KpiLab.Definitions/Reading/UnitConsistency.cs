using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>The units of a link against the sources that it names.</summary>
internal static class UnitConsistency
{
    private static readonly string[] NeededOfEvents = ["unit", "time"];

    public static void Check(Draft draft, JsonObject units, DraftIndex index)
    {
        var written = draft.At("units") as MapNode;
        var place = draft.Place.Field("units");
        int LineOf(string field) => written?.LineOf(field) ?? draft.Written.Line;
        Draft? Find(string? id) => index.Find(DefinitionKind.Source, id) is { IsSound: true } source ? source : null;
        void Columns(Draft? source, JsonObject? part, string name)
        {
            foreach (var field in (string[])["value", "where"])
            {
                foreach (var column in source is not null && part?.Formula(field) is { } formula ? Consistency.ColumnsOf(formula.Syntax).Distinct() : [])
                {
                    Consistency.Column(source!, column, place.Field(name).Field(field), LineOf(name));
                }
            }
        }

        var isEvents = units.Text("rows") == "events";
        var own = Find(units.Text("source"));
        var entries = units.Map("entry")?.Text("source") is { } entrySource ? Find(entrySource) : own;
        var outcome = units.Map("outcome")?.Text("source") is { } outcomeSource ? Find(outcomeSource) : own;
        Columns(own, units.Map("early"), "early");
        Columns(outcome, units.Map("outcome"), "outcome");
        Columns(entries, units.Map("entry"), "entry");
        foreach (var (source, field) in new[] { (own, "entered"), (entries, "variant") })
        {
            if (source is not null && units.Text(field) is { } column)
            {
                Consistency.Column(source, column, place.Field(field), LineOf(field));
            }
        }

        foreach (var source in isEvents ? new[] { own, entries, outcome }.OfType<Draft>().Distinct() : [])
        {
            foreach (var field in NeededOfEvents.Where(f => source.Content.Text(f) is null))
            {
                place.Field("rows").Problem(LineOf("rows"), $"units are cut from events by unit and time, and source {source.Id} has no {field}", $"write {field}: in source {source.Id}");
            }
        }
    }
}
