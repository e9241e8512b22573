using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Oracles;

/// <summary>Inputs near and far from the reference cases: an answer or a refusal, never a NaN or an unhandled exception.</summary>
public sealed class MutationTests
{
    private static readonly JsonNode?[] Strange =
    [
        JsonValue.Create(0), JsonValue.Create(-1), JsonValue.Create(1), JsonValue.Create(0.5), JsonValue.Create(1e-300), JsonValue.Create(1e300),
        JsonValue.Create(-1e300), JsonValue.Create(9007199254740992.0), JsonValue.Create("NaN"), JsonValue.Create("Infinity"),
        JsonValue.Create("text"), JsonValue.Create(true), null, new JsonArray(), new JsonObject(), new JsonArray(0, 0),
    ];

    public static TheoryData<string> Methods
        => [.. OracleCase.All.Select(c => c.Method).Distinct().Where(m => CalculatorRegistry.Find(m) is not null)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Scaled_and_perturbed_inputs_are_answered_without_NaN(string method)
    {
        var random = new SeededRandom(20260101);
        foreach (var item in Cases(method))
        {
            for (var round = 0; round < 30; round++)
            {
                var scale = Math.Exp(random.NextNormal() * 2);
                var inputs = Parse(item);
                Perturb(inputs, null, value => Math.Exp(random.NextNormal() * 0.2) * (round % 3 == 0 ? scale : 1) * value);
                Check(method, inputs, canBeInvalid: false);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_strange_value_in_any_place_is_answered_or_refused(string method)
    {
        foreach (var item in Cases(method).Take(3))
        {
            var places = Places(Parse(item), []).Take(60).ToArray();
            Assert.NotEmpty(places);
            foreach (var place in places)
            {
                foreach (var strange in Strange)
                {
                    var inputs = Parse(item);
                    Replace(inputs, place, strange?.DeepClone());
                    Check(method, inputs, canBeInvalid: true);
                }

                var without = Parse(item);
                Remove(without, place);
                Check(method, without, canBeInvalid: true);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Unknown_fields_change_nothing(string method)
    {
        var item = Cases(method)[0];
        var more = Parse(item).AsObject();
        more["alpha_note"] = "of no concern";
        more["zz"] = new JsonObject { ["n"] = -1 };
        Assert.Equal(Calc.Ask(item).GetRawText(), Calc.Ask(Calc.Request(item.Id, method, more.ToJsonString())).GetRawText());
    }

    // A panel is forty pairs of the same: the pairs that stand alone say as much in a fortieth of the time.
    private static OracleCase[] Cases(string method) => [.. OracleCase.All.Where(c => c.Method == method && !c.Inputs.TryGetProperty("pairs", out _)).Take(12)];

    private static JsonNode Parse(OracleCase item) => JsonNode.Parse(item.Inputs.GetRawText())!;

    private static void Check(string method, JsonNode inputs, bool canBeInvalid)
    {
        var text = inputs.ToJsonString();
        var answer = Calc.Ask(Calc.Request("m", method, text));
        if (answer.TryGetProperty("outputs", out var outputs))
        {
            Assert.False(outputs.GetRawText().Contains("NaN", StringComparison.Ordinal), Shown(text, answer));
            return;
        }

        var code = Calc.ErrorCode(answer);
        Assert.True(code == CalcErrors.Undefined || (canBeInvalid && code == CalcErrors.InvalidInput), Shown(text, answer));
        Assert.False(string.IsNullOrWhiteSpace(answer.GetProperty("error").GetProperty("message").GetString()));
    }

    private static string Shown(string inputs, JsonElement answer) => (inputs.Length > 600 ? inputs[..600] + "…" : inputs) + "\n" + answer.GetRawText();

    // What stays valid: orders and rows (params), limits (config) and counts of actions (deviations) as they are, outcomes of yes and no that, counts whole and successes at most n, probabilities and alpha within (0, 1), booleans and degrees of freedom alone.
    private static void Perturb(JsonNode? node, string? name, Func<double, double> change)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var field in fields.Where(f => f.Key is not ("params" or "config" or "deviations")).ToArray())
                {
                    if (field.Value is JsonValue value && value.GetValueKind() == JsonValueKind.Number)
                    {
                        fields[field.Key] = Changed(field.Key, value.GetValue<double>(), change);
                    }
                    else
                    {
                        Perturb(field.Value, field.Key, change);
                    }
                }

                if (fields["successes"] is { } successes && fields["n"] is { } n)
                {
                    fields["successes"] = Math.Min(successes.GetValue<double>(), n.GetValue<double>());
                }

                break;

            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is JsonValue value && value.GetValueKind() == JsonValueKind.Number)
                    {
                        items[i] = Changed(name!, value.GetValue<double>(), change);
                    }
                    else
                    {
                        Perturb(items[i], name, change);
                    }
                }

                break;
        }
    }

    private static double Changed(string name, double value, Func<double, double> change) => name switch
    {
        "n" or "n_per_arm" or "successes" or "observed" or "count" or "tables" or "n_clusters" => Math.Round(change(value)),
        "num_goal_metrics" => Math.Max(1, Math.Round(change(value))),
        "num_variations" => Math.Max(2, Math.Round(change(value))),
        "alpha" or "alpha_two_sided" or "alpha_opt" or "alpha_one_sided" or "confidence" or "sides" => value,
        "power" or "target_power" or "q" or "nu" or "p_a" or "p_b" => value,
        "y" or "w" or "treatment" when value is 0 or 1 or -1 => value,
        "event" or "arm" or "treated" or "post" => value,
        "variances" or "time" => Math.Abs(change(value)),
        "p_values" or "p" => Math.Min(1, Math.Abs(change(value))),
        "margin" => Math.Min(0.99, Math.Abs(change(value))),
        _ => change(value),
    };

    private static IEnumerable<object[]> Places(JsonNode? node, object[] path)
    {
        if (path.Length > 0)
        {
            yield return path;
        }

        var children = node switch
        {
            JsonObject fields => fields.Select(f => (Key: (object)f.Key, f.Value)),
            JsonArray items => items.Take(3).Select((v, i) => (Key: (object)i, Value: v)),
            _ => [],
        };
        foreach (var (key, value) in children)
        {
            foreach (var place in Places(value, [.. path, key]))
            {
                yield return place;
            }
        }
    }

    private static void Replace(JsonNode root, object[] place, JsonNode? value)
    {
        var parent = Parent(root, place);
        if (place[^1] is string name)
        {
            parent[name] = value;
        }
        else
        {
            parent[(int)place[^1]] = value;
        }
    }

    private static void Remove(JsonNode root, object[] place)
    {
        var parent = Parent(root, place);
        if (place[^1] is string name)
        {
            parent.AsObject().Remove(name);
        }
        else
        {
            parent.AsArray().RemoveAt((int)place[^1]);
        }
    }

    private static JsonNode Parent(JsonNode root, object[] place)
        => place[..^1].Aggregate(root, (node, key) => key is string name ? node[name]! : node[(int)key]!);
}
