using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>A threshold: when a value calls for an action.</summary>
internal sealed class WhenShape : ScalarShape
{
    public override string Remedy => "write " + DeviationCondition.Forms;

    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 200 };

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
    {
        if (text.Length > 200)
        {
            return Refuse(scalar, place, "is longer than 200 characters");
        }

        if (DeviationParser.TryParse(text, out _, out var problems))
        {
            return JsonValue.Create(text);
        }

        foreach (var (message, remedy) in problems)
        {
            place.Problem(scalar.Line, $"{scalar.Quoted}: {message}", remedy);
        }

        return null;
    }
}
