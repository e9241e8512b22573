using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a row of an A/A analysis counts.</summary>
public enum AaSubject
{
    /// <summary>A KPI's comparison as the analysis makes it: adjusted where the plan has covariates.</summary>
    Comparison,

    /// <summary>The same without covariates, where the plan has some.</summary>
    Unadjusted,

    /// <summary>Whether anything in a family of comparisons is significant after its correction.</summary>
    Family,

    /// <summary>The alarm of the sample ratio.</summary>
    SampleRatio,
}

/// <summary>How often one test alarms where nothing is there, measured by re-randomising the user's own units.</summary>
/// <param name="Subject">What is counted.</param>
/// <param name="Id">KPI or metric id, or the family's name; null: the sample ratio.</param>
/// <param name="Name">For readers.</param>
/// <param name="Role">Role of the KPI; null where the row is not about one.</param>
/// <param name="Treatment">Variant id; null where the row is about all.</param>
/// <param name="Alpha">The error rate that is promised.</param>
/// <param name="Runs">Re-randomisations in which the comparison was defined.</param>
/// <param name="Undefined">Re-randomisations in which it was not.</param>
/// <param name="Alarms">Re-randomisations in which it was significant.</param>
/// <param name="Rate">Their share, with an interval that holds for all rows together.</param>
[TypeFormatterSource]
public sealed record AaRow(
    AaSubject Subject, string? Id, string Name, ComparisonRole? Role, string? Treatment, double Alpha, int Runs, int Undefined, int Alarms, Estimable<AaRate> Rate) : IShowable
{
    /// <summary>Share of the intervals that contain 0; null where the row has no intervals.</summary>
    public double? Coverage { get; init; }

    /// <summary>Mean of the effects; 0 but for chance.</summary>
    public double? MeanEffect { get; init; }

    /// <summary>Standard deviation of the effects over the re-randomisations: what the standard error estimates.</summary>
    public double? EffectDeviation { get; init; }

    /// <summary>Mean of the standard errors.</summary>
    public double? MeanStandardError { get; init; }

    /// <summary>Mean standard error divided by the standard deviation of the effects.</summary>
    public double? ErrorRatio => MeanStandardError / EffectDeviation is var ratio && ratio is { } r && double.IsFinite(r) ? r : null;

    /// <summary>What the rate says of the promise.</summary>
    public AaWord Word => !Rate.IsDefined ? AaWord.Unknown
        : Rate.Value.Lower > Alpha ? AaWord.TooHigh
        : Rate.Value.Upper < Alpha ? AaWord.TooLow
        : AaWord.AsPromised;
}

/// <summary>A measured rate.</summary>
/// <param name="Value">The share.</param>
/// <param name="Lower">Lower end of its interval.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Level">Level of the interval.</param>
[TypeFormatterSource]
public readonly record struct AaRate(double Value, double Lower, double Upper, Level Level);

/// <summary>A measured rate against the promised one.</summary>
public enum AaWord
{
    /// <summary>The interval contains alpha.</summary>
    AsPromised,

    /// <summary>The interval lies above alpha.</summary>
    TooHigh,

    /// <summary>The interval lies below alpha.</summary>
    TooLow,

    /// <summary>The comparison was never defined.</summary>
    Unknown,
}

/// <summary>How often an experiment's tests alarm where nothing is there, on the user's own data.</summary>
/// <param name="ExperimentId">Experiment.</param>
/// <param name="Name">Its name.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Units">Units of the experiment.</param>
/// <param name="UnitsUsed">Units that were re-randomised.</param>
/// <param name="By">Column whose values were assigned as a whole; null: units were assigned one by one.</param>
/// <param name="Assigned">Units, or groups of them, that were assigned each time.</param>
/// <param name="Runs">Re-randomisations.</param>
/// <param name="Seed">Their seed.</param>
/// <param name="Rows">What was counted.</param>
/// <param name="Findings">What a reader must know.</param>
[TypeFormatterSource]
public sealed record AaAnalysis(
    string ExperimentId,
    string Name,
    AnalysisPlan Plan,
    long Units,
    long UnitsUsed,
    string? By,
    long Assigned,
    int Runs,
    long Seed,
    IReadOnlyList<AaRow> Rows,
    IReadOnlyList<Finding> Findings) : IShowable;
