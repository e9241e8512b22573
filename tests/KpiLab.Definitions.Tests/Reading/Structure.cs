using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace KpiLab.Definitions.Tests;

/// <summary>An object graph as text, so that records with lists and maps can be compared by what they hold.</summary>
internal static class Structure
{
    public static string Of(object? value)
    {
        var builder = new StringBuilder();
        Write(builder, value);
        return builder.ToString();
    }

    private static void Write(StringBuilder builder, object? value)
    {
        switch (value)
        {
            case null:
                builder.Append("null");
                break;
            case string or Enum or DateOnly or DateTimeOffset or TimeSpan or DateTime:
                builder.Append('"').Append(string.Create(CultureInfo.InvariantCulture, $"{value}")).Append('"');
                break;
            case IFormattable number:
                builder.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case System.Text.Json.Nodes.JsonNode json:
                builder.Append(CanonicalJson.Serialize(json));
                break;
            case bool truth:
                builder.Append(truth);
                break;
            case IDictionary map:
                builder.Append('{');
                foreach (var key in map.Keys.Cast<object>().OrderBy(k => k.ToString(), StringComparer.Ordinal))
                {
                    builder.Append(key).Append(':');
                    Write(builder, map[key]);
                }

                builder.Append('}');
                break;
            case IEnumerable list:
                builder.Append('[');
                foreach (var item in list)
                {
                    Write(builder, item);
                    builder.Append(',');
                }

                builder.Append(']');
                break;
            default:
                builder.Append(value.GetType().Name).Append('(');
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
                {
                    builder.Append(property.Name).Append('=');
                    Write(builder, property.GetValue(value));
                    builder.Append(' ');
                }

                builder.Append(')');
                break;
        }
    }
}
