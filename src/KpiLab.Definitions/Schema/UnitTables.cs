using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>The fields of a link's <c>units</c>.</summary>
internal static class UnitTables
{
    private const string Events = "events";
    private static readonly string[] FieldsOfEvents = ["where", "aggregate", "source"];
    private static readonly IdShape Source = new(ReferenceTarget.Source, "a source");
    private static readonly TextShape Column = new("write a column's name");

    public static ObjectShape Units { get; } = new(
        "units of a link",
        [
            new("source", Source, "The source: one row a unit, or with `rows: events` one row an event.", Required: true),
            new("rows", new WordShape(["units", Events]), "What a row of it is. From events the early behaviour and the outcome are cut by their windows.", Default: "\"units\""),
            new("early", Part("the early behaviour", "0d..7d", "The early behaviour."), "The early behaviour.", Required: true),
            new("outcome", Part("the later outcome", "30d..90d", "The later outcome.", new Field("source", Source, "Events only: the log that it is counted in, where that is another one.")), "The later outcome: yes or no for a prediction, any number for the slope over units.", Required: true),
            new("entered", Column, "One row a unit: its column with the moment that a unit entered, for the order of time, for windows that are not over yet, and for drift by month."),
            new("entry", new ObjectShape(
                "the entry of units",
                [
                    new("source", Source, "Source whose first row of a unit is its entry; left out: that of the events."),
                    new("where", new FormulaShape(), "Rows that are entries; left out: all."),
                ]), "Events only: when a unit enters; left out, with its first event."),
            new("variant", Column, "Column with the variant (of the entries, where rows are events), where the units are those of an experiment: for Prentice's criteria and the proportion explained."),
            new("control", new TextShape("write the control's value"), "What that column holds for the control; every other value is treated."),
        ],
        Settle);

    public static LinkUnits? Read(JsonObject? json)
        => json is null ? null : new LinkUnits(json.Text("source")!, ReadPart(json.Map("early")!), ReadPart(json.Map("outcome")!))
        {
            Entry = json.Text("rows") == Events ? new UnitEntry(json.Map("entry")?.Text("source"), json.Map("entry")?.Formula("where")) : null,
            Entered = json.Text("entered"),
            Variant = json.Text("variant"),
            Control = json.Text("control"),
        };

    private static UnitPart ReadPart(JsonObject json) => new(json.Formula("value"), json.Window("window")!.Value)
    {
        Where = json.Formula("where"), Aggregate = json.Word<Aggregate>("aggregate"), Source = json.Text("source"),
    };

    private static ObjectShape Part(string noun, string example, string description, params Field[] more) => new(
        noun,
        [
            new("value", new FormulaShape(), $"{description.TrimEnd('.')} as a formula over the source's columns; of events it may be left out, and then they are counted."),
            new("window", new WindowShape(beforeExposure: false), $"When it is counted, since the unit entered, such as {example}: from included, to excluded.", Required: true),
            new("where", new FormulaShape(), "Events only: those that count; left out: all."),
            new("aggregate", WordShape.Of<Aggregate>(), "Events only: how a unit's events become one number; left out: sum of numbers, any of conditions, count without a value."),
            .. more,
        ]);

    private static void Settle(JsonObject json, MapNode map, Place place)
    {
        if (json.ContainsKey("variant") != json.ContainsKey("control"))
        {
            var missing = json.ContainsKey("variant") ? "control" : "variant";
            place.Field(missing).Problem(map.Line, "is missing: variant and control go together", missing == "control" ? "write what the variant column holds for the control" : "name the column with the variant");
        }

        // What is counted while the outcome is counted holds the outcome itself.
        if (json.Map("early")?.Window("window") is { } early && json.Map("outcome")?.Window("window") is { } outcome && early.To > outcome.From)
        {
            place.Field("early").Field("window").Problem(map.LineOf("early"), $"{early} ends after the outcome's window {outcome} begins, so that the early behaviour may hold the outcome", "end it no later than the outcome's window begins");
        }

        var isEvents = json.Text("rows") == Events;
        if (isEvents && json.ContainsKey("entered"))
        {
            place.Field("entered").Problem(map.LineOf("entered"), "is a column of a table of units, and rows are events here", "leave it out, or say by entry: which rows are entries; the time is that of their source");
        }

        if (!isEvents && json.ContainsKey("entry"))
        {
            place.Field("entry").Problem(map.LineOf("entry"), "is for events, and rows are units here", "write rows: events, or entered: with the column that has the moment");
        }

        foreach (var name in (string[])["early", "outcome"])
        {
            if (json.Map(name) is { } part)
            {
                SettlePart(part, name, isEvents, map, place.Field(name));
            }
        }
    }

    private static void SettlePart(JsonObject part, string name, bool isEvents, MapNode map, Place place)
    {
        if (!isEvents)
        {
            if (!part.ContainsKey("value") && (map[name] as MapNode)?["value"] is null)
            {
                place.Field("value").Problem(map.LineOf(name), "is missing", "write a formula over the source's columns, such as sessions or paid = 'yes'");
            }

            foreach (var field in FieldsOfEvents.Where(part.ContainsKey))
            {
                place.Field(field).Problem((map[name] as MapNode)?.LineOf(field) ?? map.LineOf(name), "is for events, and rows are units here", "write rows: events, or leave it out");
            }
        }
        else if (!part.ContainsKey("value") && part.Text("aggregate") is { } aggregate && aggregate != "count" && (map[name] as MapNode)?["value"] is null)
        {
            place.Field("value").Problem(map.LineOf(name), $"is missing, and {aggregate} needs one", "write a formula over the source's columns, or aggregate: count");
        }
    }
}
