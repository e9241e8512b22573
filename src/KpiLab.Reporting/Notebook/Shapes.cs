using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>
/// The forms that a type has of its own: a method <c>ToDocument</c>, <c>ToTable</c>, <c>ToFigure</c> or <c>ToJson</c>, or an extension method for it in this
/// assembly, in the type's own, or in the facade's. One that is written is used everywhere, with nothing to register.
/// </summary>
internal static class Shapes
{
    private static readonly ConcurrentDictionary<(Type Type, string Form), Func<object, object?>?> Known = new();
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyList<MethodInfo>> Forms = new();

    /// <summary>The document of a value's own, or null.</summary>
    public static Document? Document(object value) => Make<Document>(value, "ToDocument");

    /// <summary>The table of a value's own, or null.</summary>
    public static Table? Table(object value) => value as Table ?? Make<Table>(value, "ToTable");

    /// <summary>The figure of a value's own, or null.</summary>
    public static Figure? Figure(object value) => value as Figure ?? Make<Figure>(value, "ToFigure");

    /// <summary>The JSON of a value's own, or null.</summary>
    public static string? Json(object value) => Make<string>(value, "ToJson");

    private static T? Make<T>(object value, string form)
        where T : class
        => Known.GetOrAdd((value.GetType(), form), static key => Find(key.Type, key.Form, typeof(T)))?.Invoke(value) as T;

    private static Func<object, object?>? Find(Type type, string form, Type result)
    {
        MethodInfo? best = null;
        foreach (var method in Rooms(type).SelectMany(a => Forms.GetOrAdd(a, Extensions)).Where(m => m.Name == form && result.IsAssignableFrom(m.ReturnType)))
        {
            var of = method.GetParameters()[0].ParameterType;
            if (of.IsAssignableFrom(type) && (best is null || best.GetParameters()[0].ParameterType.IsAssignableFrom(of)))
            {
                best = method;
            }
        }

        if (best is null)
        {
            return type.GetMethod(form, Type.EmptyTypes) is { IsStatic: false } own && result.IsAssignableFrom(own.ReturnType)
                ? value => own.Invoke(value, BindingFlags.DoNotWrapExceptions, null, null, null)
                : null;
        }

        var defaults = best.GetParameters().Skip(1).Select(p => p.DefaultValue).ToArray();
        return value => best.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [value, .. defaults], null);
    }

    private static IEnumerable<Assembly> Rooms(Type type)
    {
        IEnumerable<Assembly> rooms = [typeof(Shapes).Assembly, type.Assembly];
        return (Type.GetType("KpiLab.Lab, KpiLab", throwOnError: false) is { } facade ? rooms.Append(facade.Assembly) : rooms).Distinct();
    }

    private static IReadOnlyList<MethodInfo> Extensions(Assembly room)
        => room.GetName().Name?.StartsWith("KpiLab", StringComparison.Ordinal) != true
            ? []
            : [.. room.GetExportedTypes().Where(t => t is { IsAbstract: true, IsSealed: true })
                .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
                .Where(m => m.IsDefined(typeof(ExtensionAttribute), inherit: false) && !m.IsGenericMethod && m.GetParameters() is [var of, .. var rest]
                    && of.ParameterType != typeof(IShowable) && rest.All(p => p.HasDefaultValue))];
}
