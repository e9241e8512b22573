using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>What the fields of one mapping must say together, and the last step to their one spelling.</summary>
internal static class Settle
{
    private const double WeightTolerance = 0.002;

    /// <summary>Fields that belong to every measure with a source.</summary>
    private static readonly string[] Common = ["type", "source", "aggregate", "where", "window", "cap", "missing", "cluster"];

    public static void Measure(JsonObject json, MapNode map, Place place)
    {
        if (json.Text("type") is not { } type)
        {
            return;
        }

        (string[] Needs, string[] May) fields = type switch
        {
            "ratio" => (["numerator", "denominator"], Common),
            "count" => ([], [.. Common, "value"]),
            "quantile" => (["value", "q"], Common),
            "retention" => (["day"], [.. Common, "value"]),
            "imported" => (["source", "period", "value"], ["type", "standard_error"]),
            _ => (["value"], Common),
        };
        foreach (var (name, _) in json)
        {
            if (!fields.Needs.Contains(name) && !fields.May.Contains(name))
            {
                place.Field(name).Problem(map.LineOf(name), $"does not belong to a measure of type {type}", MeasureRemedy(type, name));
            }
        }

        foreach (var name in fields.Needs.Where(n => map[n] is null))
        {
            place.Field(name).Problem(map.Line, $"is missing from a measure of type {type}", name switch
            {
                "numerator" or "denominator" => "write both numerator and denominator, as formulas over the source's columns",
                "q" => "write which quantile, such as 0.9",
                "day" => "write the day since exposure, such as 7",
                "period" => "write the column with the period's first day",
                "source" => "write the source of the imported values",
                _ => "write a column of the source or a calculation, such as revenue - cost",
            });
        }

        if (type == "proportion" && json.ContainsKey("cap"))
        {
            place.Field("cap").Problem(map.LineOf("cap"), "caps a share, which is 0 or 1 for every unit", "leave it out");
        }
    }

    public static void Kpi(JsonObject json, MapNode map, Place place)
    {
        if (map["measure"] is not null && map["metric"] is not null)
        {
            place.Field("metric").Problem(map.LineOf("metric"), "stands beside measure", "keep one of the two");
        }

        if (map["direction"] is null && map["metric"] is null)
        {
            place.Field("direction").Problem(map.Line, "is missing", "write one of increase, decrease, maintain");
        }

        Thresholds(json, map, place);
    }

    // A condition may compare or wait by no less than one period of the KPI.
    private static void Thresholds(JsonObject json, MapNode map, Place place)
    {
        if (json.Word<Cadence>("cadence") is not { } cadence)
        {
            return;
        }

        foreach (var (each, i) in json.Maps("thresholds").Select((each, i) => (each, i)))
        {
            if (each.Text("when") is { } when && DeviationParser.TryParse(when, out var condition, out _))
            {
                foreach (var (message, remedy) in condition.Misfits(cadence))
                {
                    place.Field("thresholds").Item(i).Field("when").Problem(LineOf(map["thresholds"], i, "when"), $"`{when}` {message}", remedy);
                }
            }
        }
    }

    public static void Link(JsonObject json, MapNode map, Place place)
    {
        if (json["from"] is { } end && JsonNode.DeepEquals(end, json["to"]))
        {
            place.Field("to").Problem(map.LineOf("to"), $"{json["to"]} leads itself", "write the lagging outcome");
        }

        if (json["controls"] is JsonArray controls && controls.Any(c => JsonNode.DeepEquals(c, json["from"]) || JsonNode.DeepEquals(c, json["to"])))
        {
            place.Field("controls").Problem(map.LineOf("controls"), "hold an end of the link itself", "leave it out; controls are other KPIs that drive both");
        }
    }

    public static void Variant(JsonObject json, MapNode map, Place place)
    {
        if (json.Text("value") is { } value && value == json.Text("id"))
        {
            json.Remove("value");
        }
    }

    /// <summary>Settles what a size is relative to: <c>2%</c> stays a text; <c>2pp</c> becomes 0.02 with <c>absolute: true</c>.</summary>
    public static void Effect(JsonObject json, MapNode map, Place place, string field)
    {
        var absolute = json.Truth("absolute");
        var at = place.Field(field);
        if (json[field] is not JsonValue size)
        {
            json.Remove("absolute");
            return;
        }

        if (!absolute && map.Text("absolute") is { } written && !written.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (size.TryGetValue<string>(out var text))
        {
            if (text.EndsWith('%') && absolute)
            {
                at.Problem(map.LineOf(field), $"{text} is relative, and absolute: true stands beside it", $"write {text[..^1]}pp, or leave out absolute");
            }
            else if (text.EndsWith("pp", StringComparison.Ordinal))
            {
                if (map["absolute"] is not null && !absolute)
                {
                    at.Problem(map.LineOf(field), $"{text} is absolute, and absolute: false stands beside it", "leave out absolute");
                }

                Notation.TryHundredths(text[..^2], out var points);
                json[field] = points;
                json["absolute"] = true;
            }
        }
        else if (!absolute)
        {
            var fraction = size.GetValue<double>();
            if (fraction >= 1)
            {
                at.Problem(
                    map.LineOf(field),
                    Invariant($"{fraction} is read as a fraction, {Notation.Percent(fraction)} of the control mean"),
                    Invariant($"write {fraction}% for a relative size, or add absolute: true for {fraction} in the KPI's own unit; if {Notation.Percent(fraction)} is meant, write it so"));
            }

            json[field] = Notation.Percent(fraction);
        }

        if (field == "minimum_effect" && json[field] is { } settled && (settled.ToString() is "0%" or "0"))
        {
            at.Problem(map.LineOf(field), "is zero", "write the smallest effect that matters, such as 2%, or leave it out");
        }
    }

    public static void Plan(JsonObject json, MapNode map, Place place)
    {
        var design = map.Text("design") ?? "fixed";
        if (design == "bayesian")
        {
            Bayesian(json, map, place);
        }
        else if (json.ContainsKey("prior"))
        {
            place.Field("prior").Problem(map.LineOf("prior"), "belongs to a bayesian design", "leave it out, or write design: bayesian");
        }

        if (json.ContainsKey("looks") && design is "fixed" or "always_valid")
        {
            place.Field("looks").Problem(
                map.LineOf("looks"),
                "belong to a group_sequential design",
                design == "fixed" ? "leave them out; a fixed design is looked at once" : "leave them out; an always_valid design may be looked at any number of times");
        }

        if (design == "group_sequential" && !json.ContainsKey("units"))
        {
            place.Field("units").Problem(map.LineOf("design"), "is missing, and a group_sequential design spends alpha by the share of the planned units", "write how many units are planned, all variants together");
        }

        if (json.ContainsKey("outcome_model") && !json.ContainsKey("covariates"))
        {
            place.Field("outcome_model").Problem(map.LineOf("outcome_model"), "has no covariates to learn from", "name values from before exposure, such as covariates: [{kpi: sessions_per_user, window: -14d..0d}]");
        }

        if (json["starts"] is { } starts && json["ends"] is { } ends
            && IsoTime.TryParseMoment(starts.GetValue<string>(), out var from) && IsoTime.TryParseMoment(ends.GetValue<string>(), out var to) && from >= to)
        {
            place.Field("ends").Problem(map.LineOf("ends"), $"{ends} is not after {starts}, when it starts", "write a later date");
        }
    }

    // A posterior answers for each comparison by itself, at any time: neither looks nor corrections have a place in it.
    private static void Bayesian(JsonObject json, MapNode map, Place place)
    {
        if (json.ContainsKey("looks"))
        {
            place.Field("looks").Problem(map.LineOf("looks"), "belong to a group_sequential design", "leave them out; a posterior may be read at any time");
        }

        if (map.Text("correction") is { } correction && correction != "none")
        {
            place.Field("correction").Problem(map.LineOf("correction"), $"{correction} corrects p-values, and a bayesian design decides by none", "leave it out");
        }
    }

    public static void Experiment(JsonObject json, MapNode map, Place place)
    {
        if (json["variants"] is JsonArray variants && variants.Count == (map["variants"] as ListNode)?.Items.Count)
        {
            Variants([.. json.Maps("variants")], map, place);
        }

        Families(json, map, place);
        if (json["plan"] is JsonObject { Count: 0 })
        {
            json.Remove("plan");
        }
    }

    /// <summary>One number says how sure intervals and tests are: a level beside alpha may only repeat it.</summary>
    public static void Defaults(JsonObject json, MapNode map, Place place)
    {
        var alpha = WorkspaceSettings.Default.Defaults.Alpha;
        if (map["level"] is not ScalarNode written || json.Number("level") is not { } level
            || (map["alpha"] is not null && !(Notation.TryFraction(map.Text("alpha") ?? "", out alpha) && alpha is > 0 and < 1)))
        {
            return;
        }

        if (Math.Abs(level - (1 - alpha)) > 1e-9)
        {
            place.Field("level").Problem(written.Line, $"{written.Quoted} is not 1 − alpha", "write alpha; the level of intervals is 1 − alpha");
        }
    }

    public static void Workspace(JsonObject json, MapNode map, Place place)
    {
        var rules = json.Maps("rules").ToArray();
        if (rules.Length == 0 || rules.Length != (map["rules"] as ListNode)?.Items.Count)
        {
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Text("name") is { } name && !names.Add(name))
            {
                place.Field("rules").Item(i).Field("name").Problem(LineOf(map["rules"], i, "name"), $"{name} is the name of an earlier rule", "give each rule its own name");
            }
        }

        if (rules[^1]["when"] is JsonArray && !rules[^1].Texts("when").Contains(RecommendationConditions.Always))
        {
            place.Field("rules").Problem(map.LineOf("rules"), "do not cover every case", "add a last rule: {name: inconclusive, advice: inconclusive, when: [always]}");
        }
    }

    private static void Variants(JsonObject[] variants, MapNode map, Place place)
    {
        var at = place.Field("variants");
        var line = map.LineOf("variants");
        var controls = variants.Count(v => v.Truth("control"));
        if (controls != 1)
        {
            at.Problem(
                line,
                controls == 0 ? "none is the control" : Invariant($"{controls} of them are the control"),
                controls == 0 ? $"write control: true on the one that the others are compared with{(Array.Exists(variants, v => v.Text("id") == "control") ? ", such as control" : "")}" : "keep control: true on one of them");
        }

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < variants.Length; i++)
        {
            if (variants[i].Text("id") is not { } id)
            {
                continue;
            }

            var value = variants[i].Text("value") ?? id;
            if (!ids.Add(id))
            {
                at.Item(i).Field("id").Problem(LineOf(map["variants"], i, "id"), $"{id} is the id of an earlier variant", "give each variant its own id");
            }
            else if (!seen.TryAdd(value, id))
            {
                at.Item(i).Field("value").Problem(LineOf(map["variants"], i, "value"), $"{value} is the text of variant {seen[value]} too", "give each variant its own text in the data");
            }
        }

        var weights = variants.Select(v => v.Number("weight")).ToArray();
        var given = weights.Count(w => w is not null);
        if (given != ((ListNode)map["variants"]!).Items.Count(i => i is MapNode written && written["weight"] is not null))
        {
            return;
        }

        if (given > 0 && given < weights.Length)
        {
            at.Problem(line, Invariant($"{given} of {weights.Length} have a weight"), "give every variant its planned share, or none");
        }
        else if (given > 0 && Math.Abs(weights.Sum()!.Value - 1) > WeightTolerance)
        {
            var sum = weights.Sum()!.Value;
            var shares = string.Join(", ", weights.Select(w => Invariant($"{w!.Value / sum:0.####}")));
            at.Problem(line, Invariant($"the weights add up to {sum:0.######}, not to 1"), $"write the planned shares of units; these in proportion are {shares}");
        }
    }

    private static void Families(JsonObject json, MapNode map, Place place)
    {
        var primary = json.Map("hypothesis")?.Text("kpi") ?? "";
        var uses = new HashSet<string>(StringComparer.Ordinal);
        if (primary.Length > 0)
        {
            uses.Add(primary);
        }

        foreach (var (each, i) in json.Texts("secondary").Select((each, i) => (each, i)))
        {
            uses.Add(each);
            if (each == primary)
            {
                place.Field("secondary").Item(i).Problem(LineOf(map["secondary"], i, ""), $"{each} is the hypothesis's KPI already", "leave it out");
            }
        }

        var guardrails = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (each, i) in json.Maps("guardrails").Select((each, i) => (each.Text("kpi") ?? "", i)).Where(each => each.Item1.Length > 0))
        {
            uses.Add(each);
            if (!guardrails.Add(each) || each == primary)
            {
                place.Field("guardrails").Item(i).Field("kpi").Problem(
                    LineOf(map["guardrails"], i, "kpi"), each == primary ? $"{each} is the hypothesis's KPI already" : $"{each} is guarded twice", "leave it out");
            }
        }

        var covariates = new HashSet<string>(StringComparer.Ordinal);
        var plan = map["plan"] as MapNode;
        foreach (var (each, i) in (json.Map("plan")?.Maps("covariates") ?? []).Select((each, i) => (each.Text("kpi") ?? "", i)).Where(each => each.Item1.Length > 0))
        {
            uses.Add(each);
            if (!covariates.Add(each))
            {
                place.Field("plan").Field("covariates").Item(i).Field("kpi").Problem(LineOf(plan?["covariates"], i, "kpi"), $"{each} is a covariate twice", "leave it out");
            }
        }

        foreach (var (bound, _) in json["bind"] as JsonObject ?? [])
        {
            if (!uses.Contains(bound) && uses.Count > 0)
            {
                place.Field("bind").Field(bound).Problem((map["bind"] as MapNode)?.LineOf(bound) ?? map.Line, "is bound but not used", $"name it as hypothesis kpi, secondary, guardrail or covariate, or leave it out; used are {Suggestion.List(uses.Order(StringComparer.Ordinal))}");
            }
        }
    }

    /// <summary>The line of a field of an item of a list as written.</summary>
    private static int LineOf(Node? list, int index, string field) => list switch
    {
        ListNode { Items: var items } when index < items.Count => items[index] is MapNode map ? map.LineOf(field) : items[index].Line,
        _ => list?.Line ?? 0,
    };

    private static string MeasureRemedy(string type, string name) => (type, name) switch
    {
        ("ratio", "value") => "write numerator and denominator",
        (_, "numerator" or "denominator") => "write value, or type: ratio",
        (_, "q") => "leave it out, or write type: quantile",
        (_, "day") => "leave it out, or write type: retention",
        (_, "period" or "standard_error") => "leave it out, or write type: imported",
        _ => "leave it out",
    };
}
