using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>What belongs to one run of an analysis and not to its result.</summary>
/// <param name="At">When it started.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Host">Where it ran.</param>
/// <param name="Version">KpiLab's version.</param>
public sealed record RunInfo(DateTimeOffset At, TimeSpan Duration, string Host, string Version);

/// <summary>An analysis as JSON.</summary>
/// <remarks>
/// camelCase members in a fixed order, enumerations in the spelling of definitions, numbers in full precision, moments in ISO 8601 UTC; an
/// undefined quantity is <c>{"undefined": {"code", "sentence"}}</c>, an open end of a confidence set is null beside its <c>shape</c>. The body has
/// nothing of the run in it (no clock, host, path or thread count): the same definitions, data and seed give the same bytes.
/// </remarks>
public static class AnalysisJson
{
    /// <summary>The layout's number; it grows when a member changes its meaning.</summary>
    public const int FormatVersion = 1;

    /// <summary>The body as text.</summary>
    public static string ToJson(this Analysis analysis) => JsonText.Of(analysis.ToJsonBody());

    /// <summary><c>{"run": …, "analysis": body}</c> as text.</summary>
    public static string ToJson(this Analysis analysis, RunInfo run) => JsonText.Of(new JsonObject
    {
        ["run"] = new JsonObject
        {
            ["at"] = JsonText.Time(run.At),
            ["durationSeconds"] = JsonText.Number(run.Duration.TotalSeconds),
            ["host"] = run.Host,
            ["version"] = run.Version,
        },
        ["analysis"] = analysis.ToJsonBody(),
    });

    /// <summary>The body.</summary>
    public static JsonObject ToJsonBody(this Analysis analysis) => new JsonObject
    {
        ["formatVersion"] = FormatVersion,
        ["experiment"] = Experiment(analysis),
        ["registration"] = Registration(analysis.Registration),
        ["plan"] = Plan(analysis.Plan),
        ["data"] = new JsonObject { ["hash"] = analysis.DataHash, ["sources"] = Array(analysis.Data, Source) },
        ["seed"] = analysis.Seed,
        ["look"] = analysis.Look,
        ["units"] = analysis.Units,
        ["complete"] = analysis.IsComplete,
        ["simulated"] = analysis.Simulated,
        ["recommendation"] = Recommendation(analysis.Recommendation),
        ["findings"] = Array(analysis.Findings, Finding),
        ["balance"] = BalanceJson.Of(analysis.Balance),
        ["comparisons"] = Array(analysis.Comparisons, ComparisonJson.Of),
        ["guardrails"] = Array(analysis.Guardrails, ComparisonJson.Of),
        ["dayPeriod"] = analysis.DayPeriod is { } period ? new JsonObject { ["timeZone"] = period.TimeZone, ["days"] = period.Days, ["stoppingRule"] = false } : null,
        ["days"] = Array(analysis.Days, ComparisonJson.Of),
        ["novelty"] = Array(analysis.Novelty, NoveltyJson.Of),
        ["segments"] = Array(analysis.Segments, SegmentJson.Of),
        ["queries"] = Texts(analysis.Queries),
    }.With(analysis.Sequential).With(analysis.Bayesian).With(analysis.Structure);

    internal static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => new([.. items.Select(write)]);

    internal static JsonArray Texts(IEnumerable<string> texts) => Array(texts, t => JsonValue.Create(t));

    internal static JsonObject Size(EffectSize size) => new() { ["value"] = JsonText.Number(size.Value), ["relative"] = size.IsRelative };

    private static JsonObject Experiment(Analysis analysis) => new()
    {
        ["id"] = analysis.ExperimentId,
        ["name"] = analysis.Name,
        ["owner"] = analysis.Owner,
        ["hypothesis"] = new JsonObject
        {
            ["statement"] = analysis.Hypothesis.Statement,
            ["kpi"] = analysis.Hypothesis.Kpi,
            ["direction"] = Spelling.Snake(analysis.Hypothesis.Direction),
            ["minimumEffect"] = analysis.Hypothesis.MinimumEffect is { } minimum ? Size(minimum) : null,
        },
        ["variants"] = Array(analysis.Variants, v => new JsonObject
        {
            ["id"] = v.Id,
            ["value"] = v.Value,
            ["weight"] = JsonText.Number(v.Weight),
            ["control"] = v.IsControl,
        }),
        ["definitionHash"] = analysis.DefinitionHash,
    };

    private static JsonObject Registration(RegistrationInfo registration) => new()
    {
        ["state"] = Spelling.Snake(registration.State),
        ["at"] = JsonText.Time(registration.At),
        ["actor"] = registration.Actor,
        ["version"] = registration.Version,
        ["termsHash"] = registration.TermsHash,
        ["firstExposure"] = JsonText.Time(registration.FirstExposure),
    };

    private static JsonObject Plan(AnalysisPlan plan) => new JsonObject
    {
        ["design"] = Spelling.Snake(plan.Design),
        ["alpha"] = JsonText.Number(plan.Alpha),
        ["power"] = JsonText.Number(plan.Power),
        ["units"] = plan.Units,
        ["looks"] = plan.Looks is { } looks ? new JsonObject { ["count"] = looks.Count, ["spending"] = looks.Spending, ["futility"] = looks.Futility } : null,
        ["covariates"] = Array(plan.Covariates, c => new JsonObject { ["kpi"] = c.Kpi, ["window"] = c.Window?.ToString() }),
        ["correction"] = Spelling.Snake(plan.Correction),
        ["segments"] = Texts(plan.Segments),
        ["compare"] = Spelling.Snake(plan.Compare),
        ["lift"] = Spelling.Snake(plan.Lift),
        ["starts"] = JsonText.Time(plan.Starts),
        ["ends"] = JsonText.Time(plan.Ends),
    }.With(plan.Prior).With(plan.OutcomeModel).WithEstimator(plan);

    private static JsonObject Source(SourceFingerprint source) => new()
    {
        ["source"] = source.Source,
        ["rows"] = source.Rows,
        ["files"] = Array(source.Files, f => new JsonObject
        {
            ["path"] = f.Path,
            ["bytes"] = f.Bytes,
            ["modified"] = JsonText.Time(f.Modified),
            ["sha256"] = f.Sha256,
            ["parquetFooter"] = f.ParquetFooter,
        }),
    };

    private static JsonObject Recommendation(Recommendation recommendation) => new()
    {
        ["word"] = Spelling.Snake(recommendation.Advice),
        ["variant"] = recommendation.Variant,
        ["rule"] = recommendation.Rule,
        ["sentence"] = recommendation.Sentence,
        ["whatWouldChangeIt"] = Texts(recommendation.WhatWouldChangeIt),
        ["exploratory"] = recommendation.Exploratory,
        ["byVariant"] = Array(recommendation.ByVariant, Recommendation),
    };

    internal static JsonObject Finding(Finding finding) => new()
    {
        ["code"] = finding.Code,
        ["severity"] = Spelling.Snake(finding.Severity),
        ["sentence"] = finding.Sentence,
        ["remedy"] = finding.Remedy,
        ["subject"] = finding.Subject,
    };
}
