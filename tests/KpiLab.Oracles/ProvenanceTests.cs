using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.Oracles;

/// <summary>The committed cases are copies, complete and unaltered, of those that may be committed.</summary>
public sealed class ProvenanceTests
{
    [Theory]
    [InlineData("experiments")]
    [InlineData("leadlag")]
    public void Committed_cases_are_byte_identical_with_the_originals(string folder)
    {
        var originals = Repository.SharedPath("oracles", folder);
        foreach (var copy in Directory.GetFiles(Path.Combine(OracleCase.Folder, folder)))
        {
            Assert.True(
                File.ReadAllBytes(copy).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(originals, Path.GetFileName(copy)))),
                Path.GetFileName(copy) + " differs from its original");
        }
    }

    [Theory]
    [InlineData("experiments")]
    [InlineData("leadlag")]
    public void Every_case_that_may_be_committed_is(string folder)
    {
        var originals = Directory.GetFiles(Repository.SharedPath("oracles", folder), "*.json")
            .Where(f => folder == "experiments" || IsSimulated(f))
            .Select(f => Path.GetFileName(f));
        var copies = Directory.GetFiles(Path.Combine(OracleCase.Folder, folder), "*.json").Select(f => Path.GetFileName(f));
        Assert.Equal(originals.Order(StringComparer.Ordinal), copies.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Committed_lead_lag_cases_all_say_that_their_data_are_simulated()
        => Assert.All(Directory.GetFiles(Path.Combine(OracleCase.Folder, "leadlag"), "*.json"), f => Assert.True(IsSimulated(f), f));

    [Fact]
    public void Each_experiment_suite_holds_as_many_cases_as_it_says()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(OracleCase.Folder, "experiments"), "*.json"))
        {
            using var suite = JsonDocument.Parse(File.ReadAllBytes(file));
            Assert.Equal(suite.RootElement.GetProperty("case_count").GetInt32(), suite.RootElement.GetProperty("cases").GetArrayLength());
        }
    }

    private static bool IsSimulated(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.GetProperty("source").GetProperty("dataset").GetString()!.Contains("simulated", StringComparison.Ordinal);
    }
}
