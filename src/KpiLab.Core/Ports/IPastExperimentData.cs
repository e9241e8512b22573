using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Where the effects of past experiments are, and what their columns mean.</summary>
/// <param name="Source">Source with one row an experiment (and variant) and KPI.</param>
/// <param name="Columns">Names of its columns.</param>
/// <param name="Kpis">KPI ids by the names that the data use, where these differ.</param>
/// <param name="Correlations">Correlations of KPIs over units.</param>
/// <param name="Causal">Thresholds of grade C.</param>
[TypeFormatterSource]
public sealed record PastExperimentSettings(
    string Source, PastEffectColumns Columns, IReadOnlyDictionary<string, string> Kpis, IReadOnlyList<ErrorCorrelation> Correlations, CausalSettings Causal);

/// <summary>Columns of past effects; those that are not named are used where the data have them under the usual name.</summary>
[TypeFormatterSource]
public sealed record PastEffectColumns(
    string? Experiment = null,
    string? Kpi = null,
    string? Effect = null,
    string? StandardError = null,
    string? Variant = null,
    string? Units = null,
    string? Ended = null,
    string? Outcome = null);

/// <summary>Reads the effects of past experiments. Implemented by engines.</summary>
public interface IPastExperimentData
{
    /// <summary>The effects.</summary>
    /// <exception cref="InvalidInputException">A column is missing, or a row holds what it must not; every problem found is listed.</exception>
    Task<PastExperiments> EffectsAsync(PastExperimentSettings settings, SourceDefinition source, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default);
}
