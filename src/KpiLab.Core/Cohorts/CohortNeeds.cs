namespace KpiLab.Core;

/// <summary>How long a cohort's periods are.</summary>
public enum CohortPeriod
{
    /// <summary>Calendar weeks.</summary>
    Week,

    /// <summary>Calendar months.</summary>
    Month,
}

/// <summary>What a survival curve waits for.</summary>
public enum SurvivalEvent
{
    /// <summary>A unit's first row that counts.</summary>
    First,

    /// <summary>So many days without a row that counts.</summary>
    Lapse,
}

/// <summary>Exposures that units enter by.</summary>
/// <param name="Source">Where they are.</param>
/// <param name="Variant">Column of the variant.</param>
/// <param name="ExposedAt">Column of the time.</param>
/// <param name="Variants">The variants, in definition order.</param>
public sealed record CohortExposures(SourceDefinition Source, string Variant, string ExposedAt, IReadOnlyList<VariantDefinition> Variants);

/// <summary>All that a cohort analysis needs from the data.</summary>
/// <param name="Quantities">The KPI's value, or its numerator and denominator, of an event table.</param>
/// <param name="Source">That table.</param>
/// <param name="Exposures">What units enter by; null: by their first row of the table.</param>
/// <param name="Segment">Column of the source of entry that groups units by the value of their first row; null: by variant, or not at all.</param>
/// <param name="Calendar">Calendar periods.</param>
/// <param name="TimeZone">Whose calendar.</param>
/// <param name="Until">What the survival curve waits for.</param>
/// <param name="LapseDays">Days without a row that counts after which a unit has lapsed.</param>
/// <param name="AsOf">Rows after this moment are not looked at; null: all.</param>
public sealed record CohortNeeds(
    IReadOnlyList<Quantity> Quantities, SourceDefinition Source, CohortExposures? Exposures, string? Segment, SeriesCalendar Calendar, string TimeZone, SurvivalEvent Until, int LapseDays,
    DateTimeOffset? AsOf)
{
    /// <summary>Groups kept; smaller ones are joined.</summary>
    public const int MostGroups = 12;

    /// <summary>Cohorts kept; more are refused.</summary>
    public const int MostCohorts = 240;

    /// <summary>What the joined groups are called.</summary>
    public const string OtherGroups = "(other)";
}
