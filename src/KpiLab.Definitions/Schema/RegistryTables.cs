using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>The fields of goals and KPIs that govern them, beyond what an analysis needs.</summary>
internal static class RegistryTables
{
    private const double PartsSlack = 1e-9;

    private static readonly TextShape Text = new();
    private static readonly IdShape OwnId = new(null, "");
    private static readonly IdShape MetricOrKpiId = new(ReferenceTarget.MetricOrKpi, "a kpi or metric");
    private static readonly TruthShape Truth = new();
    private static readonly NumberShape Number = new("42%", percent: true);

    /// <summary>Further fields of a goal.</summary>
    public static IReadOnlyList<Field> Goal { get; } =
    [
        new("type", WordShape.Of<GoalType>(), "What it is about; reach is no vanity where the goal is awareness."),
        new("priority", new IntegerShape(1, 1000, "1"), "Its rank among the goals; 1 is the most important."),
        new("horizon", WordShape.Of<GoalHorizon>(), "How far ahead it looks: strategic is three to five years."),
        new("milestones", new ListShape(new ObjectShape(
            "a milestone",
            [
                new("name", Text, "What is reached.", Required: true),
                new("due", new DateShape(), "By when.", Required: true),
                new("kpi", MetricOrKpiId, "The KPI that tells."),
                new("value", Number, "Its value then."),
            ])), "Dated steps towards it."),
        new("okr", new ObjectShape(
            "an objective",
            [
                new("objective", Text, "The objective that this goal stands for.", Required: true),
                new("key_results", new ListShape(new ObjectShape(
                    "a key result",
                    [
                        new("id", OwnId, "Its id, for key_result of a KPI.", Required: true),
                        new("name", Text, "Its name for people; the id in words when left out."),
                        new("from", Number, "Where it starts."),
                        new("to", Number, "Where it is to be."),
                    ])), "Its key results; KPIs stand below them."),
            ],
            KeyResults), "Its objective and key results."),
        new("consensus", new ObjectShape(
            "a consensus",
            [
                new("who", new ListShape(Text, atLeast: 1, distinct: true), "Who agreed.", Required: true),
                new("on", new DateShape(), "When.", Required: true),
            ]), "Who agreed to this goal and its KPIs, and when."),
    ];

    /// <summary>Further fields of a KPI.</summary>
    public static IReadOnlyList<Field> Kpi { get; } =
    [
        new("status", WordShape.Of<KpiState>(), "Where its life begins; `kpilab kpi trial`, `activate`, `pause` and `retire` move it on.", Default: "\"active\""),
        new("status_reason", Text, "Why it begins there."),
        new("successor", MetricOrKpiId, "The KPI that takes its place."),
        new("contributors", new ListShape(Text, distinct: true), "Who moves it besides the owner: people or teams."),
        new("decision_rights", Text, "What its owner may decide."),
        new("resources", Text, "What there is to move it with."),
        new("provenance", Text, "Where its data come from, and who vouches for them."),
        new("band", new ObjectShape(
            "a band",
            [
                new("low", Number, "Below it something must be done."),
                new("high", Number, "Above it something must be done."),
            ],
            Band), "The range within which nothing needs to be done."),
        new("counter_metrics", new ListShape(new ObjectShape(
            "a counter metric",
            [
                new("kpi", MetricOrKpiId, "The KPI or metric that must not get worse.", Required: true),
                new("tolerance", new EffectShape("3"), "By how much it may: 3% of its value, 3pp, or a number with absolute: true.", Required: true),
                new("absolute", Truth, "True: the number is in the counter metric's own unit.", Default: "false"),
            ],
            (json, map, place) => Settle.Effect(json, map, place, "tolerance"))), "What must not get worse while it is moved."),
        new("readiness", new ObjectShape(
            "a readiness",
            [
                new("state", WordShape.Of<ReadinessState>(), "Whether the system collects it.", Required: true),
                new("change", Text, "What must change before it can."),
                new("priority", WordShape.Of<ReadinessPriority>(), "How urgent that change is."),
            ]), "Whether it can be collected already."),
        new("scored", new ObjectShape(
            "a scoring",
            [
                new("rubric", Text, "What earns which score.", Required: true),
                new("scale", new ObjectShape(
                    "a scale",
                    [
                        new("from", new NumberShape("1"), "Its lowest score.", Required: true),
                        new("to", new NumberShape("5"), "Its highest.", Required: true),
                    ],
                    Scale), "What it scores on.", Required: true),
            ]), "How something qualitative becomes its number."),
        new("paired_with", MetricOrKpiId, "The KPI of engagement or conversion that a vanity KPI is shown with."),
        new("vanity", Truth, "Whether it grows without anything getting better, where the catalogue and its name tell wrongly."),
        new("appraisal", Truth, "Whether people are appraised or rewarded by it; the audit is stricter then.", Default: "false"),
        new("key_result", OwnId, "The key result of its goal that it stands below."),
    ];

    /// <summary>Further fields of a target.</summary>
    public static IReadOnlyList<Field> Target { get; } =
    [
        new("previous", Number, "The value that it starts from."),
        new("parts", new ListShape(new ObjectShape(
            "a part",
            [
                new("name", Text, "What brings it.", Required: true),
                new("value", Number, "How much of the target.", Required: true),
            ])), "Parts of the value, of which it is said how much each brings."),
    ];

    /// <summary>Parts are no more than the whole.</summary>
    public static void Parts(JsonObject json, MapNode map, Place place)
    {
        var sum = json.Maps("parts").Sum(p => p.Number("value") ?? 0);
        if (json.Number("value") is { } whole && json["parts"] is not null && sum > whole + (PartsSlack * Math.Max(1, Math.Abs(whole))))
        {
            place.Field("parts").Problem(map.LineOf("parts"), Invariant($"the parts add up to {sum:0.######}, more than the target of {whole:0.######}"), "make them add up to the target, or to less where the rest is open");
        }

        if (json.Maps("parts").Select(p => p.Text("name")).GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Key is not null && g.Count() > 1) is { } twice)
        {
            place.Field("parts").Problem(map.LineOf("parts"), $"{twice.Key} is listed twice", "keep one of the two");
        }
    }

    private static void KeyResults(JsonObject json, MapNode map, Place place)
    {
        if (json.Maps("key_results").Select(r => r.Text("id")).GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Key is not null && g.Count() > 1) is { } twice)
        {
            place.Field("key_results").Problem(map.LineOf("key_results"), $"{twice.Key} is listed twice", "give each key result an id of its own");
        }

        foreach (var result in json.Maps("key_results").Where(r => r.Text("name") == Notation.Humanise(r.Text("id") ?? "")))
        {
            result.Remove("name");
        }
    }

    private static void Band(JsonObject json, MapNode map, Place place)
    {
        if (map["low"] is null && map["high"] is null)
        {
            place.Problem(map.Line, "the band has no limit", "write low, high, or both");
        }
        else if (json.Number("low") is { } low && json.Number("high") is { } high && low >= high)
        {
            place.Field("high").Problem(map.LineOf("high"), Invariant($"{high:0.######} is not above low: {low:0.######}"), "exchange the two, or correct one");
        }
    }

    private static void Scale(JsonObject json, MapNode map, Place place)
    {
        if (json.Number("from") is { } from && json.Number("to") is { } to && from >= to)
        {
            place.Field("to").Problem(map.LineOf("to"), Invariant($"{to:0.######} is not above from: {from:0.######}"), "write the lowest score first, such as {from: 1, to: 5}");
        }
    }
}
