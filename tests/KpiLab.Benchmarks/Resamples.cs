using KpiLab.DuckDb;
using KpiLab.Statistics;

namespace KpiLab.Benchmarks;

/// <summary>The Poisson bootstrap of mean revenue, from value counts as a scan gives them.</summary>
internal static class Resamples
{
    private const int Draws = 1000;

    public static void Run(string files, int count, Action<string, Action> measure)
    {
        var (control, treatment) = (Counts(files, "control"), Counts(files, "treatment"));
        var level = Level.Of(0.95);
        var analytic = WelchTest.Contrast(control.Moments(), treatment.Moments()).Value.StandardError;
        PoissonBootstrap.Mean(control, treatment, 0, level, 50);
        Console.WriteLine(Invariant($"distinct {control.Values.Length + treatment.Values.Length}"));
        for (var seed = 1; seed <= count; seed++)
        {
            BootstrapResult? result = null;
            measure("bootstrap", () => result = PoissonBootstrap.Mean(control, treatment, seed, level, Draws).Value);
            Console.WriteLine(Invariant($"error {result!.StandardError / analytic:R}"));
        }
    }

    private static ValueCounts Counts(string files, string variant)
    {
        using var database = DuckDatabase.Open(new DuckOptions { ExternalAccess = true });
        using var connection = database.Connect();
        var rows = connection.Query($"SELECT revenue, count(*) FROM '{files}' WHERE variant = '{variant}' GROUP BY revenue").ToList();
        return ValueCounts.Of(
            [.. rows.Select(r => Convert.ToDouble(r[0], System.Globalization.CultureInfo.InvariantCulture))],
            [.. rows.Select(r => Convert.ToInt64(r[1], System.Globalization.CultureInfo.InvariantCulture))]);
    }
}
