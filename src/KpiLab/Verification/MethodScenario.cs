using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What is counted.</summary>
public enum MethodMeasure
{
    /// <summary>Share of intervals that hold the truth.</summary>
    Coverage,

    /// <summary>Share of rejections where there is no effect.</summary>
    FalsePositives,

    /// <summary>Share of experiments with a rejection at any of their looks where there is no effect.</summary>
    EverCrossing,

    /// <summary>Share of families with a false rejection.</summary>
    FamilyWiseError,

    /// <summary>Mean share of the rejections that are false.</summary>
    FalseDiscovery,

    /// <summary>Share of rejections where there is an effect, against what the power formula promised.</summary>
    Power,
}

/// <summary>What a method promises of a measure.</summary>
public enum MethodPromise
{
    /// <summary>The level, up to Monte Carlo error.</summary>
    Nominal,

    /// <summary>At least the level: exact tests, confidence sequences, corrections.</summary>
    Guaranteed,

    /// <summary>Nothing on this shape; what happens is shown.</summary>
    Shown,
}

/// <summary>One simulated experiment: how much counts (0 or 1, or a share), and the width of the interval where there is one.</summary>
[TypeFormatterSource]
public readonly record struct MethodTrial(double Hit, double? Width = null)
{
    /// <summary>An event that happened or not.</summary>
    public static MethodTrial Of(bool hit, double? width = null) => new(hit ? 1 : 0, width);
}

/// <summary>A method on a shape of data, what is counted there, and what is promised.</summary>
/// <param name="Method">The method.</param>
/// <param name="Shape">The data.</param>
/// <param name="Measure">What is counted.</param>
/// <param name="Promise">What is promised.</param>
/// <param name="Target">The level promised.</param>
/// <param name="Cost">Runs of others that one run of this costs.</param>
/// <param name="Run">One experiment.</param>
[TypeFormatterSource]
public sealed record MethodScenario(
    string Method, string Shape, MethodMeasure Measure, MethodPromise Promise, double Target, int Cost, Func<SeededRandom, MethodTrial> Run)
{
    /// <summary>True where more is better: coverage.</summary>
    public bool MoreIsBetter => Measure == MethodMeasure.Coverage;
}

/// <summary>What was counted.</summary>
/// <param name="Scenario">Where.</param>
/// <param name="Runs">Experiments simulated.</param>
/// <param name="Share">Mean of what counts.</param>
/// <param name="Width">Mean width of bounded intervals; null without.</param>
[TypeFormatterSource]
public sealed record MethodCount(MethodScenario Scenario, int Runs, double Share, double? Width) : IShowable
{
    // Two normal tails of .0027, the three standard errors of one cell, are divided among the cells of a table.
    private const double ThreeErrors = 0.0026997960632601866;

    /// <summary>Monte Carlo standard error of the share, at the target.</summary>
    public double Error => Math.Sqrt(Scenario.Target * (1 - Scenario.Target) / Runs);

    /// <summary>Whether the promise holds, as one of so many cells.</summary>
    public bool Holds(int cells)
    {
        var allowed = Normal.UpperQuantile(ThreeErrors / 2 / Math.Max(1, cells)) * Error;
        var gap = Share - Scenario.Target;
        if (Scenario.Promise == MethodPromise.Shown)
        {
            return true;
        }

        // The power formula may be off by a hundredth by itself.
        var slack = Scenario.Measure == MethodMeasure.Power ? 0.01 : 0;
        return Scenario.Promise == MethodPromise.Guaranteed ? (Scenario.MoreIsBetter ? gap >= -allowed : gap <= allowed) : Math.Abs(gap) <= allowed + slack;
    }

    /// <summary>The cell in a word: nominal, conservative, off.</summary>
    public string Word
    {
        get
        {
            var gap = (Share - Scenario.Target) * (Scenario.MoreIsBetter ? 1 : -1);
            return Math.Abs(gap) <= 3 * Error + (Scenario.Measure == MethodMeasure.Power ? 0.01 : 0) ? "nominal" : gap > 0 ? "conservative" : "off";
        }
    }
}

/// <summary>Runs the scenarios.</summary>
public static class MethodVerification
{
    /// <summary>All scenarios.</summary>
    public static IReadOnlyList<MethodScenario> All { get; } =
        [.. MeanScenarios.All, .. StructureScenarios.All, .. ProportionScenarios.All, .. OrderScenarios.All, .. FamilyScenarios.All, .. SequentialScenarios.All];

    /// <summary>Counts one scenario, the same for a seed whatever the threads.</summary>
    public static MethodCount Count(MethodScenario scenario, int runs, long seed, int? threads = null, CancellationToken cancellation = default)
    {
        runs = Math.Max(100, runs / scenario.Cost);
        var random = new SeededRandom(seed).Stream(StableKey.Of(Invariant($"{scenario.Method}|{scenario.Shape}|{scenario.Measure}")));
        var trials = new MethodTrial[runs];
        Parallel.For(
            0,
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation },
            i => trials[i] = scenario.Run(random.Stream((ulong)i)));
        double[] widths = [.. trials.Select(t => t.Width).OfType<double>().Where(double.IsFinite)];
        return new MethodCount(scenario, runs, trials.Average(t => t.Hit), widths.Length > 0 ? widths.Average() : null);
    }
}

/// <summary>A number from a name, the same on every machine: tables with other rows draw the same experiments.</summary>
internal static class StableKey
{
    public static ulong Of(string name)
    {
        var key = 14695981039346656037UL;
        foreach (var letter in name)
        {
            key = (key ^ letter) * 1099511628211UL;
        }

        return key;
    }
}
