using System.Text.RegularExpressions;
using KpiLab.Testing;

namespace KpiLab.Tests;

/// <summary>What a notebook's kernel runs after it has referenced the package.</summary>
public sealed partial class ExtensionTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "KpiLab");

    [Fact]
    public void The_extension_opens_namespaces_that_exist_and_greets()
    {
        var document = File.ReadAllText(Path.Combine(Folder, "interactive-extensions", "dotnet", "extension.dib"));
        var opened = Using().Matches(document).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(["KpiLab", "KpiLab.Core", "KpiLab.Definitions", "KpiLab.Reporting", "KpiLab.Statistics"], opened);
        Assert.Empty(opened.Except(ResultTypes.Assemblies.SelectMany(a => a.GetExportedTypes()).Select(t => t.Namespace)));
        Assert.StartsWith("#!meta\n\n{\"kernelInfo\":", document, StringComparison.Ordinal);
        Assert.Contains("\n#!csharp\n", document, StringComparison.Ordinal);
        Assert.Contains("display(HTML(", document, StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_carries_it_where_the_kernel_looks()
        => Assert.Contains(
            "<None Include=\"interactive-extensions/dotnet/extension.dib\" Pack=\"true\" PackagePath=\"interactive-extensions/dotnet/extension.dib\" />",
            File.ReadAllText(Path.Combine(Folder, "KpiLab.csproj")), StringComparison.Ordinal);

    [GeneratedRegex(@"^using ([\w.]+);$", RegexOptions.Multiline)]
    private static partial Regex Using();
}
