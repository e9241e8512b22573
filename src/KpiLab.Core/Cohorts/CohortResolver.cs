namespace KpiLab.Core;

/// <summary>What is asked of a cohort analysis.</summary>
/// <param name="Kpi">KPI or metric id.</param>
/// <param name="By">Weeks or months.</param>
/// <param name="Segment">Column of the source of entry to group by.</param>
/// <param name="Experiment">Units enter by their first exposure in this experiment; null: by their first row of the KPI's source.</param>
/// <param name="Until">What the survival curve waits for; null: the first row that counts for a share, else a lapse.</param>
/// <param name="LapseDays">Days without a row that counts after which a unit has lapsed; null: 7 by week, 28 by month.</param>
public sealed record CohortQuestion(
    string Kpi, CohortPeriod By = CohortPeriod.Month, string? Segment = null, string? Experiment = null, SurvivalEvent? Until = null, int? LapseDays = null);

/// <summary>A question with what it refers to: what is needed from the data, and what for.</summary>
/// <param name="Metric">The KPI.</param>
/// <param name="Needs">What the data must answer.</param>
/// <param name="Entry">What units enter by, in words.</param>
/// <param name="Control">The control variant; null without an experiment.</param>
/// <param name="Level">Level of every interval.</param>
public sealed record ResolvedCohort(MetricDefinition Metric, CohortNeeds Needs, string Entry, string? Control, double Level)
{
    /// <summary>Resolves a question against the definitions.</summary>
    /// <exception cref="InvalidInputException">It cannot be answered; the message says why.</exception>
    public static ResolvedCohort Resolve(CohortQuestion question, DefinitionSet definitions, DateTimeOffset? asOf)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(definitions);
        var metric = definitions.Metric(question.Kpi)
            ?? throw new InvalidInputException("kpi", $"there is no kpi or metric {question.Kpi} with a measure in the workspace", "see `kpilab kpi list`");
        var measure = metric.Measure;
        if (measure.Type is MeasureType.Quantile or MeasureType.Imported)
        {
            throw new InvalidInputException($"{metric.Id}.measure.type", $"{metric.Id} is of type {measure.Type.ToString().ToLowerInvariant()}, which has no value by cohort", "use mean, proportion, ratio, count or retention");
        }

        if (measure.Aggregate is Aggregate.First or Aggregate.Last or Aggregate.Max)
        {
            throw new InvalidInputException($"{metric.Id}.measure.aggregate", $"`{measure.Aggregate.ToString()!.ToLowerInvariant()}` has no value by period of a cohort", "use sum, count or any");
        }

        if (measure.Source is null || definitions.Source(measure.Source) is not { } source)
        {
            throw new InvalidInputException($"{metric.Id}.measure.source", $"{metric.Id} names no source with events", "write `source:` with the id of a source that has `unit` and `time`");
        }

        if (question.LapseDays is < 1)
        {
            throw new InvalidInputException("--lapse-days", Invariant($"{question.LapseDays} days is no time to lapse in"), "write a whole number from 1");
        }

        var (exposures, control) = Exposures(question, definitions);
        var defaults = definitions.Settings.Defaults;
        var until = question.Until ?? (measure.Type == MeasureType.Proportion ? SurvivalEvent.First : SurvivalEvent.Lapse);
        var needs = new CohortNeeds(
            Quantities(metric, source.Id), source, exposures, question.Segment, new SeriesCalendar(question.By == CohortPeriod.Week ? Cadence.Weekly : Cadence.Monthly, defaults.WeekStarts), defaults.TimeZone, until,
            question.LapseDays ?? (question.By == CohortPeriod.Week ? 7 : 28), asOf);
        return new ResolvedCohort(metric, needs, exposures is null ? $"first row of {source.Id}" : $"first exposure in {question.Experiment}", control, defaults.Level);
    }

    private static (CohortExposures? Exposures, string? Control) Exposures(CohortQuestion question, DefinitionSet definitions)
    {
        if (question.Experiment is not { } id)
        {
            return (null, null);
        }

        var experiment = definitions.Experiment(id)
            ?? throw new InvalidInputException("--experiment", $"there is no experiment {id} in the workspace", "the experiments are " + string.Join(", ", definitions.Experiments.Select(e => e.Id)));
        if (experiment.Exposures.ExposedAt is not { } exposedAt || definitions.Source(experiment.Exposures.Source) is not { } source)
        {
            throw new InvalidInputException($"{id}.exposures.exposed_at", $"the exposures of {id} have no time", "name the column of the exposure time");
        }

        return (new CohortExposures(source, experiment.Exposures.Variant, exposedAt, experiment.Variants), experiment.Control.Id);
    }

    // A window counts from exposure and has no place in calendar periods: every row from entry on counts.
    private static List<Quantity> Quantities(MetricDefinition metric, string source)
    {
        var measure = metric.Measure;
        Quantity Of(QuantityRole role, Formula? value, Aggregate standard) => new(
            metric.Id, role, source, value, measure.Where, measure.Aggregate ?? standard, null, null, measure.Missing, measure.Type is MeasureType.Proportion or MeasureType.Retention);
        return measure.Type switch
        {
            MeasureType.Proportion or MeasureType.Retention => [Of(QuantityRole.Value, measure.Value, Aggregate.Any)],
            MeasureType.Count => [Of(QuantityRole.Value, measure.Value, Aggregate.Count)],
            MeasureType.Ratio => [Of(QuantityRole.Numerator, measure.Numerator, Aggregate.Sum), Of(QuantityRole.Denominator, measure.Denominator, Aggregate.Sum)],
            _ => [Of(QuantityRole.Value, measure.Value, measure.Value is null ? Aggregate.Count : Aggregate.Sum)],
        };
    }
}
