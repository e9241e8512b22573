using KpiLab.Core;
using KpiLab.Data;

namespace KpiLab;

/// <summary>How false-positive rates are measured.</summary>
/// <param name="Runs">Re-randomisations.</param>
/// <param name="By">Column of the exposures whose values were assigned as a whole; null: as the definition says, else unit by unit.</param>
/// <param name="Units">The most units to re-randomise; of more a random part.</param>
/// <param name="DataGlob">Reads the exposures from these files instead of the source's own.</param>
public sealed record AaOptions(int Runs = 1000, string? By = null, int Units = AaOptions.DefaultUnits, string? DataGlob = null)
{
    /// <summary>Units that are re-randomised where nothing else is said.</summary>
    public const int DefaultUnits = 1_000_000;

    internal void Check()
    {
        var problems = new List<Problem>();
        if (Runs is < 20 or > 1_000_000)
        {
            problems.Add(new Problem(null, 0, "--runs", Invariant($"{Runs} re-randomisations"), "write a number from 20 to 1000000"));
        }

        if (Units is < 4 or > 100_000_000)
        {
            problems.Add(new Problem(null, 0, "--units", Invariant($"{Units} units"), "write a number from 4 to 100000000"));
        }

        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }
    }
}

/// <summary><c>aa</c>: definition from the store or a file → its units, in one scan → assigned anew many times, compared as the analysis does. Stores nothing, and is no look.</summary>
internal static class RunAa
{
    public static async Task<AaAnalysis> RunAsync(
        Session session, string idOrFile, AaOptions options, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        options.Check();
        var found = await AnalyzeExperiment.FindAsync(session, idOrFile, cancellation);
        var definitions = options.DataGlob is { } glob ? AnalyzeExperiment.Redirected(found, glob) : found.Definitions;
        var resolved = ResolvedExperiment.Resolve(found.Experiment, definitions, session.Options.AsOf).ForRerandomisation(options.By, options.Units);
        var cells = await session.Data(options.DataGlob).MeasureAsync(resolved.Needs, session.Options.Read(), progress, cancellation);
        return await Task.Run(
            () => AaAnalyzer.Measure(
                resolved, cells.UnitValues!, options.By, options.Runs, session.Options.Seed, session.Options.Threads, progress, cancellation),
            cancellation);
    }
}
