namespace KpiLab.Core;

/// <summary>Codes of the reasons why series cannot be put together.</summary>
public static class SeriesRefusal
{
    /// <summary>A series has no value at all.</summary>
    public const string NoValues = "no-values";

    /// <summary>Periods are not one after the other.</summary>
    public const string UnequalSpacing = "unequal-spacing";

    /// <summary>The series have no period in common.</summary>
    public const string NoOverlap = "no-overlap";

    /// <summary>Weeks begin on different days.</summary>
    public const string DifferentWeekStarts = "different-week-starts";

    /// <summary>Nothing in common is left since a definition changed.</summary>
    public const string DefinitionChange = "definition-change";

    /// <summary>Every declared lag is shorter than one period.</summary>
    public const string LagTooShort = "lag-too-short";

    /// <summary>A cadence cannot be made from another.</summary>
    public const string FinerCadence = "finer-cadence";
}
