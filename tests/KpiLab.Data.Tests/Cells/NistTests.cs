using System.Globalization;
using KpiLab.Core;
using KpiLab.Statistics;
using KpiLab.Testing;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

/// <summary>NIST StRD through the engine: CSV in, moments out; digits by −log10 of the relative error (McCullough 1998).</summary>
public sealed class NistTests
{
    // What the decimal data, once rounded to doubles, can give at best (../shared/reference/reliability.md, 4), less half a digit.
    [Theory]
    [InlineData("Lottery", 14.9, 14.5)]
    [InlineData("Lew", 14.9, 14.5)]
    [InlineData("Mavro", 14.9, 12.6)]
    [InlineData("Michelso", 14.9, 13.3)]
    [InlineData("NumAcc1", 14.9, 14.5)]
    [InlineData("NumAcc2", 14.0, 14.5)]
    [InlineData("NumAcc3", 14.9, 9.0)]
    [InlineData("NumAcc4", 14.9, 7.8)]
    public async Task Univariate_mean_and_standard_deviation_reach_their_digits(string dataset, double meanDigits, double sdDigits)
    {
        var lines = await File.ReadAllLinesAsync(Directory.GetFiles(Repository.SharedPath("oracles", "nist", "univariate"), dataset + ".dat", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive }).Single());
        var first = Array.FindIndex(lines, l => l.TrimStart().StartsWith("---", StringComparison.Ordinal)) + 1;
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\n" + string.Concat(lines.Skip(first).SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(v => $"a,{v}\n")));
        var moments = (await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x")))).Total(0, 0);
        Assert.InRange(Digits(moments.Mean(0), Certified("univariate", dataset, "mean")), meanDigits, 15);
        Assert.InRange(Digits(Math.Sqrt(moments.Variance(0)), Certified("univariate", dataset, "sd")), sdDigits, 15);
    }

    [Theory]
    [InlineData("SiRstvt", 13.1)]
    [InlineData("AtmWtAgt", 10.2)]
    [InlineData("SmLs01t", 15)]
    [InlineData("SmLs02t", 13.9)] // 13.4 is asked for (reliability.md, 5)
    [InlineData("SmLs03t", 13.9)]
    [InlineData("SmLs04t", 10.4)]
    [InlineData("SmLs05t", 10.2)]
    [InlineData("SmLs06t", 10.2)]
    [InlineData("SmLs07t", 4.4)]
    [InlineData("SmLs08t", 4.2)]
    [InlineData("SmLs09t", 4.2)]
    public async Task One_way_ANOVA_reaches_its_ceiling_less_half_a_digit(string dataset, double ceiling)
    {
        var lines = await File.ReadAllLinesAsync(Directory.GetFiles(Repository.SharedPath("oracles", "nist", "anova"), dataset + ".dat", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive }).Single());
        var table = lines.Skip(60).Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(v => v.Length > 1 && v.All(x => double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out _))).ToList();
        var groups = table.Max(v => v.Length);
        using var workspace = new TempWorkspace().Write("t.csv", "variant,g,x\n" + string.Concat(table.SelectMany(row => row.Select((x, g) => $"a,{g},{x}\n"))));
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Segments("g").Block("m", Own("x")));
        Assert.Equal(groups, cells.SegmentValues(0).Count);

        var total = cells.Total(0, 0);
        var within = cells.SegmentValues(0).Select(v => cells.Segment(0, 0, 0, v.Value)).ToList();
        var origin = within[0].Mean(0);
        var f = OneWayAnova.Test([.. within.Select(m => m.Marginal(0, origin))]).Value.F;
        Assert.Equal(total.Count, within.Sum(m => m.Count));
        Assert.InRange(Digits(f, Certified("anova", dataset, "F")), ceiling - 0.5, 15);
    }

    private static double Digits(double actual, double certified) => actual == certified ? 15 : Math.Min(15, -Math.Log10(Math.Abs((actual - certified) / certified)));

    private static double Certified(string family, string dataset, string quantity)
    {
        var rows = File.ReadLines(Repository.SharedPath("oracles", "nist", "certified.csv")).Select(l => l.Split(','));
        return double.Parse(rows.Single(r => r[0] == family && r[1].Equals(dataset, StringComparison.OrdinalIgnoreCase) && r[2].Equals(quantity, StringComparison.OrdinalIgnoreCase))[3], CultureInfo.InvariantCulture);
    }
}
