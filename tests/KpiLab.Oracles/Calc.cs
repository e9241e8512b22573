using System.Text;
using System.Text.Json;

namespace KpiLab.Oracles;

/// <summary>Asks the calculators as the command line does: bytes in, bytes out.</summary>
internal static class Calc
{
    public static JsonElement Ask(string document)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(document));
        using var output = new MemoryStream();
        CalcRunner.Run(input, output, CancellationToken.None);
        using var answer = JsonDocument.Parse(output.ToArray());
        return answer.RootElement.Clone();
    }

    public static JsonElement Ask(OracleCase item) => Ask(Request(item.Id, item.Method, item.Inputs.GetRawText()));

    public static string Request(string id, string method, string inputs)
        => "{\"id\": " + JsonSerializer.Serialize(id) + ", \"method\": " + JsonSerializer.Serialize(method) + ", \"inputs\": " + inputs + "}";

    public static string? ErrorCode(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null;
}
