using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Measures how often an experiment's tests alarm where nothing is there: assigns the user's own units anew, many times, and compares them as the analysis does.</summary>
/// <remarks>
/// Fisher (1935), The Design of Experiments, §21: under random assignment and no effect every assignment was as likely as the one that happened. Each is judged at one look, as the last look of the
/// plan's whole alpha; what several looks cost is a matter of the design, not of the data, and is shown by <c>verify</c>.
/// </remarks>
public static class AaAnalyzer
{
    /// <summary>Level at which the intervals of all rates hold together.</summary>
    private const double JointAlpha = 0.05;

    /// <summary>Resampling within every re-randomisation allows for so many units at most.</summary>
    public const int MostBootstrapUnits = 10_000;

    /// <summary>What is needed from the data: the units with their values, and the columns that the plan's estimator compares within.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="by">The column whose values were assigned as a whole, as a person said; null: as the definition has it.</param>
    /// <param name="units">The most units to keep.</param>
    internal static ExperimentNeeds Needs(ResolvedExperiment experiment, string? by, int units)
    {
        var (definition, needs) = (experiment.Definition, experiment.Needs);
        var plan = definition.Plan;
        if (plan is { Period.Randomised: false })
        {
            throw new InvalidInputException("plan.period", "says that nobody was assigned by lot, so that nothing can be assigned anew", "write `randomised: true` where the treated group was drawn by lot");
        }

        if (plan.Switchback is { Assignment: not BlockAssignment.ByLot } switchback)
        {
            throw new InvalidInputException(
                "plan.switchback.assignment",
                switchback.Assignment == BlockAssignment.Paired ? "is paired, and aa assigns every block by itself" : "is alternating: variants took turns, so that nothing can be assigned anew",
                "read `blocks` in the analysis, which is made of the assignments that could have been");
        }

        if (plan.Switchback is not null && by is not null)
        {
            throw new InvalidInputException("--by", "stands beside plan.switchback, whose blocks were assigned", "leave it out");
        }

        var columns = StructureRules.Segments(definition with { Plan = plan with { Segments = [] } }, needs.Blocks);
        var resamples = plan.Methods.Values.Any(m => m is KpiMethod.Bootstrap or KpiMethod.BootstrapBasic or KpiMethod.BootstrapBca);
        return needs with
        {
            Days = null,
            SinceExposure = null,
            Segments = columns,
            Blocks = [.. needs.Blocks.Select(b => b with { NeedsRows = false })],
            Units = new UnitNeeds(by ?? Column(experiment), resamples ? Math.Min(units, MostBootstrapUnits) : units),
        };
    }

    /// <summary>Measures; the same inputs and seed give the same result, whatever the number of threads.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="rows">Its units.</param>
    /// <param name="by">The column whose values were assigned as a whole, as a person said; null: as the definition has it.</param>
    /// <param name="runs">Re-randomisations.</param>
    /// <param name="seed">Their seed.</param>
    /// <param name="threads">Threads; null: all.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static AaAnalysis Measure(
        ResolvedExperiment experiment, UnitValues rows, string? by, int runs, long seed = 0, int? threads = null, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 2);
        var definition = experiment.Definition;
        var column = by ?? (definition.Plan.Switchback is null ? Column(experiment) : "block");
        var together = rows.Together is not null && (by is not null || !IsCrossed(rows));
        var assignments = new Assignments(rows, together, Weights(definition, rows));
        if (assignments.Count < 4)
        {
            throw new InvalidInputException(
                together ? "--by" : "exposures",
                Invariant($"there are {assignments.Count} {(together ? $"values of {column}" : "units")} to assign"),
                "at least 4 are needed, and some hundred to say anything");
        }

        var (predicted, values) = PredictedUnits.Of(experiment, rows, seed);
        var redraw = new Redrawing(predicted, values, assignments, runs);
        var done = 0;
        Parallel.For(
            0,
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = threads ?? -1, CancellationToken = cancellation },
            () => redraw.NewScratch(),
            (run, _, scratch) =>
            {
                redraw.Run(run, new SeededRandom(seed).Stream((ulong)run), scratch);
                var sofar = Interlocked.Increment(ref done);
                progress?.Report(new ScanProgress("assigning anew", sofar, (double)sofar / runs));
                return scratch;
            },
            _ => { });

        var counted = redraw.Rows().ToList();
        var level = Level.FromAlpha(JointAlpha / counted.Count);
        List<AaRow> finished = [.. counted.Select(r => r with { Rate = Rate(r, level) })];
        return new AaAnalysis(
            definition.Id, definition.Name ?? definition.Id, definition.Plan, rows.Seen, rows.Count, together ? column : null, assignments.Count, runs, seed, finished,
            [.. AaFindings.Of(experiment, rows, finished, together ? column : null, column, assignments.Count, runs)]);
    }

    /// <summary>The column whose values a definition says were assigned as a whole; null: none.</summary>
    public static string? Column(ResolvedExperiment experiment)
        => experiment.Definition.Exposures.Cluster
            ?? (experiment.Needs.Blocks.Select(b => b.Cluster).OfType<string>().Distinct().ToList() is [var only] ? only : null);

    // In the data some value has units of several variants: then units were assigned within it.
    private static bool IsCrossed(UnitValues rows)
    {
        var first = new Dictionary<int, int>();
        for (var unit = 0; unit < rows.Count; unit++)
        {
            if (!first.TryAdd(rows.Together![unit], rows.Variants[unit]) && first[rows.Together[unit]] != rows.Variants[unit])
            {
                return true;
            }
        }

        return false;
    }

    private static IReadOnlyList<double> Weights(ExperimentDefinition definition, UnitValues rows)
        => definition.Variants.All(v => v.Weight is not null)
            ? [.. definition.Variants.Select(v => v.Weight!.Value)]
            : [.. definition.Variants.Select((_, v) => (double)rows.Variants.Count(x => x == v))];

    private static Estimable<AaRate> Rate(AaRow row, Level level)
        => row.Runs == 0
            ? new Undefined(Undefined.TooFewUnits, "the comparison is not defined on these data")
            : ClopperPearsonInterval.Of(new Proportion(row.Alarms, row.Runs), level).Select(s => new AaRate((double)row.Alarms / row.Runs, s.Lower, s.Upper, level));
}
