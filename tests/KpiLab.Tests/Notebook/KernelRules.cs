using System.Collections;
using System.Reflection;

namespace KpiLab.Tests;

/// <summary>
/// Displays values as the .NET Interactive kernel does, by names alone: the attribute by its simple name on the type or its bases, its two properties, the source's
/// only <c>CreateTypeFormatters()</c>, each formatter's <c>MimeType</c> and only <c>Format(object, TextWriter)</c> that returns bool.
/// </summary>
internal static class KernelRules
{
    public static IReadOnlyList<(string MimeType, string Text)> Display(object value)
    {
        var attribute = value.GetType().GetCustomAttributes(inherit: true).FirstOrDefault(a => a.GetType().Name == "TypeFormatterSourceAttribute")
            ?? throw new InvalidOperationException($"{value.GetType()} carries no TypeFormatterSourceAttribute");
        var source = (Type)Get(attribute, "FormatterSourceType")!;
        var preferred = (string[])Get(attribute, "PreferredMimeTypes")!;
        var create = Only(source, "CreateTypeFormatters");
        Assert.Empty(create.GetParameters());
        var formatters = ((IEnumerable)create.Invoke(Activator.CreateInstance(source), [])!).Cast<object>().ToDictionary(f => (string)Get(f, "MimeType")!);

        // A listed type that no formatter produces makes the kernel recurse until it dies; one that is not listed is never shown.
        Assert.Equal(preferred.Order(StringComparer.Ordinal), formatters.Keys.Order(StringComparer.Ordinal));
        return [.. preferred.Select(p =>
        {
            var formatter = formatters[p];
            var format = Only(formatter.GetType(), "Format");
            Assert.Equal([typeof(object), typeof(TextWriter)], format.GetParameters().Select(q => q.ParameterType));
            Assert.Equal(typeof(bool), format.ReturnType);
            Assert.True(Get(formatter, "Type") is null or Type);
            using var writer = new StringWriter();
            Assert.True((bool)format.Invoke(formatter, [value, writer])!);
            return (p, writer.ToString());
        })];
    }

    public static string Html(object value) => Display(value).Single(d => d.MimeType == "text/html").Text;

    public static string Plain(object value) => Display(value).Single(d => d.MimeType == "text/plain").Text;

    /// <summary>A list as the kernel nests it: the fragment of each item in a cell.</summary>
    public static string Nested(IEnumerable<object> values)
        => "<table><tbody>" + string.Concat(values.Select((v, i) => $"<tr><td>{i}</td><td>{Html(v)}</td></tr>")) + "</tbody></table>";

    private static MethodInfo Only(Type type, string name) => Assert.Single(type.GetMethods(BindingFlags.Public | BindingFlags.Instance), m => m.Name == name);

    private static object? Get(object owner, string name) => owner.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance)?.GetValue(owner);
}
