using System.Runtime.InteropServices;
using System.Text;

namespace KpiLab.Benchmarks;

/// <summary>The results as Markdown: each a ratio to a baseline of the same run, its limit, and whether it is met.</summary>
internal sealed class Table(string size, bool withLimits)
{
    private readonly StringBuilder _rows = new();

    /// <summary>Adds a figure that must be at most, or at least, its limit; null: only reported.</summary>
    public void Add(string what, string against, Spread value, int decimals, string unit, double? atMost = null, double? atLeast = null)
    {
        if (!withLimits)
        {
            (atMost, atLeast) = (null, null);
        }

        var limit = atMost is { } most ? Invariant($"≤ {most:#,0.##}{unit}") : atLeast is { } least ? Invariant($"≥ {least:#,0.##}{unit}") : "–";
        var met = (atMost, atLeast) switch
        {
            (null, null) => "",
            var (a, b) when (a is null || value.Median <= a) && (b is null || value.Median >= b) => "yes",
            _ => "**no**",
        };
        var row = Invariant($"| {what} | {against} | {value.Text(decimals, unit)} | {limit} | {met} |");
        Console.Error.WriteLine(row);
        _rows.AppendLine(row);
    }

    /// <summary>The page's part.</summary>
    public string ToMarkdown(DateTimeOffset when) => $"""
        {Invariant($"{when:yyyy-MM-dd HH:mm}")} UTC · {size} · {Machine()}

        | what | against | median (least–most) | limit | met |
        | --- | --- | --- | --- | --- |
        {_rows.ToString().TrimEnd()}

        """;

    private static string Machine()
    {
        var processor = Line("/proc/cpuinfo", "model name");
        var memory = long.Parse(Line("/proc/meminfo", "MemTotal").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / 1024 / 1024;
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return Invariant($"{processor}, {Environment.ProcessorCount} cores, {memory} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, DuckDB {DuckDb.DuckDatabase.LibraryVersion}, load {load} at the end");
    }

    private static string Line(string file, string name)
        => File.ReadLines(file).First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(':', 2)[1].Trim();
}
