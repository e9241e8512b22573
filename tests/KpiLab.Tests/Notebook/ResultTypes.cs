using System.Reflection;
using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Reporting;
using KpiLab.Statistics;
using KpiLab.Store;

namespace KpiLab.Tests;

/// <summary>The public types of results, found by reflection: what the facade and every public static method give, and what these hold.</summary>
internal static class ResultTypes
{
    // Machinery that a public member gives, and that holds no result.
    private static readonly HashSet<string> Machinery =
    [
        "Lab", "Calculator", "LinkWorld", "GovernanceRule", "BootstrapDraws", "SeededRandom", "SqliteProvider", "SqliteStore", "SqlStore", "StoreProvider",
        "NotebookDocument", "NotebookCell", "AnalysisBundle", "WorkspaceText",
    ];

    public static IReadOnlyList<Assembly> Assemblies { get; } =
        [typeof(Estimate).Assembly, typeof(Analysis).Assembly, typeof(DefinitionPlan).Assembly, typeof(ExportReceipt).Assembly, typeof(Data.SampleFile).Assembly, typeof(Table).Assembly, typeof(Lab).Assembly];

    /// <summary>All of them, generic ones closed over double.</summary>
    public static IReadOnlyList<Type> All { get; } = Find();

    /// <summary>What the facade's methods and Statistics' own give: these also have tables, JSON and figures.</summary>
    public static IReadOnlyList<Type> Given { get; } =
    [
        .. Methods(typeof(Lab)).Where(m => m.DeclaringType == typeof(Lab)).SelectMany(m => Parts(m.ReturnType))
            .Concat(typeof(Estimate).Assembly.GetExportedTypes().Where(IsStatic).SelectMany(Methods).SelectMany(m => Parts(m.ReturnType)).Where(t => t.Assembly == typeof(Estimate).Assembly))
            .Where(IsResult).Distinct(),
    ];

    /// <summary>The types named by a type: itself, what a task, list or quantity of it holds.</summary>
    public static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
        {
            return Parts(type.GetElementType()!);
        }

        var parts = type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [];
        return type.IsGenericParameter ? parts : parts.Append(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
    }

    private static bool IsResult(Type type)
        => Assemblies.Contains(type.Assembly) && type is { IsVisible: true, IsEnum: false, IsInterface: false, IsByRefLike: false } && !IsStatic(type)
            && !typeof(Delegate).IsAssignableFrom(type) && !typeof(Exception).IsAssignableFrom(type) && !typeof(Attribute).IsAssignableFrom(type) && !Machinery.Contains(type.Name);

    private static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    private static IEnumerable<MethodInfo> Methods(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

    private static List<Type> Find()
    {
        var found = new HashSet<Type>();
        var open = new Stack<Type>();
        void Add(Type type)
        {
            foreach (var part in Parts(type).Where(IsResult).Where(found.Add))
            {
                open.Push(part);
            }
        }

        var exported = Assemblies.SelectMany(a => a.GetExportedTypes()).ToList();
        foreach (var method in exported.Where(t => IsStatic(t) || t == typeof(Lab)).SelectMany(Methods))
        {
            Add(method.ReturnType);
        }

        while (open.TryPop(out var type))
        {
            foreach (var method in Methods(type).Where(m => !m.Name.StartsWith('<')))
            {
                Add(method.ReturnType);
            }

            foreach (var derived in exported.Where(d => d.BaseType == type))
            {
                Add(derived);
            }
        }

        return [.. found.Select(t => t.IsGenericTypeDefinition ? t.MakeGenericType([.. t.GetGenericArguments().Select(_ => typeof(double))]) : t).OrderBy(t => t.FullName, StringComparer.Ordinal)];
    }
}
