using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Testing;

/// <summary>Experiments for pages: made by the real analyser from exact moments, one for each thing that a report must be able to say.</summary>
internal static class ReportCases
{
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string?[] Platforms = ["Web", "iOS", "Android", null];

    /// <summary>Two treatments, adjustment, segments, guardrails of both kinds; one treatment is fit to ship.</summary>
    public static ReportItem Onboarding() => new(Make("onboarding_checklist", "Onboarding checklist", 10_000, 1, 0.020, 0.004)) { Metrics = Metrics };

    /// <summary>One treatment that helps but makes support suffer, with days and looks.</summary>
    public static ReportItem Paywall()
    {
        var analysis = Make("earlier_paywall", "Earlier paywall", 12_000, 1, 0.016, treatments: 1, tickets: 0.05, days: 21);
        return new ReportItem(analysis) { Looks = [Look(1, 6), Look(2, 20)] };
    }

    /// <summary>Two treatments judged by their posterior, with a prior.</summary>
    public static ReportItem Posterior()
        => new(Make("posterior", "Onboarding checklist, Bayesian", 2_000, 1, 0.020, 0.004, prior: EffectPrior.Normal(0.01, 0.03, KpiLab.Statistics.EffectScale.Relative))) { Metrics = Metrics };

    /// <summary>A sample ratio mismatch.</summary>
    public static ReportItem Mismatch() => new(Make("new_trial_form", "New trial form", 9_000, 1.09, 0.01, treatments: 1));

    /// <summary>Never applied, still running, without weights.</summary>
    public static ReportItem Running()
        => new(Make("price_page", "Price page with calculator", 2_000, 1, 0.006, treatments: 1, state: RegistrationState.Unregistered, planned: 40_000, now: Start.AddDays(9)));

    /// <summary>Names that try to be markup, script, formulas or terminal commands.</summary>
    public static ReportItem Hostile() => new(Make(
        "hostile", "</title></script><!--<script>alert(1)</script><img src=x onerror=alert(1)>", 8_000, 1, 0.01, treatments: 1,
        kpi: "\"'><svg onload=alert(2)> \u001b[31mred\u202eder $\\int$ =1+1 <a href=\"javascript:alert(3)\">x</a>", treatment: "<b>bold</b>&amp;\u0007"));

    /// <summary>Every page that a person should look at.</summary>
    public static IReadOnlyList<ReportItem> All() => [Onboarding(), Paywall(), Mismatch(), Running()];

    private static IReadOnlyList<MetricDefinition> Metrics { get; } =
    [
        Metric("trial_activation_rate", "Free-trial activation rate", MetricUnit.Fraction, Direction.Increase, MeasureType.Proportion),
        Metric("orders_per_user", "Orders per user", MetricUnit.Count, Direction.Increase, MeasureType.Mean),
        Metric("revenue_per_user", "Revenue per user", MetricUnit.Currency, Direction.Increase, MeasureType.Mean),
        Metric("support_tickets_per_user", "Support tickets per user", MetricUnit.Count, Direction.Decrease, MeasureType.Count),
        Metric("page_load_seconds", "Time until the page has loaded", MetricUnit.Duration, Direction.Decrease, MeasureType.Mean),
        Metric("sessions_per_user", "Sessions per user", MetricUnit.Count, Direction.Increase, MeasureType.Mean),
    ];

    private static Analysis Make(
        string id, string name, long units, double ratio, double activation, double second = 0, int treatments = 2, double tickets = 0.001,
        RegistrationState state = RegistrationState.Registered, long? planned = null, DateTimeOffset? now = null, string? kpi = null, string treatment = "checklist", int days = 0, EffectPrior prior = default)
    {
        var source = new SourceDefinition("onboarding_trials", new FileLocation("data/onboarding/*.parquet"), "user_id");
        var metrics = kpi is null ? Metrics : [Metrics[0] with { Name = kpi }, .. Metrics.Skip(1)];
        List<VariantDefinition> variants = [new("control", "control", state == RegistrationState.Unregistered ? null : 1, true)];
        variants.AddRange(new[] { treatment, "guided_tour" }.Take(treatments).Select(v => new VariantDefinition(v, v, state == RegistrationState.Unregistered ? null : 1, false)));
        var definition = new ExperimentDefinition(
            id, name,
            new Hypothesis("We believe that a checklist for new trials will raise activation because it shows the next step.", "trial_activation_rate", Direction.Increase, new EffectSize(0.02, true)),
            "ana@example.org", new ExposureBinding("onboarding_trials", "variant", "exposed_at"), variants,
            ["orders_per_user", "revenue_per_user"],
            [new Guardrail("support_tickets_per_user", new EffectSize(0.05, true)), new Guardrail("page_load_seconds", new EffectSize(0.08, false))],
            new Dictionary<string, string>(),
            new AnalysisPlan(
                prior.IsFlat ? Design.Fixed : Design.Bayesian, 0.05, 0.8, planned ?? (units * variants.Count), null, [new CovariateDefinition("sessions_per_user", new ExposureWindow(TimeSpan.FromDays(-14), TimeSpan.Zero))],
                FamilyCorrection.Holm, ["platform"], ComparePairs.WithControl, LiftMethod.Fieller, Start, Start.AddDays(30)) { Prior = prior });
        var resolved = ResolvedExperiment.Resolve(definition, DefinitionSet.Empty with { Sources = [source], Metrics = metrics, Experiments = [definition] });
        double[] gains = [0, activation, second];
        var cells = new List<Cell>();
        for (var v = 0; v < variants.Count; v++)
        {
            for (var p = 0; p < Platforms.Length; p++)
            {
                var n = (long)(units * new[] { 0.55, 0.25, 0.18, 0.02 }[p] * (v == 1 ? ratio : 1));
                var gain = gains[v] * new[] { 1.5, 0.5, 0.2, 0 }[p];
                var share = 0.42 + (0.03 * p) + gain;
                cells.Add(new Cell(v, [Platforms[p]], n,
                [
                    Block(n, share, Math.Sqrt(share * (1 - share)), 0.45, p + v),
                    Block(n, 2 + gain, 2.2, 0.5, p),
                    Block(n, (p == 3 ? 0.4 : 12.4) + (9 * gain) - (v == 2 ? 0.3 : 0), p == 3 ? 9 : 31, 0.3, p),
                    Block(n, 0.4 + (v == 0 ? 0 : tickets), 0.5, 0.1, p),
                    Block(n, 2.31 + (v == 0 ? 0 : 0.012), 0.8, 0, p),
                ]));
            }
        }

        var fingerprint = new SourceFingerprint(
            "onboarding_trials", [new FileFingerprint("data/onboarding/trials.parquet", 5_432_100, Start.AddDays(30), null, "5f1c0ffee0ddf00d5f1c0ffee0ddf00d5f1c0ffee0ddf00d5f1c0ffee0ddf00d")], cells.Sum(c => c.Units));
        var answer = new ExperimentCells(
            [cells], true, ["platform"], cells.Sum(c => c.Units), 3, 0, new Dictionary<string, long>(), 0, [], [], Start, Start.AddDays(29), [fingerprint],
            ["SELECT variant, platform, count(*) AS n,\n       sum(activated - 0.42) AS s1,\n       sum((activated - 0.42) * (activated - 0.42)) AS s11\nFROM read_parquet($1)\nWHERE exposed_at <= $2 AND '</script>' <> ''\nGROUP BY ALL"])
        {
            Days = days == 0 ? null : new DayCells(resolved.Needs.Days!, 1, [.. Enumerable.Range(0, days).SelectMany(d => variants.Select((_, v) => Day(d, days, v, units, activation)))]),
        };
        var registration = new RegistrationInfo(
            state, state == RegistrationState.Unregistered ? null : Start.AddDays(-3), state == RegistrationState.Unregistered ? null : "ana@example.org",
            state == RegistrationState.Unregistered ? null : 1, "7e57ab1e7e57ab1e7e57ab1e7e57ab1e7e57ab1e7e57ab1e7e57ab1e7e57ab1e", Start);
        return ExperimentAnalyzer.Analyze(resolved, answer, new AnalysisContext(
            "d1ce0fd1ced1ce0fd1ced1ce0fd1ced1ce0fd1ced1ce0fd1ced1ce0fd1ced1ce", registration, now ?? Start.AddDays(31), Look: 1));
    }

    // n units of this mean and deviation; beside them sessions before exposure, correlated with the value.
    private static JointMoments Block(long n, double mean, double deviation, double correlation, int jitter)
        => JointMoments.FromShiftedSums(
            n, [mean, 4 + (0.01 * (jitter % 2))], [0, 0],
            [deviation * deviation * (n - 1), correlation * deviation * 3 * (n - 1), 9.0 * (n - 1)]);

    private static MetricDefinition Metric(string id, string name, MetricUnit unit, Direction direction, MeasureType type)
        => new(id, name, unit, direction, new Measure(type, "onboarding_trials", new Formula(id, new ColumnReference(id, 0))));

    // Days differ by chance, the first ones by much: their units are few.
    private static DayCell Day(int day, int days, int variant, long units, double gain)
    {
        var n = day == 0 ? 1 : units / days;
        var share = 0.44 + (variant == 0 ? 0 : gain + (0.05 * Math.Sin(day * 1.3)));
        return new DayCell(DateOnly.FromDateTime(Start.UtcDateTime).AddDays(day), variant, n, Block(n, share, Math.Sqrt(share * (1 - share)), 0.45, variant));
    }

    private static Look Look(int number, int day) => new("earlier_paywall", number, Start.AddDays(day), "ana@example.org", "7e57", "da7a", 1000 * number);
}
