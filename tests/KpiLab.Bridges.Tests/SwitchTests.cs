using System.Reflection;

namespace KpiLab.Bridges.Tests;

/// <summary>What the switch NamedPackages does.</summary>
public sealed class SwitchTests
{
    private static readonly string[] Named = ["Microsoft.Data.Analysis", "Microsoft.DotNet.Interactive", "Microsoft.ML", "Plotly.NET"];

    [Theory]
    [InlineData("DataAnalysis", "Microsoft.Data.Analysis")]
    [InlineData("Interactive", "Microsoft.DotNet.Interactive")]
    [InlineData("MachineLearning", "Microsoft.ML")]
    [InlineData("PlotlyNet", "Plotly.NET")]
    public void A_bridge_stands_on_its_own_package_with_the_switch_and_on_nothing_without_it(string bridge, string package)
    {
        var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"KpiLab.Bridges.{bridge}.dll"));
        var used = assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(a => Named.Any(n => a.StartsWith(n, StringComparison.Ordinal))).ToList();
#if NAMED_PACKAGES
        Assert.NotEmpty(assembly.GetExportedTypes());
        Assert.NotEmpty(used);
        Assert.All(used, a => Assert.StartsWith(package, a, StringComparison.Ordinal));
#else
        Assert.Empty(assembly.GetExportedTypes());
        Assert.True(used.Count == 0, $"{bridge} refers to {string.Join(", ", used)}, {package} or not");
#endif
    }
}
