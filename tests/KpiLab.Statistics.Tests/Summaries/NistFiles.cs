using System.Globalization;
using KpiLab.Testing;

namespace KpiLab.Statistics.Tests;

/// <summary>NIST Statistical Reference Datasets, beside the repository; tests skip where they are absent.</summary>
internal static class NistFiles
{
    public static double Certified(string dataset, string quantity)
        => double.Parse(
            File.ReadLines(Repository.SharedPath("oracles", "nist", "certified.csv"))
                .Select(line => line.Split(','))
                .Single(f => f[1] == dataset && f[2] == quantity)[3],
            CultureInfo.InvariantCulture);

    /// <summary>Log relative error: correct digits, at most 15 (McCullough 1998).</summary>
    public static double Digits(double value, double certified)
        => value == certified ? 15 : Math.Min(15, -Math.Log10(Math.Abs(value - certified) / (certified == 0 ? 1 : Math.Abs(certified))));

    /// <summary>The rows of numbers at the end of a file.</summary>
    /// <remarks>Tables begin on line 61; univariate files are a description and then one number a line.</remarks>
    public static double[][] Rows(string family, string dataset)
    {
        var lines = File.ReadAllLines(Repository.SharedPath("oracles", "nist", family, dataset + ".dat"));
        var start = family == "univariate" ? Array.FindLastIndex(lines, l => l.Trim().Length > 0 && !double.TryParse(l, CultureInfo.InvariantCulture, out _)) + 1 : 60;
        return [.. lines[start..]
            .Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 0)
            .Select(f => f.Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
    }
}
