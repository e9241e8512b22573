using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Definitions;

namespace KpiLab.Benchmarks;

/// <summary>The main job: a sample ratio test, five metrics of which one is a ratio, lift intervals, covariate adjustment, three breakdowns. Through <see cref="Lab"/>, as a user runs it.</summary>
internal static class MainJob
{
    public const string Id = "main_job";

    /// <summary>The same job with p50, p90 and p99 of the latency, by segment, too.</summary>
    public const string WithQuantiles = "main_job_with_quantiles";

    /// <summary>Writes a workspace around data files that are already in its folder.</summary>
    public static void WriteWorkspace(string folder, string pattern)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "kpilab.yaml"), Invariant($$"""
            store: .kpilab/store.db
            ---
            kind: source
            id: users
            from: "{{pattern}}"
            unit: user_id
            ---
            {{Metric("conversion", "fraction", "{type: proportion, source: users, value: converted}")}}
            {{Metric("revenue", "currency", "{type: mean, source: users, value: revenue}")}}
            {{Metric("sessions", "count", "{type: mean, source: users, value: sessions}")}}
            {{Metric("latency", "duration", "{type: mean, source: users, value: latency_ms}")}}
            {{Metric("click_rate", "ratio", "{type: ratio, source: users, numerator: clicks, denominator: impressions}")}}
            {{Metric("revenue_before", "currency", "{type: mean, source: users, value: pre_revenue}")}}
            {{Metric("latency_p50", "duration", "{type: quantile, source: users, value: latency_ms, q: 0.5}")}}
            {{Metric("latency_p90", "duration", "{type: quantile, source: users, value: latency_ms, q: 0.9}")}}
            {{Metric("latency_p99", "duration", "{type: quantile, source: users, value: latency_ms, q: 0.99}")}}
            {{Experiment(Id, "")}}
            ---
            {{Experiment(WithQuantiles, ", latency_p50, latency_p90, latency_p99")}}
            """));
    }

    /// <summary>The sufficient statistics alone, with the fingerprint of the data, as an analysis asks for them.</summary>
    public static void Measure(string folder)
    {
        var definitions = WorkspaceReader.Read(folder).OrThrow();
        var needs = ResolvedExperiment.Resolve(definitions.Experiment(Id)!, definitions).Needs;
        var cells = new DuckExperimentData(folder).MeasureAsync(needs, new ReadOptions()).GetAwaiter().GetResult();
        Consume(cells.TotalUnits, cells.Fingerprints.Count);
    }

    /// <summary>The whole analysis: definitions, sufficient statistics, checks, estimators, recommendation.</summary>
    public static void Analyze(string folder, string id = Id)
    {
        var lab = Lab.OpenAsync(folder).GetAwaiter().GetResult();
        var analysis = lab.AnalyzeAsync(id).GetAwaiter().GetResult();
        Consume(analysis.Units, analysis.Comparisons.Count);
    }

    private static void Consume(long units, int parts)
    {
        if (units <= 0 || parts <= 0)
        {
            throw new InvalidOperationException("the job came back empty");
        }
    }

    private static string Experiment(string id, string further) => $$"""
        kind: experiment
        id: {{id}}
        name: The main job
        hypothesis: {statement: The treatment raises conversion., kpi: conversion, direction: increase, minimum_effect: 1%}
        owner: bench@example.org
        exposures: {source: users, variant: variant, exposed_at: exposure_ts}
        variants:
          - {id: control, weight: 0.5, control: true}
          - {id: treatment, weight: 0.5}
        secondary: [revenue, sessions, latency, click_rate{{further}}]
        plan:
          design: fixed
          covariates: [{kpi: revenue_before}]
          segments: [country, platform, cohort]
          correction: benjamini_hochberg
        """;

    private static string Metric(string id, string unit, string measure) => $"kind: metric\nid: {id}\nname: {id}\nunit: {unit}\ndirection: {(id.StartsWith("latency", StringComparison.Ordinal) ? "decrease" : "increase")}\nmeasure: {measure}\n---";
}
