namespace KpiLab.Core;

/// <summary>One series to read.</summary>
/// <param name="Id">KPI or metric.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Measure">How a value is computed.</param>
/// <param name="Source">Where its rows are.</param>
/// <param name="Cadence">Periods wanted; null: those of the imported values, and weeks for a computed KPI.</param>
/// <param name="Declared">How often the KPI is reported, where it says so: tells how often imported values come where the data leave it open.</param>
public sealed record SeriesNeed(string Id, string Name, MetricUnit Unit, Measure Measure, SourceDefinition Source, Cadence? Cadence = null, Cadence? Declared = null);

/// <summary>Series to read together; those of one source are read in one scan.</summary>
/// <param name="Series">The series.</param>
/// <param name="WeekStarts">First day of a week.</param>
/// <param name="TimeZone">Whose days.</param>
/// <param name="AsOf">The moment that is looked from: later rows are not seen, and the last period is complete only when it ended before it.</param>
public sealed record SeriesNeeds(IReadOnlyList<SeriesNeed> Series, DayOfWeek WeekStarts, string TimeZone, DateTimeOffset AsOf);

/// <summary>Computes the values of KPIs by period. Implemented by engines.</summary>
public interface ISeriesData
{
    /// <summary>The series, in the order of the needs, without definition changes and notes, which the store knows.</summary>
    /// <exception cref="InvalidInputException">A source or formula does not fit the data; every problem found is listed.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    Task<IReadOnlyList<KpiSeries>> SeriesAsync(
        SeriesNeeds needs, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default);

    /// <summary>The series as they are seen from several moments, from the same state of the data: by moment, then in the order of the needs, whose own moment does not count.</summary>
    /// <exception cref="InvalidInputException">A source or formula does not fit the data as seen from one of the moments.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    Task<IReadOnlyList<IReadOnlyList<KpiSeries>>> SeriesAsync(
        SeriesNeeds needs, IReadOnlyList<DateTimeOffset> moments, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default);
}
