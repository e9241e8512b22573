using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>A calculator's answer.</summary>
/// <param name="Id">The request's id, if it had one.</param>
/// <param name="Method">The calculator.</param>
/// <param name="Outputs">What it computed; null where it could not.</param>
/// <param name="Error">Why it could not; else null.</param>
[TypeFormatterSource]
public sealed record CalcResult(string? Id, string? Method, JsonObject? Outputs, string? Error) : IShowable
{
    /// <summary>An output by its name, such as <c>p_value</c>.</summary>
    /// <exception cref="InvalidOperationException">There are no outputs; the message says why.</exception>
    public JsonNode? this[string name] => Outputs is { } outputs ? outputs[name] : throw new InvalidOperationException(Error);

    /// <summary>One row an output.</summary>
    public Table ToTable() => new(
        Method ?? "Answer",
        [new("method", "Method"), new("output", "Output"), new("value", "Value")],
        Outputs is { } outputs
            ? [.. outputs.Select(o => (IReadOnlyList<object?>)[Method, o.Key, o.Value?.ToJsonString()])]
            : [[Method, "error", Error]]);
}

/// <summary><c>calc</c></summary>
internal static class AnswerCalc
{
    // Calculators read numbers that are not finite as texts.
    private static readonly JsonSerializerOptions Numbers = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static CalcResult Run(string method, object inputs, CancellationToken cancellation)
        => Run(new JsonObject { ["method"] = method, ["inputs"] = inputs as JsonNode is { } node ? node.DeepClone() : JsonSerializer.SerializeToNode(inputs, Numbers) }.ToJsonString(), cancellation)[0];

    public static IReadOnlyList<CalcResult> Run(string requests, CancellationToken cancellation)
    {
        using var input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(requests));
        using var output = new MemoryStream();
        var report = CalcRunner.Run(input, output, cancellation);
        if (report.Malformed is { } malformed)
        {
            throw new InvalidInputException([new Problem(null, 0, "", malformed, "write JSON such as {\"id\": 1, \"method\": \"welch_t_test\", \"inputs\": {…}}")]);
        }

        output.Position = 0;
        return JsonNode.Parse(output) switch
        {
            JsonArray many => [.. many.Select(Read)],
            var one => [Read(one)],
        };
    }

    private static CalcResult Read(JsonNode? answer) => new(
        answer?["id"]?.ToString(),
        (string?)answer?["method"],
        answer?["outputs"]?.DeepClone().AsObject(),
        answer?["error"] is { } error ? $"{(string?)error["code"]}: {(string?)error["message"]}" : null);
}
