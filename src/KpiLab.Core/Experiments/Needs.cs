namespace KpiLab.Core;

/// <summary>Which of a block's quantities play which part.</summary>
public enum QuantityRole
{
    /// <summary>The value of a mean, proportion or count.</summary>
    Value,

    /// <summary>A ratio's numerator.</summary>
    Numerator,

    /// <summary>A ratio's denominator.</summary>
    Denominator,

    /// <summary>A covariate's value.</summary>
    Covariate,

    /// <summary>A ratio covariate's numerator.</summary>
    CovariateNumerator,

    /// <summary>A ratio covariate's denominator.</summary>
    CovariateDenominator,
}

/// <summary>One number per unit: a formula over a source's rows, windowed, aggregated, capped.</summary>
/// <param name="Metric">The KPI or metric it belongs to, for messages.</param>
/// <param name="Role">Its part in the block.</param>
/// <param name="Source">Source id.</param>
/// <param name="Value">The row's value; null counts rows.</param>
/// <param name="Where">Rows that count.</param>
/// <param name="Aggregate">How a unit's rows become one number; ignored where the source is the exposures source (the unit's own row).</param>
/// <param name="Window">Rows that count by time since first exposure; null: all rows at or after the first exposure.</param>
/// <param name="Cap">Winsorising cap.</param>
/// <param name="Missing">What a unit without a value counts as; null: the default of the data shape.</param>
/// <param name="IsShare">True where the value must be 0 or 1 (a boolean formula is converted).</param>
public sealed record Quantity(
    string Metric,
    QuantityRole Role,
    string Source,
    Formula? Value,
    Formula? Where,
    Aggregate Aggregate,
    ExposureWindow? Window,
    Cap? Cap,
    MissingRule? Missing,
    bool IsShare);

/// <summary>Quantities that are needed jointly, on the same units: their count, means and all second and cross moments.</summary>
/// <param name="Id">The KPI or metric id.</param>
/// <param name="Quantities">Its value, or numerator and denominator, then the covariates.</param>
/// <param name="Cluster">Column of the randomised cluster, or null.</param>
public sealed record MomentBlock(string Id, IReadOnlyList<Quantity> Quantities, string? Cluster = null)
{
    /// <summary>Which quantile of its one quantity is compared: its value counts are needed beside the moments; null: none.</summary>
    public double? Quantile { get; init; }

    /// <summary>The KPI's own method; null: it is compared by its mean or quantile.</summary>
    public KpiMethod? Method { get; init; }

    /// <summary>Whether distinct values are counted: for quantiles, ranks and resampling of independent units.</summary>
    public bool NeedsValues => (Quantile is not null || Method is not null and not KpiMethod.Poisson) && Cluster is null;

    /// <summary>Whether its units are needed one by one, beside the moments: at most <see cref="UnitRows.Most"/>.</summary>
    public bool NeedsRows { get; init; }
}

/// <summary>All that the comparisons of an experiment need from the data.</summary>
/// <param name="Exposures">The exposures source.</param>
/// <param name="Variant">Its variant column.</param>
/// <param name="ExposedAt">Its time-of-exposure column, or null.</param>
/// <param name="Variants">The variants, control and treatments, in definition order.</param>
/// <param name="Segments">Columns of the exposures source to break down by.</param>
/// <param name="Blocks">Moments needed.</param>
/// <param name="Sources">All sources that the quantities name, exposures included.</param>
/// <param name="AsOf">Rows after this moment are not looked at; null: all.</param>
public sealed record ExperimentNeeds(
    SourceDefinition Exposures,
    string Variant,
    string? ExposedAt,
    IReadOnlyList<VariantDefinition> Variants,
    IReadOnlyList<string> Segments,
    IReadOnlyList<MomentBlock> Blocks,
    IReadOnlyList<SourceDefinition> Sources,
    DateTimeOffset? AsOf = null)
{
    /// <summary>The moments that are needed by day of first exposure, too; null: none.</summary>
    public DayNeeds? Days { get; init; }

    /// <summary>Clusters are blocks of time, of each value of the cluster column; null: they are its values.</summary>
    public SwitchbackPlan? Switchback { get; init; }

    /// <summary>The primary KPI by days since exposure; null: not needed.</summary>
    public SinceExposureNeeds? SinceExposure { get; init; }

    /// <summary>The units themselves, a bounded number of them; null: not needed.</summary>
    public UnitNeeds? Units { get; init; }
}
