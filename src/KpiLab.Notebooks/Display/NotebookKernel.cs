using System.Text.Json;

namespace KpiLab.Notebooks;

/// <summary>What code in cells may call without a name before it, as in the .NET Interactive kernel.</summary>
public static class NotebookKernel
{
#pragma warning disable IDE1006 // the kernel's spelling
    /// <summary>Shows a value.</summary>
    /// <param name="value">What to show.</param>
    /// <param name="mimeTypes">How; the value's own choice where none is named.</param>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => Show.Value(value, mimeTypes);
#pragma warning restore IDE1006

    /// <summary>Text that is HTML.</summary>
    public static HtmlText HTML(string content) => new(content);
}

/// <summary>What values in cells can do, as in the .NET Interactive kernel.</summary>
public static class NotebookExtensions
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Shows the value.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => Show.Value(value, mimeTypes);

    /// <summary>Shows a text as what it is said to be, e.g. <c>text/html</c>.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => Show.Text(value, mimeType);

    /// <summary>Shows the value as a table.</summary>
    public static DisplayedValue DisplayTable(this object? value) => Show.Value(value, ["text/html"]);

    /// <summary>The value as it would be shown.</summary>
    public static string ToDisplayString(this object? value, string mimeType = "text/plain")
        => mimeType == "application/json" ? JsonSerializer.Serialize(value, Json) : DisplayRules.Format(value, [mimeType])[0].Text;
}

/// <summary>Text that is HTML.</summary>
[TypeFormatterSource(typeof(HtmlTextFormatters))]
public sealed class HtmlText(string content)
{
    /// <inheritdoc/>
    public override string ToString() => content;
}

[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType => formatterSourceType;
}

internal sealed class HtmlTextFormatters
{
#pragma warning disable CA1822 // found by reflection, on an instance
    public IEnumerable<object> CreateTypeFormatters() => [new Formatter()];

    private sealed class Formatter
    {
        public string MimeType => "text/html";

        public bool Format(object value, TextWriter writer)
        {
            writer.Write(value.ToString());
            return true;
        }
    }
#pragma warning restore CA1822
}
