using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>A named statistical method that reads its inputs from JSON and answers in JSON: <c>kpilab calc</c>.</summary>
public abstract class Calculator
{
    private protected Calculator(string name, string summary, string page, string example)
    {
        Name = name;
        Summary = summary;
        Page = page;
        Example = example;
    }

    /// <summary>The method's name in a request, e.g. <c>welch_t_test</c>.</summary>
    public string Name { get; }

    /// <summary>What it computes, in one line.</summary>
    public string Summary { get; }

    /// <summary>The documentation page, from the root of the repository.</summary>
    public string Page { get; }

    /// <summary>Inputs that it accepts, as JSON text: the fields and their shape by example.</summary>
    public string Example { get; }

    /// <summary>Answers one request.</summary>
    /// <param name="request">An object with <c>method</c> (that of this calculator, or absent), <c>inputs</c> and, at will, <c>id</c>.</param>
    /// <returns>An object with <c>id</c>, <c>method</c> and either <c>outputs</c> or <c>error</c>.</returns>
    public JsonNode Run(JsonElement request)
    {
        var answer = CalcRunner.Answer(request, this);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            answer.WriteTo(writer);
        }

        return JsonNode.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length))!;
    }

    internal abstract CalcOutcome Compute(CalcInput inputs);

    internal static Calculator<TInput, TOutput> Define<TInput, TOutput>(
        string name,
        string summary,
        string page,
        string example,
        Func<CalcInput, TInput> read,
        Func<TInput, Estimable<TOutput>> compute,
        Func<JsonTypeInfo<TOutput>> output)
        where TOutput : class
        => new(name, summary, page, example, read, compute, output);
}

/// <summary>A calculator whose inputs and outputs are records of its own.</summary>
/// <typeparam name="TInput">The inputs, read and checked.</typeparam>
/// <typeparam name="TOutput">The outputs; property names in snake_case are the output fields.</typeparam>
internal sealed class Calculator<TInput, TOutput>(
    string name,
    string summary,
    string page,
    string example,
    Func<CalcInput, TInput> read,
    Func<TInput, Estimable<TOutput>> compute,
    Func<JsonTypeInfo<TOutput>> output)
    : Calculator(name, summary, page, example)
    where TOutput : class
{
    internal override CalcOutcome Compute(CalcInput inputs)
    {
        var input = read(inputs);
        Estimable<TOutput> result;
        try
        {
            result = compute(input);
        }
        catch (ArgumentException problem)
        {
            // What could be read is outside an estimator's domain all the same, or became so on the way (1e300 squared).
            return CalcOutcome.Error(CalcErrors.Undefined, "outside the method's domain: " + problem.Message);
        }

        if (!result.IsDefined)
        {
            return CalcOutcome.Error(CalcErrors.Undefined, result.Reason.Sentence);
        }

        var outputs = JsonSerializer.SerializeToUtf8Bytes(result.Value, output());
        return outputs.AsSpan().IndexOf("\"NaN\""u8) < 0
            ? CalcOutcome.Of(outputs)
            : CalcOutcome.Error(CalcErrors.Undefined, "these inputs lead beyond the range of floating point");
    }
}

/// <summary>Codes of <c>error.code</c>.</summary>
public static class CalcErrors
{
    /// <summary>The inputs are well formed, but the estimator has no meaning on them.</summary>
    public const string Undefined = "undefined";

    /// <summary>No calculator has this name.</summary>
    public const string UnknownMethod = "unknown-method";

    /// <summary>A field is missing or holds what it cannot hold.</summary>
    public const string InvalidInput = "invalid-input";

    /// <summary>The document is not JSON, or is nested deeper than 64 levels.</summary>
    public const string MalformedJson = "malformed-json";

    /// <summary>A fault of KpiLab itself.</summary>
    public const string Internal = "internal";
}

/// <summary>Outputs as JSON text, or an error.</summary>
internal readonly record struct CalcOutcome(ReadOnlyMemory<byte> Outputs, string? Code, string? Message)
{
    public static CalcOutcome Of(byte[] outputs) => new(outputs, null, null);

    public static CalcOutcome Error(string code, string message) => new(default, code, message);
}
