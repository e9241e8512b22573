using System.Text.Encodings.Web;
using System.Text.Json;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>How a run of <see cref="CalcRunner"/> went.</summary>
/// <param name="Answers">Requests answered, with outputs or with an error.</param>
/// <param name="Errors">Those answered with an error.</param>
/// <param name="Malformed">What is wrong with the document, with line and position, where it is not JSON; then nothing was answered.</param>
[TypeFormatterSource]
public sealed record CalcReport(int Answers, int Errors, string? Malformed = null);

/// <summary>Answers one calculator request, or an array of them in the same order.</summary>
/// <remarks>
/// A request is <c>{"id": …, "method": …, "inputs": {…}}</c>; its answer repeats <c>id</c> and <c>method</c> and has <c>outputs</c> or
/// <c>error: {code, message}</c>. A bad request does not touch the others. Numbers are written so that they read back to the same double;
/// those that are not finite are the strings "NaN", "Infinity" and "-Infinity".
/// </remarks>
public static class CalcRunner
{
    private const int DeepestNesting = 64;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = DeepestNesting };

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the whole of <paramref name="input"/> and writes the answers as UTF-8.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested between two requests.</exception>
    public static CalcReport Run(Stream input, Stream output, CancellationToken cancellation = default)
    {
        using var writer = new Utf8JsonWriter(output, Writing);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(input, Reading);
        }
        catch (JsonException problem)
        {
            var message = Describe(problem);
            writer.WriteStartObject();
            WriteError(writer, CalcErrors.MalformedJson, message);
            writer.WriteEndObject();
            writer.Flush();
            return new CalcReport(0, 0, message);
        }

        using (document)
        {
            var report = Write(document.RootElement, writer, output, cancellation);
            writer.Flush();
            return report;
        }
    }

    internal static CalcAnswer Answer(JsonElement request, Calculator? calculator = null)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            return new CalcAnswer(null, null, CalcOutcome.Error(
                CalcErrors.InvalidInput, "a request is an object such as {\"id\": 1, \"method\": \"welch_t_test\", \"inputs\": {…}}"));
        }

        JsonElement? id;
        try
        {
            id = request.TryGetProperty("id", out var given) ? given : null;
        }
        catch (InvalidOperationException)
        {
            return new CalcAnswer(null, null, CalcOutcome.Error(CalcErrors.InvalidInput, "the name of a field is no text: half a character is escaped in it; write names such as \"inputs\""));
        }

        string? method = null;
        try
        {
            if (request.TryGetProperty("method", out var name))
            {
                method = name.ValueKind == JsonValueKind.String
                    ? name.GetString()
                    : throw new CalcInputException("method", "is not text; write the name of a calculator (calc --list shows them)");
            }

            method ??= calculator?.Name ?? throw new CalcInputException("method", "is missing; write the name of a calculator (calc --list shows them)");
            calculator ??= CalculatorRegistry.Find(method);
            if (calculator is null)
            {
                return new CalcAnswer(id, method, CalcOutcome.Error(CalcErrors.UnknownMethod, UnknownMethod(method)));
            }

            if (!request.TryGetProperty("inputs", out var inputs))
            {
                throw new CalcInputException("inputs", "is missing; write an object such as " + calculator.Example);
            }

            return new CalcAnswer(id, method, calculator.Compute(CalcInput.Root(inputs)));
        }
        catch (CalcInputException problem)
        {
            return new CalcAnswer(id, method, CalcOutcome.Error(CalcErrors.InvalidInput, problem.Message));
        }
        catch (InvalidOperationException problem) when (method is null)
        {
            // The name's text is not valid Unicode.
            return new CalcAnswer(id, null, CalcOutcome.Error(CalcErrors.InvalidInput, "method cannot be read: " + problem.Message));
        }
        catch (Exception problem) when (problem is not (OutOfMemoryException or OperationCanceledException))
        {
            // A fault in one method must not cost the answers of the others; it is reported, not hidden.
            return new CalcAnswer(id, method, CalcOutcome.Error(CalcErrors.Internal, problem.GetType().Name + ": " + problem.Message));
        }
    }

    private static CalcReport Write(JsonElement root, Utf8JsonWriter writer, Stream output, CancellationToken cancellation)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            var only = Answer(root);
            only.WriteTo(writer);
            return new CalcReport(1, only.IsError ? 1 : 0);
        }

        int answers = 0, errors = 0;
        writer.WriteStartArray();
        foreach (var request in root.EnumerateArray())
        {
            cancellation.ThrowIfCancellationRequested();
            var answer = Answer(request);
            answers++;
            errors += answer.IsError ? 1 : 0;
            answer.WriteTo(writer);
            if (writer.BytesPending > 1 << 16)
            {
                writer.Flush();
            }
        }

        writer.WriteEndArray();
        return new CalcReport(answers, errors);
    }

    internal static void WriteError(Utf8JsonWriter writer, string code, string message)
    {
        writer.WriteStartObject("error");
        writer.WriteString("code", code);
        writer.WriteString("message", message);
        writer.WriteEndObject();
    }

    private static string UnknownMethod(string method)
    {
        var near = CalculatorRegistry.Nearest(method);
        return "there is no method \"" + method + "\"" + (near is null ? "; calc --list shows all" : "; did you mean \"" + near + "\"?");
    }

    private static string Describe(JsonException problem)
    {
        var at = Invariant($"line {(problem.LineNumber ?? 0) + 1}, position {(problem.BytePositionInLine ?? 0) + 1}: ");
        var what = problem.Message;
        var tail = what.IndexOf(" LineNumber:", StringComparison.Ordinal);
        what = tail < 0 ? what : what[..tail];
        return at + (what.Contains("maximum configured depth", StringComparison.Ordinal)
            ? Invariant($"nested deeper than {DeepestNesting} levels")
            : "not JSON: " + what);
    }
}

/// <summary>One answer, ready to be written.</summary>
internal readonly record struct CalcAnswer(JsonElement? Id, string? Method, CalcOutcome Outcome)
{
    public bool IsError => Outcome.Code is not null;

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Id is { } id)
        {
            // As it was written: 1.0 stays 1.0, and text that is not valid Unicode goes back unharmed.
            writer.WritePropertyName("id");
            writer.WriteRawValue(id.GetRawText(), skipInputValidation: true);
        }

        if (Method is not null)
        {
            writer.WriteString("method", Method);
        }

        if (Outcome.Code is { } code)
        {
            CalcRunner.WriteError(writer, code, Outcome.Message!);
        }
        else
        {
            writer.WritePropertyName("outputs");
            writer.WriteRawValue(Outcome.Outputs.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}
