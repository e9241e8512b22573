using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace KpiLab.Notebooks;

/// <summary>How a value is shown: by the formatters that its type names, found as the .NET Interactive kernel finds them, else by the runner's own.</summary>
internal static class DisplayRules
{
    private const string Attribute = "TypeFormatterSourceAttribute";

    private static readonly ConcurrentDictionary<Type, Convention?> Conventions = new();

    /// <summary>The value's representations; of the types named, else of those that its type prefers.</summary>
    public static IReadOnlyList<MimeText> Format(object? value, IReadOnlyList<string> types)
    {
        var convention = value is null ? null : Conventions.GetOrAdd(value.GetType(), Convention.Of);
        if (types.Count == 0)
        {
            return convention is null ? DefaultFormats.All(value) : [.. convention.Preferred.Select(t => new MimeText(t, convention.Format(value!, t) ?? DefaultFormats.Of(value, t)))];
        }

        return [.. types.Select(t => new MimeText(t, convention?.Format(value!, t) ?? DefaultFormats.Of(value, t)))];
    }

    /// <summary>The value's own HTML, for a place within other HTML; null where its type has none.</summary>
    public static string? Html(object value) => Conventions.GetOrAdd(value.GetType(), Convention.Of)?.Format(value, "text/html");

    /// <summary>What a type's attribute names.</summary>
    private sealed class Convention
    {
        private readonly List<(string MimeType, Type? Type, object Formatter, MethodInfo Format)> _formatters = [];

        private Convention(IReadOnlyList<string> preferred) => Preferred = preferred;

        public IReadOnlyList<string> Preferred { get; }

        /// <summary>Null where the type names none, or names nothing.</summary>
        public static Convention? Of(Type type)
        {
            var attribute = type.GetCustomAttributes(inherit: true).FirstOrDefault(a => a.GetType().Name == Attribute);
            if (attribute is null || Get(attribute, "FormatterSourceType") is not Type source)
            {
                return null;
            }

            var convention = new Convention(Get(attribute, "PreferredMimeTypes") is string[] { Length: > 0 } preferred ? preferred : ["text/html"]);
            var create = Only(source, "CreateTypeFormatters", []);
            if (create.Invoke(Activator.CreateInstance(source), null) is not IEnumerable formatters)
            {
                throw new InvalidOperationException($"{source.FullName}.CreateTypeFormatters returns no list");
            }

            foreach (var formatter in formatters)
            {
                var format = Only(formatter.GetType(), "Format", [typeof(object), typeof(TextWriter)]);
                if (format.ReturnType != typeof(bool) || Get(formatter, "MimeType") is not string mimeType)
                {
                    throw new InvalidOperationException($"{formatter.GetType().FullName} needs a MimeType, and a Format that returns bool");
                }

                convention._formatters.Add((mimeType, Get(formatter, "Type") as Type, formatter, format));
            }

            var missing = convention.Preferred.FirstOrDefault(p => p is not ("text/html" or "text/plain") && convention._formatters.TrueForAll(f => f.MimeType != p));
            return missing is null ? convention : throw new InvalidOperationException($"{type.FullName} prefers {missing}, and {source.FullName} has no formatter for it");
        }

        public string? Format(object value, string mimeType)
        {
            foreach (var formatter in _formatters.Where(f => f.MimeType == mimeType && f.Type?.IsInstanceOfType(value) != false))
            {
                using var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture) { NewLine = "\n" };
                if (formatter.Format.Invoke(formatter.Formatter, [value, writer]) is true)
                {
                    return writer.ToString();
                }
            }

            return null;
        }

        private static object? Get(object owner, string name) => owner.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance)?.GetValue(owner);

        private static MethodInfo Only(Type type, string name, Type[] parameters)
            => type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => m.Name == name).ToList() is [var only] && only.GetParameters().Select(p => p.ParameterType).SequenceEqual(parameters)
                ? only
                : throw new InvalidOperationException($"{type.FullName} needs one public {name}({string.Join(", ", parameters.Select(p => p.Name))})");
    }
}
