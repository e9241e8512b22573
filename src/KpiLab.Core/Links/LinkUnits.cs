using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Early behaviour and later outcome of the same units, as a link declares them.</summary>
/// <param name="Source">Source with one row a unit; or with one row an event, and then <paramref name="Early"/> and <paramref name="Outcome"/> are cut from the log by their windows.</param>
/// <param name="Early">The early behaviour.</param>
/// <param name="Outcome">The later outcome; its window begins no earlier than the other's ends.</param>
[TypeFormatterSource]
public sealed record LinkUnits(string Source, UnitPart Early, UnitPart Outcome)
{
    /// <summary>How units enter where rows are events; null: one row a unit.</summary>
    public UnitEntry? Entry { get; init; }

    /// <summary>Column with the moment that the unit entered, one row a unit; null: rows are in order of time.</summary>
    public string? Entered { get; init; }

    /// <summary>Column with the variant, where the units are those of an experiment; null: they are not.</summary>
    public string? Variant { get; init; }

    /// <summary>What it holds for the control.</summary>
    public string? Control { get; init; }

    /// <summary>The source that tells when a unit entered.</summary>
    public string EntrySource => Entry?.Source ?? Source;

    /// <summary>The source that the outcome is counted in.</summary>
    public string OutcomeSource => Outcome.Source ?? Source;

    /// <summary>All sources, each once.</summary>
    public IEnumerable<string> Sources => new[] { Source, EntrySource, OutcomeSource }.Distinct(StringComparer.Ordinal);
}

/// <summary>A quantity of a unit.</summary>
/// <param name="Value">Its value, of the unit's row or of each of its events; null: events are counted.</param>
/// <param name="Window">When it is counted, since the unit entered.</param>
[TypeFormatterSource]
public sealed record UnitPart(Formula? Value, ExposureWindow Window)
{
    /// <summary>Events that count; null: all.</summary>
    public Formula? Where { get; init; }

    /// <summary>How a unit's events become one number; null: the sum of numbers, whether a condition held in any, the number of events without a value.</summary>
    public Aggregate? Aggregate { get; init; }

    /// <summary>Source of the events, where it is another than the link's; outcome only.</summary>
    public string? Source { get; init; }
}

/// <summary>How a unit enters: by its first row in a source.</summary>
/// <param name="Source">Source with the entries; null: that of the events.</param>
/// <param name="Where">Rows that are entries; null: all.</param>
[TypeFormatterSource]
public sealed record UnitEntry(string? Source, Formula? Where);

/// <summary>How many units entered as soon as the data begin, and how many do in a stretch of that length later.</summary>
public readonly record struct StartCrowd(long Units, double Usual);

/// <summary>Units as they were read: in order of entry, those without either value left out.</summary>
/// <param name="Early">Early behaviour.</param>
/// <param name="Outcome">Later outcome.</param>
/// <param name="Months">Month of entry, where known.</param>
/// <param name="Read">Units read, those left out included.</param>
/// <param name="Missing">Units without one of the two.</param>
public sealed record UnitRowSample(IReadOnlyList<double> Early, IReadOnlyList<double> Outcome, IReadOnlyList<DateOnly?> Months, long Read, long Missing)
{
    /// <summary>1 for a treated unit and 0 for one of the control, where the units are those of an experiment; null: they are not.</summary>
    public IReadOnlyList<double>? Treated { get; init; }

    /// <summary>Units left out because the outcome's window was not over.</summary>
    public long Open { get; init; }

    /// <summary>The moment up to which outcomes were seen; null where nothing tells.</summary>
    public DateTimeOffset? ObservedUntil { get; init; }

    /// <summary>Units that entered with the first rows of a log, where entries are first rows; null: they are not, or the log is too short to tell.</summary>
    public StartCrowd? Start { get; init; }
}
