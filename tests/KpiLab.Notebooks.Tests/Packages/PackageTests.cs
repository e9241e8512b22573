using KpiLab.Notebooks;
using KpiLab.Testing;

namespace KpiLab.NotebookTests;

/// <summary>Packages are found in folders and in the cache, with what they depend on, for this framework.</summary>
public sealed class PackageTests
{
    [Fact]
    public async Task A_package_of_a_folder_brings_what_it_depends_on_and_the_best_of_its_libraries()
    {
        using var sample = new Sample();
        var feed = Path.Combine(sample.Folder, "feed");
        var low = TestLibrary.Compiled("Low", "namespace Low; public static class L { public static string Name => \"low 1.1\"; }");
        var lowFile = Path.Combine(sample.Folder, "build", "Low.dll");
        TestLibrary.Write(lowFile, "Low", "namespace Low; public static class L { public static string Name => \"\"; }");
        TestLibrary.Pack(feed, "Low.Package", "1.1.0", new Dictionary<string, byte[]> { ["lib/netstandard2.0/Low.dll"] = low });
        TestLibrary.Pack(feed, "Low.Package", "3.0.0", new Dictionary<string, byte[]> { ["lib/netstandard2.0/Low.dll"] = [1] });
        byte[] High(string framework) => TestLibrary.Compiled("High", $"namespace High; public static class H {{ public static string Name => \"{framework} on \" + Low.L.Name; }}", "1.0.0.0", lowFile);
        TestLibrary.Pack(
            feed, "High", "2.0.0-preview.3",
            new Dictionary<string, byte[]> { ["lib/net472/High.dll"] = [1], ["lib/netstandard2.0/High.dll"] = High("standard"), ["lib/net8.0/High.dll"] = High("net8"), ["lib/net11.0/High.dll"] = [1] },
            "<dependencies><group targetFramework=\".NETFramework4.7.2\"><dependency id=\"Absent\" version=\"1.0\" /></group><group targetFramework=\"net6.0\"><dependency id=\"low.package\" version=\"[1.0.5, 2)\" /></group></dependencies>");
        var run = await sample.RunAsync("#i \"nuget:feed\"\n#r \"nuget: High, 2.0.0-preview.3\"\nHigh.H.Name", "#r \"nuget:high\"\nLow.L.Name");
        Assert.Null(run.Failure);
        Assert.Equal(["execute_result: net8 on low 1.1"], Outputs.Of(run, 0));
        Assert.Equal(["execute_result: low 1.1"], Outputs.Of(run, 1));
    }

    [Fact]
    public async Task Extensions_of_a_package_and_of_what_it_depends_on_run_once_before_the_cell_as_in_the_kernel()
    {
        using var sample = new Sample();
        var feed = Path.Combine(sample.Folder, "feed");
        static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
        TestLibrary.Pack(feed, "Low", "1.0.0", new Dictionary<string, byte[]>
        {
            ["lib/netstandard2.0/Low.dll"] = TestLibrary.Compiled("Low", "namespace Low.Deep; public static class L { public static string Name => \"low\"; }"),
            [LocalPackage.ExtensionPath] = Text("#!meta\n{\"kernelInfo\": {}}\n#!csharp\nusing Low.Deep;\nvar greeting = \"hello from \" + L.Name;\n#!markdown\nno code\n"),
            ["interactive-extensions/dotnet/extension.cs"] = Text("no such name is looked for"),
        });
        TestLibrary.Pack(
            feed, "High", "1.0.0",
            new Dictionary<string, byte[]> { ["lib/netstandard2.0/High.dll"] = TestLibrary.Compiled("High", "public class H { }"), [LocalPackage.ExtensionPath] = Text("#!csharp\ndisplay(greeting + \" and high\");\n") },
            "<dependencies><dependency id=\"Low\" version=\"1.0.0\" /></dependencies>");
        var run = await sample.RunAsync("#i \"nuget:feed\"\n#r \"nuget: High, 1.0.0\"\nL.Name", "#r \"nuget: High\"\n#r \"nuget: Low\"\ngreeting");
        Assert.True(run.Failure is null, run.Failure?.ToString());
        Assert.Equal(["display_data: hello from low and high", "execute_result: low"], Outputs.Of(run, 0));
        Assert.Equal(["execute_result: hello from low"], Outputs.Of(run, 1));
    }

    [Fact]
    public async Task An_extension_that_is_broken_is_named()
    {
        using var sample = new Sample();
        TestLibrary.Pack(
            Path.Combine(sample.Folder, "feed"), "Odd", "1.0.0",
            new Dictionary<string, byte[]> { ["lib/netstandard2.0/Odd.dll"] = TestLibrary.Compiled("Odd", "public class O { }"), [LocalPackage.ExtensionPath] = System.Text.Encoding.UTF8.GetBytes("#!csharp\nvar x = ;\n") });
        var run = await sample.RunAsync("#i \"nuget:feed\"\n#r \"nuget: Odd, 1.0.0\"\n1");
        Assert.StartsWith("cell 1: extension.dib of Odd 1.0.0: CS", run.Failure!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!fsharp\nlet x = 1\n#!csharp\nvar kept = 2;\n")]
    [InlineData("#!javascript\nalert(1)\n#!csharp\nvar kept = 2;\n")]
    [InlineData("#!csharp\nKernel.Root.Add(null);\n#!csharp\nvar kept = 2;\n")]
    [InlineData("#!csharp\nvar kept = 2;\n#!csharp\nusing Microsoft.DotNet.Interactive;\nvar now = KernelInvocationContext.Current;\n#!csharp\nnow.Display(1);\n")]
    [InlineData("#!csharp\nclass Mine : KernelCommandOf<int> { }\n#!csharp\nvar kept = 2;\n")]
    [InlineData("#!csharp\n#!connect jupyter\n#!csharp\nvar kept = 2;\n")]
    public async Task What_an_extension_wants_of_the_kernel_is_left_out_with_a_line_and_the_rest_runs(string script)
    {
        using var sample = new Sample();
        var run = await sample.RunAsync(Extended(sample, script) + "kept");
        Assert.True(run.Failure is null, run.Failure?.ToString());
        Assert.Equal(["stderr: extension.dib of Odd 1.0.0 needs the kernel; left out\n", "execute_result: 2"], Outputs.Of(run, 0));
    }

    [Theory]
    [InlineData("#!csharp\nmissing();\n", "CS0103")]
    [InlineData("#!csharp\nint kernel = \"Kernel\";\n", "CS0029")]
    [InlineData("#!fsharp\nlet x = 1\n#!csharp\nvar x = ;\n", "CS1525")]
    [InlineData("#!csharp\nthrow new InvalidOperationException(\"no\");\n", "no")]
    [InlineData("#!import absent.cs\n", "#!import absent.cs: there is no such file in the folder of extension.dib of Odd 1.0.0")]
    [InlineData("#!import ../../Odd.nuspec\n", "#!import ../../Odd.nuspec leads out of the folder of extension.dib of Odd 1.0.0")]
    public async Task An_extension_that_is_broken_by_itself_is_an_error(string script, string told)
    {
        using var sample = new Sample();
        var run = await sample.RunAsync(Extended(sample, script) + "1");
        Assert.Equal(NotebookEnd.Broken, run.Failure!.End);
        Assert.Contains(told, run.Failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_imports_what_lies_beside_it_and_not_the_notebooks_files()
    {
        using var sample = new Sample();
        sample.Write("more.cs", "var whose = \"the notebook's\";");
        Assert.Equal(["execute_result: the package's"], Outputs.Of(await sample.RunAsync(Extended(sample, "#!import more.cs\n", "var whose = \"the package's\";") + "whose"), 0));
        using var other = new Sample();
        var broken = await other.RunAsync(Extended(other, "#!import more.cs\n", "var whose = ;") + "whose");
        Assert.StartsWith("cell 1: extension.dib of Odd 1.0.0, more.cs: CS", broken.Failure!.ToString(), StringComparison.Ordinal);
    }

    // A cell's first lines: a package with this script, and with another file beside it.
    private static string Extended(Sample sample, string script, string more = "")
    {
        TestLibrary.Pack(Path.Combine(sample.Folder, "feed"), "Odd", "1.0.0", new Dictionary<string, byte[]>
        {
            ["lib/netstandard2.0/Odd.dll"] = TestLibrary.Compiled("Odd", "public class O { }"),
            [LocalPackage.ExtensionPath] = System.Text.Encoding.UTF8.GetBytes(script),
            ["interactive-extensions/dotnet/more.cs"] = System.Text.Encoding.UTF8.GetBytes(more),
        });
        return "#i \"nuget:feed\"\n#r \"nuget: Odd, 1.0.0\"\n";
    }

    [Fact]
    public void The_running_build_opens_the_namespaces_that_its_package_opens_in_the_kernel()
    {
        var file = File.ReadAllText(Path.Combine(Repository.Root, "src", "KpiLab", LocalPackage.ExtensionPath));
        Assert.Contains("KpiLab.Definitions", OwnPackages.Namespaces("KpiLab"));
        Assert.Equal(System.Text.RegularExpressions.Regex.Matches(file, @"(?m)^using (KpiLab[\w.]*);\r?$").Select(m => m.Groups[1].Value), OwnPackages.Namespaces("kpilab"));
        Assert.Empty(OwnPackages.Namespaces("KpiLab.Postgres"));
    }

    [Fact]
    public void Missing_and_conflicting_packages_are_told_with_what_there_is()
    {
        using var sample = new Sample();
        var feed = Path.Combine(sample.Folder, "feed");
        TestLibrary.Pack(feed, "Some", "1.0.0", new Dictionary<string, byte[]> { ["lib/net8.0/Some.dll"] = [1] }, "<dependencies><dependency id=\"Gone\" version=\"4.5\" /></dependencies>");
        TestLibrary.Pack(feed, "Alone", "1.0.0", new Dictionary<string, byte[]> { ["lib/net8.0/Alone.dll"] = [1] });
        TestLibrary.Pack(feed, "Alone", "2.0.0", new Dictionary<string, byte[]> { ["lib/net8.0/Alone.dll"] = [1] });
        TestLibrary.Pack(feed, "Evil", "1.0.0", new Dictionary<string, byte[]> { ["lib/../../../evil.dll"] = [1] });
        File.WriteAllText(Path.Combine(feed, "Broken.1.0.0.nupkg"), "no archive");
        var finder = new PackageFinder(Path.Combine(sample.Folder, "scratch"), Path.Combine(sample.Folder, "cache"));
        finder.AddFeed(feed);
        Told("package Gone, which Some depends on, is not in", "Some", "1.0.0");
        Told("package Alone 9.0.0 is not in", "Alone", "9.0.0");
        Told("where its versions are 1.0.0, 2.0.0; the runner fetches nothing", "Alone", "[3.0,4.0)");
        Told("leads out of the package", "Evil", null);
        Told("cannot be unpacked", "Broken", "1.0.0");
        Assert.Equal("1.0.0", finder.Resolve("alone", "1.0.0", 1).Single().Version.ToString());
        Told("version 1.0.0 of it is in use already", "Alone", "[2.0.0]");
        Assert.False(File.Exists(Path.Combine(sample.Folder, "evil.dll")));

        void Told(string what, string id, string? version)
            => Assert.Contains(what, Assert.Throws<CellException>(() => finder.Resolve(id, version, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_is_searched_and_the_lowest_version_that_does_is_taken()
    {
        using var sample = new Sample();
        foreach (var version in new[] { "1.0.0", "1.2.0", "1.10.0", "2.0.0-beta" })
        {
            sample.Write($"cache/thing/{version}/thing.nuspec", TestLibrary.Nuspec("Thing", version, ""));
        }

        var taken = new[] { "1.1.0", "[1.2.0]", "1.*", "*", "(1.2.0,)", "2.0.0-alpha" }
            .Select(r => new PackageFinder(sample.Folder, Path.Combine(sample.Folder, "cache")).Resolve("Thing", r, 1).Single().Version.ToString());
        Assert.Equal(["1.2.0", "1.2.0", "1.10.0", "1.10.0", "1.10.0", "2.0.0-beta"], taken);
    }

    [Theory]
    [InlineData("1.0", "1.0.0", 0)]
    [InlineData("1.2.0", "1.10.0", -1)]
    [InlineData("1.0.0-alpha", "1.0.0", -1)]
    [InlineData("1.0.0-alpha.2", "1.0.0-alpha.10", -1)]
    [InlineData("1.0.0-alpha.1", "1.0.0-alpha.beta", -1)]
    [InlineData("1.0.0-beta", "1.0.0-Beta+build", 0)]
    [InlineData("1.0.0.1", "1.0.0", 1)]
    public void Versions_are_ordered_as_semantic_versioning_says(string a, string b, int order)
    {
        Assert.Equal(order, Math.Sign(PackageVersion.Parse(a).CompareTo(PackageVersion.Parse(b))));
        Assert.Equal(-order, Math.Sign(PackageVersion.Parse(b).CompareTo(PackageVersion.Parse(a))));
    }
}
