using System.Text.RegularExpressions;
using KpiLab.Statistics;
using KpiLab.Testing;

namespace KpiLab.Architecture;

/// <summary>Every estimator is tried on cases that nobody thought of: its name stands in a test file that runs FsCheck.</summary>
public sealed class PropertyTests
{
    // Not estimators, or tried through another type; each with its reason.
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["LeadForecaster"] = "fits and scores by Ols and RollingOrigin; held to planted series and to its own backtest",
        ["LeadRedundancy"] = "encompassing by LeadRegression's fits; held to planted series by verify and the link tests",
        ["LeadStrengthPath"] = "TimeVaryingCoefficient on a prepared lead, which has properties",
        ["OwnPath"] = "simulates paths: no statistic to be equivariant; covered by simulated worlds",
        ["SeriesReason"] = "codes of reasons, nothing is computed",
        ["SpecialFunctions"] = "held to grids of mpmath; distributions that are made of it have properties",
    };

    [Fact]
    public void Every_public_estimator_is_tried_by_a_property()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "KpiLab.Statistics.Tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)
            .Where(text => Regex.IsMatch(text, @"\bProperties\.Hold\b|\bHold\(|\bCheck\.(One|Quick)|QuickCheckThrowOnFailure", RegexOptions.None, TimeSpan.FromSeconds(5)))
            .ToList();
        var tried = files.SelectMany(text => Regex.Matches(text, @"\b[A-Z]\w+", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(m => m.Value)).ToHashSet(StringComparer.Ordinal);
        var estimators = typeof(Moments).Assembly.GetExportedTypes().Where(t => t is { IsAbstract: true, IsSealed: true, IsNested: false }).Select(t => t.Name).ToList();
        Assert.True(estimators.Count > 90, $"{estimators.Count} static classes were found");
        Assert.Empty(estimators.Where(e => !tried.Contains(e) && !Exceptions.ContainsKey(e)).Order(StringComparer.Ordinal));
        Assert.Empty(Exceptions.Keys.Where(e => !estimators.Contains(e, StringComparer.Ordinal)));
    }
}
