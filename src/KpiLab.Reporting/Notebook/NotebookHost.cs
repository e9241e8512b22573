using System.Reflection;

namespace KpiLab.Reporting;

/// <summary>The notebook around the code that runs, if there is one: found by name, so that no package of it is needed.</summary>
internal static class NotebookHost
{
    // The .NET Interactive kernel, and KpiLab's own runner; both offer a static display(object, params string[]).
    private static readonly (string Assembly, string Type)[] Kernels =
        [("Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Kernel"), ("KpiLab.Notebooks", "KpiLab.Notebooks.NotebookKernel")];

    /// <summary>Shows a value in the notebook, else as text on the console.</summary>
    public static void Show(object value)
    {
        foreach (var display in Displays())
        {
            display.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [value, Array.Empty<string>()], null);
            return;
        }

        Console.Out.WriteLine(PlainText.Of(value));
    }

    private static IEnumerable<MethodInfo> Displays()
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            foreach (var (_, type) in Kernels.Where(k => k.Assembly == assembly.GetName().Name))
            {
                if (assembly.GetType(type)?.GetMethod("display", [typeof(object), typeof(string[])]) is { } display)
                {
                    yield return display;
                }
            }
        }
    }
}
