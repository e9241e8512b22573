using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What surrounds an analysis: what it quotes, and the moment it looks from.</summary>
/// <param name="DefinitionHash">Content hash of the experiment's definition.</param>
/// <param name="Registration">When its terms were applied.</param>
/// <param name="Now">The moment the evaluation looks from: the clock, or <c>--as-of</c>.</param>
/// <param name="Rules">The workspace's rules; null for the default table.</param>
/// <param name="Seed">Seed of anything random, quoted in the result.</param>
/// <param name="Look">Number of this look, where it is stored.</param>
/// <param name="Simulated">True in a store whose time is simulated.</param>
/// <param name="Findings">Further findings, from what surrounds the analysis.</param>
public sealed record AnalysisContext(
    string DefinitionHash,
    RegistrationInfo Registration,
    DateTimeOffset Now,
    IReadOnlyList<RecommendationRule>? Rules = null,
    long Seed = 0,
    int? Look = null,
    bool Simulated = false,
    IReadOnlyList<Finding>? Findings = null)
{
    /// <summary>Looks at other data before this one, oldest first.</summary>
    public IReadOnlyList<Look> EarlierLooks { get; init; } = [];
}

/// <summary>From an experiment and the answer to its needs to the analysis: trust checks, comparisons, guardrails, recommendation.</summary>
public static class ExperimentAnalyzer
{
    /// <summary>Analyses; pure, so that the same inputs give the same result to the last bit.</summary>
    public static Analysis Analyze(ResolvedExperiment experiment, ExperimentCells cells, AnalysisContext context)
    {
        var definition = experiment.Definition;
        var units = definition.Variants.Select((_, i) => cells.Units(i)).ToList();
        var registered = context.Registration.State == RegistrationState.Registered;
        var progress = PlanProgress.Of(definition.Plan, cells, units.Sum(), context.Now);
        var looks = LookHistory.Of(definition.Plan, units.Sum(), progress.IsComplete, context.EarlierLooks);
        var predicted = PredictedExperiment.Of(experiment, cells, context.Seed);
        var table = new ComparisonTable(predicted, registered, looks);
        var comparisons = table.Build();
        var guardrails = GuardrailTable.Build(experiment, table, looks);
        var days = DayEffects.Build(experiment, cells, looks.DayRule);
        var segments = SegmentTable.Build(experiment, cells, comparisons, table.Contrasts);
        var novelty = NoveltyTable.Build(experiment, cells);
        var (balance, trust) = new TrustChecks(experiment, cells, units).Run();
        IReadOnlyList<Finding> findings =
        [
            .. trust.Concat(Registration(context.Registration)).Concat(context.Findings ?? []).Concat(LookWording.Findings(definition.Plan, looks, progress.IsComplete))
                .Concat(BayesianWording.Findings(definition.Plan, looks, progress.IsComplete, comparisons)).Concat(table.Futility()).Concat(Reading(comparisons))
                .Concat(Windows(experiment, cells, context.Now)).Concat(ReadingChecks.Of(experiment, comparisons))
                .Concat(QuantileContrast.Findings(experiment, cells)).Concat(ClusterContrast.Findings(experiment, cells))
                .Concat(DayEffects.Findings(experiment, cells, days, comparisons)).Concat(SegmentChecks.Of(segments, definition.Plan.Alpha))
                .Concat(NoveltyTable.Findings(experiment, novelty)).Concat(Clock(context)).Concat(predicted.Findings()).Concat(StructureWording.Findings(experiment, cells, comparisons))
                .Distinct().OrderByDescending(f => f.Severity),
        ];
        var critical = findings.Where(f => f.Severity == Severity.Critical).ToList();
        var primaries = comparisons.Where(c => c.Role == ComparisonRole.Primary && c.Segment is null && c.Control == definition.Control.Id);
        var recommendation = RecommendationTable.Decide(
            [.. primaries.Select(p => new ExperimentEvidence(
                p.Treatment, p, [.. guardrails.Where(g => g.Treatment == p.Treatment)], definition.Hypothesis, critical, progress) { IsSequential = looks.IsSequential })],
            context.Rules,
            exploratory: !registered);
        return new Analysis(
            definition.Id,
            definition.Name ?? definition.Id,
            definition.Hypothesis,
            definition.Owner,
            context.DefinitionHash,
            context.Registration,
            definition.Plan,
            definition.Variants,
            cells.Fingerprints,
            DataHash(cells.Fingerprints),
            context.Seed,
            context.Look,
            units.Sum(),
            progress.IsComplete,
            findings,
            balance,
            comparisons,
            guardrails,
            recommendation,
            cells.Queries,
            context.Simulated)
        {
            Days = days,
            DayPeriod = cells.Days is { } told ? new DayPeriod(told.Needs.TimeZone, told.PeriodDays) : null,
            Segments = segments,
            Novelty = novelty,
            Metrics = [.. experiment.Metrics.Select(m => m.Metric).DistinctBy(m => m.Id)],
            Sequential = LookWording.Account(definition.Plan, looks, comparisons, guardrails.Count),
            Structure = StructureWording.Account(definition.Plan),
            Bayesian = BayesianWording.Account(definition.Plan, comparisons, guardrails.Count),
        };
    }

    /// <summary>One hash over the fingerprints of all sources: the same data give the same look.</summary>
    /// <param name="fingerprints">The files.</param>
    /// <param name="unitsSeen">Units, where not all rows of the files were seen; null: all were.</param>
    public static string DataHash(IReadOnlyList<SourceFingerprint> fingerprints, long? unitsSeen = null)
        => CanonicalJson.Hash(string.Join('\n', fingerprints.SelectMany(f => f.Files.Select(x =>
            Invariant($"{f.Source}|{x.Path}|{x.Bytes}|{x.Modified.UtcDateTime:O}|{x.ParquetFooter}")))) + (unitsSeen is null ? "" : Invariant($"\n{unitsSeen} units")));

    private static IEnumerable<Finding> Registration(RegistrationInfo registration)
    {
        if (registration is { Version: > 1 and var version, At: { } amended })
        {
            yield return new Finding(
                "terms-amended",
                Severity.Info,
                Invariant($"These are version {version} of the experiment's terms, in force since {amended.UtcDateTime:yyyy-MM-dd}: they were amended {(version == 2 ? "once" : Invariant($"{version - 1} times"))}."),
                "`kpilab experiment show` lists every version with its day and author.");
        }

        if (registration.State == RegistrationState.Late)
        {
            yield return new Finding(
                "late-registration",
                Severity.Warning,
                registration is { FirstExposure: { } first, At: { } at } && at >= first
                    ? Invariant($"The experiment was registered on {at.UtcDateTime:yyyy-MM-dd}, after its first exposure on {first.UtcDateTime:yyyy-MM-dd}: its results are exploratory.")
                    : registration.FirstExposure is not null
                    ? "Its terms were applied after its data had been looked at: its results are exploratory."
                    : "Nothing tells reliably when the experiment began, so its registration counts as late: its results are exploratory.",
                registration.FirstExposure is null
                    ? "Name the column of exposure times in `exposures.exposed_at`, or give `plan.starts`."
                    : "Run `kpilab apply` before the first unit is exposed.");
        }
        else if (registration.State == RegistrationState.Unregistered)
        {
            yield return new Finding(
                "unregistered",
                Severity.Warning,
                "The experiment was never registered: KPI, minimum effect and guardrails may have been chosen after the data were seen, so its results are exploratory.",
                "Run `kpilab apply` before the first unit is exposed.");
        }
    }

    private static IEnumerable<Finding> Reading(IReadOnlyList<KpiComparison> comparisons)
    {
        foreach (var comparison in comparisons.Where(c => c.Segment is null))
        {
            if (!comparison.Result.IsDefined)
            {
                yield return new Finding(
                    "comparison-undefined",
                    comparison.Role == ComparisonRole.Primary ? Severity.Critical : Severity.Warning,
                    $"{comparison.Name} cannot be compared between {comparison.Control} and {comparison.Treatment}: {comparison.Result.Reason.Sentence}.",
                    "Check the KPI's measure against the data.",
                    comparison.Kpi);
            }
            else if (!comparison.Result.Value.Relative.IsDefined)
            {
                yield return new Finding(
                    "no-relative-effect",
                    Severity.Info,
                    $"{comparison.Name} has no relative effect for {comparison.Treatment}: {comparison.Result.Value.Relative.Reason.Sentence}.",
                    "Read the absolute effect.",
                    comparison.Kpi);
            }
            else if (comparison.Result.Value.Relative.Value.Set.Shape != ConfidenceShape.Bounded)
            {
                yield return new Finding(
                    "relative-effect-unbounded",
                    Severity.Info,
                    $"{comparison.Name} in {comparison.Control} is too close to zero, for its noise, to divide by: the relative effect of {comparison.Treatment} has no bounded interval.",
                    "Read the absolute effect; both always give the same verdict.",
                    comparison.Kpi);
            }
        }
    }

    // A unit whose window is not over counts with the part that has passed.
    private static IEnumerable<Finding> Windows(ResolvedExperiment experiment, ExperimentCells cells, DateTimeOffset now)
    {
        foreach (var metric in experiment.Metrics)
        {
            var window = experiment.Needs.Blocks[metric.Block].Quantities[0].Window;
            if (window is { } w && w.To > TimeSpan.Zero && cells.LastExposure is { } last && last + w.To > now)
            {
                yield return new Finding(
                    "window-open",
                    Severity.Warning,
                    Invariant($"The window {w} of {metric.Metric.Name} is not over for units exposed after {(now - w.To).UtcDateTime:yyyy-MM-dd HH:mm} UTC; they count with what has happened so far."),
                    "Look again once the last unit's window is over; until then the level of this KPI is too low in every variant.",
                    metric.Metric.Id);
            }
        }
    }

    private static IEnumerable<Finding> Clock(AnalysisContext context)
    {
        if (context.Simulated)
        {
            yield return new Finding("simulated-clock", Severity.Info, "The times in this store were simulated.", "Use a store of your own for real experiments.");
        }
    }
}
