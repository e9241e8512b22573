using System.Text.Json.Nodes;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>What users install: from a folder of packages, without a network, into folders that hold nothing of ours.</summary>
[Collection(nameof(Packed))]
public sealed class InstallTests(Packed packed)
{
    [Fact]
    public async Task An_empty_project_analyses_the_samples_with_the_package_as_the_command_line_does()
    {
        var folder = packed.NewFolder("project");
        var workspace = Samples(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "app.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="KpiLab" Version="[{Packed.Version}]" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), """
            using KpiLab;
            using KpiLab.Reporting;

            var lab = await Lab.OpenAsync(args[0]);
            Console.Write((await lab.AnalyzeAsync("pricing_page")).ToCsv());
            """);
        var built = await packed.RunAsync(folder, "build", "-c", "Release", "-o", "out", "-nodeReuse:false", "--nologo", "-p:UseSharedCompilation=false");
        Assert.True(built.ExitCode == 0, built.Output + built.Error);
        Assert.True(Directory.Exists(Path.Combine(packed.Installed, "kpilab", Packed.Version)), "KpiLab was not installed into the empty folder");

        var run = await packed.RunAsync(folder, "out/app.dll", workspace);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var expected = await CommandLine.RunAsync(["experiment", "analyze", "pricing_page", "--workspace", workspace, "--format", "csv"]);
        Assert.True(expected.ExitCode is 0 or 1, expected.Error);
        Assert.Contains(",primary,", expected.Output, StringComparison.Ordinal);
        Assert.Equal(expected.Output.ReplaceLineEndings(), run.Output.ReplaceLineEndings());
    }

    [Fact]
    public async Task The_tool_installs_into_a_folder_helps_calculates_and_reads_data()
    {
        var folder = packed.NewFolder("tool");
        var workspace = Samples(folder);
        var kpilab = await ToolAsync(folder);

        var help = await Packed.RunAsync(kpilab, ["--help"], folder);
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("experiment", help.Output, StringComparison.Ordinal);

        // scipy.stats.ttest_ind([2, 4, 6, 9], [1, 2, 3, 4.5], equal_var=False)
        var calc = await Packed.RunAsync(kpilab, ["calc"], folder, input: """
            [{"id": "a", "method": "welch_t_test", "inputs": {"a": {"n": 4, "mean": 2.625, "variance": 2.2291666666666665}, "b": {"n": 4, "mean": 5.25, "variance": 8.916666666666666}, "alpha": 0.05}}]
            """);
        Assert.True(calc.ExitCode == 0, calc.Error);
        var outputs = JsonNode.Parse(calc.Output)![0]!["outputs"]!;
        Assert.Equal(1.5725448153428514, (double)outputs["statistic"]!, 1e-12);
        Assert.Equal(0.1843054165878848, (double)outputs["p_two_sided"]!, 1e-12);

        var analysis = await Packed.RunAsync(kpilab, ["experiment", "analyze", "pricing_page", "--workspace", workspace, "--format", "csv"], folder);
        Assert.True(analysis.ExitCode is 0 or 1, analysis.Error);
        Assert.Contains(",primary,", analysis.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_installed_tool_runs_a_notebook_that_takes_the_package_from_the_folder()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Repository.Root, "src", "KpiLab.Notebooks")), "this version does not run notebooks yet");
        var folder = packed.NewFolder("notebook");
        var workspace = Samples(folder);
        var kpilab = await ToolAsync(folder);
        var cells = new[]
        {
            $"#i \"nuget:{packed.Feed}\"\n#r \"nuget: KpiLab, {Packed.Version}\"",
            "using KpiLab;\nusing KpiLab.Reporting;",
            $"var lab = await Lab.OpenAsync(@\"{workspace}\");\nConsole.Write((await lab.AnalyzeAsync(\"pricing_page\")).ToCsv());",
        };
        var notebook = new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" } },
            ["cells"] = new JsonArray([.. cells.Select((code, i) => new JsonObject
            {
                ["cell_type"] = "code", ["id"] = $"cell-{i}", ["metadata"] = new JsonObject(), ["execution_count"] = null, ["outputs"] = new JsonArray(), ["source"] = code,
            })]),
        };
        await File.WriteAllTextAsync(Path.Combine(folder, "a.ipynb"), notebook.ToJsonString());
        var run = await Packed.RunAsync(kpilab, ["notebook", "run", "a.ipynb", "--out", "b.ipynb"], folder, packed.Installed);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains(",primary,", await File.ReadAllTextAsync(Path.Combine(folder, "b.ipynb")), StringComparison.Ordinal);
    }

    private async Task<string> ToolAsync(string folder)
    {
        var installed = await packed.RunAsync(folder, "tool", "install", "KpiLab.Cli", "--version", Packed.Version, "--tool-path", "bin", "--configfile", Path.Combine(folder, "..", "nuget.config"));
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Error);
        return Path.Combine(folder, "bin", OperatingSystem.IsWindows() ? "kpilab.exe" : "kpilab");
    }

    private static string Samples(string folder)
    {
        var from = Path.Combine(Repository.Root, "data-samples");
        var to = Path.Combine(folder, "samples");
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(f => !f.Contains(".kpilab", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return to;
    }
}
