namespace KpiLab.Definitions.Tests;

/// <summary>Every message is product: Examples/bad-input.txt holds what is wrong and, after &gt;&gt;&gt;, exactly what is said about it.</summary>
public sealed class BadInputTests
{
    private static readonly string Folder = Path.Combine(KpiLab.Testing.Repository.Root, "tests", "KpiLab.Definitions.Tests", "Examples");

    internal static string Prelude { get; } = File.ReadAllText(Path.Combine(Folder, "prelude.yaml"));

    internal static IReadOnlyDictionary<string, (string Yaml, string Expected)> Cases { get; } = File.ReadAllText(Path.Combine(Folder, "bad-input.txt"))
        .Split("### ", StringSplitOptions.RemoveEmptyEntries)
        .Select(part =>
        {
            var line = part.IndexOf('\n', StringComparison.Ordinal);
            var cut = part.IndexOf(">>>\n", StringComparison.Ordinal);
            return (Name: part[..line], Yaml: part[(line + 1)..cut], Expected: part[(cut + 4)..].TrimEnd('\n'));
        })
        .ToDictionary(c => c.Name, c => (c.Yaml, c.Expected), StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_slip_is_told_with_place_and_remedy(string name)
    {
        var (yaml, expected) = Cases[name];
        var file = name.StartsWith("settings", StringComparison.Ordinal) ? "kpilab.yaml" : "a.yaml";
        var reading = DefinitionReader.Read([("prelude.yaml", Prelude), (file, yaml)]);
        Assert.Equal(expected, string.Join("\n", reading.Problems.Select(p => p.ToString()).Concat(reading.Warnings.Select(w => "warning: " + w))));
    }

    [Fact]
    public void The_definitions_around_the_bad_ones_have_no_problem()
    {
        var reading = DefinitionReader.Read([("prelude.yaml", Prelude)]);
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        Assert.Equal((3, 1, 5, 2), (reading.Set.Sources.Count, reading.Set.Goals.Count, reading.Set.Metrics.Count, reading.Set.Kpis.Count));
    }

    [Fact]
    public void Problems_come_in_the_order_of_files_and_lines()
    {
        var text = string.Join("---\n", Cases.Values.Select(c => c.Yaml));
        var problems = DefinitionReader.Read([("prelude.yaml", Prelude), ("b.yaml", text), ("a.yaml", "kind: gaol\n")]).Problems;
        Assert.Equal(problems.OrderBy(p => p.File == "b.yaml" ? 0 : 1).ThenBy(p => p.Line).Select(p => p.ToString()), problems.Select(p => p.ToString()));
        Assert.True(problems.Count > Cases.Count, $"{problems.Count} problems of {Cases.Count} documents");
    }

    [Fact]
    public void A_secret_of_the_environment_is_never_quoted()
    {
        var reading = DefinitionReader.Read([("kpilab.yaml", "defaults: {time_zone: \"${ZONE}\"}\nconnections: {warehouse: {engine: \"${ENGINE}\"}}\n")], name => $"secret-{name}");
        Assert.Equal(2, reading.Problems.Count);
        Assert.DoesNotContain(reading.Problems, p => p.ToString().Contains("secret", StringComparison.Ordinal));
        Assert.Contains("${ZONE}", reading.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Throwing_lists_every_problem()
    {
        var reading = DefinitionReader.Read([("a.yaml", "kind: goal\n")]);
        var thrown = Assert.Throws<InvalidInputException>(() => reading.OrThrow());
        Assert.Equal(reading.Problems, thrown.Problems);
        Assert.Equal(2, thrown.Problems.Count);
    }
}
