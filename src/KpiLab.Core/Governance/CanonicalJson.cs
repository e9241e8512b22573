using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KpiLab.Core;

/// <summary>Canonical JSON and the content hash over it.</summary>
/// <remarks>RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16 code units, numbers as ECMAScript prints them, no white space.</remarks>
public static class CanonicalJson
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(['"', '\\', .. Enumerable.Range(0, ' ').Select(c => (char)c)]);

    /// <summary>The canonical text of a JSON value.</summary>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static string Serialize(JsonNode? node)
    {
        var builder = new StringBuilder();
        Write(builder, node);
        return builder.ToString();
    }

    /// <summary>SHA-256 of the canonical text in UTF-8, lower-case hexadecimal.</summary>
    public static string Hash(JsonNode? node) => Hash(Serialize(node));

    /// <summary>SHA-256 of a text in UTF-8, lower-case hexadecimal.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A number as ECMAScript's Number.prototype.toString prints it.</summary>
    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException(Invariant($"JSON has no number {value}"), nameof(value));
        }

        if (value == 0)
        {
            return "0";
        }

        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = Decompose(shortest);
        var sign = value < 0 ? "-" : "";
        var point = exponent + 1; // position of the decimal point relative to the digits
        if (point is > 0 and <= 21)
        {
            return sign + (digits.Length <= point ? digits.PadRight(point, '0') : digits[..point] + "." + digits[point..]);
        }

        if (point is > -6 and <= 0)
        {
            return sign + "0." + new string('0', -point) + digits;
        }

        var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture);
    }

    private static (string Digits, int Exponent) Decompose(string shortest)
    {
        var e = shortest.IndexOf('E', StringComparison.Ordinal);
        var exponent = e < 0 ? 0 : int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? shortest : shortest[..e];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? mantissa : mantissa[..dot];
        var digits = dot < 0 ? mantissa : whole + mantissa[(dot + 1)..];
        exponent += whole.Length - 1;
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.TrimStart('0').TrimEnd('0'), exponent - leading);
    }

    private static void Write(StringBuilder builder, JsonNode? node)
    {
        switch (node)
        {
            case null:
                builder.Append("null");
                break;
            case JsonObject members:
                builder.Append('{');
                var first = true;
                foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    builder.Append(first ? "" : ",");
                    first = false;
                    Text(builder, name);
                    builder.Append(':');
                    Write(builder, value);
                }

                builder.Append('}');
                break;
            case JsonArray items:
                builder.Append('[');
                for (var i = 0; i < items.Count; i++)
                {
                    builder.Append(i == 0 ? "" : ",");
                    Write(builder, items[i]);
                }

                builder.Append(']');
                break;
            default:
                switch (node.GetValueKind())
                {
                    case JsonValueKind.String:
                        Text(builder, node.GetValue<string>());
                        break;
                    case JsonValueKind.Number:
                        builder.Append(Number(double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)));
                        break;
                    case var kind:
                        builder.Append(kind == JsonValueKind.True ? "true" : kind == JsonValueKind.False ? "false" : "null");
                        break;
                }

                break;
        }
    }

    /// <summary>A text as a canonical JSON string, its quotes included.</summary>
    /// <remarks>RFC 8785 §3.2.2.2: only ", \ and control characters are escaped, the short forms where they exist.</remarks>
    public static void Text(StringBuilder builder, string text)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Append('"');
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAny(Escaped); at >= 0; at = rest.IndexOfAny(Escaped))
        {
            builder.Append(rest[..at]);
            switch (rest[at])
            {
                case '"': builder.Append("\\\""); break;
                case '\\': builder.Append("\\\\"); break;
                case '\b': builder.Append("\\b"); break;
                case '\f': builder.Append("\\f"); break;
                case '\n': builder.Append("\\n"); break;
                case '\r': builder.Append("\\r"); break;
                case '\t': builder.Append("\\t"); break;
                case var c: builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
            }

            rest = rest[(at + 1)..];
        }

        builder.Append(rest).Append('"');
    }
}
