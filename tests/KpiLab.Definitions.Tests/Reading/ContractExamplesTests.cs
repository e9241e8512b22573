using KpiLab.Statistics;

namespace KpiLab.Definitions.Tests;

/// <summary>The documents of the contracts, with the sources that they name added.</summary>
public sealed class ContractExamplesTests
{
    internal static IReadOnlyList<(string Path, string Text)> Files { get; } =
    [
        .. Directory.GetFiles(Path.Combine(KpiLab.Testing.Repository.Root, "tests", "KpiLab.Definitions.Tests", "Examples", "contracts"), "*.yaml")
            .Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), File.ReadAllText(f))),
    ];

    internal static DefinitionReading Reading { get; } = DefinitionReader.Read(Files, name => name == "WAREHOUSE_URL" ? "data/warehouse.duckdb" : null);

    [Fact]
    public void The_documents_of_the_contracts_have_no_problem()
        => Assert.Empty(Reading.Problems.Select(p => p.ToString()));

    [Fact]
    public void The_documents_of_the_contracts_give_no_warning()
        => Assert.Empty(Reading.Warnings.Select(p => p.ToString()));

    [Fact]
    public void The_settings_are_those_that_are_written()
    {
        var settings = Reading.Set.Settings;
        Assert.Equal(".kpilab/store.db", settings.Store);
        Assert.Equal([new ConnectionSettings("warehouse", "duckdb", "data/warehouse.duckdb")], settings.Connections);
        Assert.Equal(new WorkspaceDefaults(0.05, 0.95, "UTC", DayOfWeek.Monday, new MaxPrimary(3, "per_team_per_goal")), settings.Defaults);
        Assert.Equal([ExperimentAdvice.Invalid, ExperimentAdvice.Ship, ExperimentAdvice.Inconclusive], settings.Rules!.Select(r => r.Advice));
    }

    [Fact]
    public void The_sources_are_those_that_are_written()
    {
        var orders = Reading.Set.Source("orders")!;
        Assert.Equal(new FileLocation("data/orders/*.parquet"), orders.Location);
        Assert.Equal(("user_id", "ordered_at"), (orders.Unit, orders.Time));
        Assert.Equal("double", orders.Columns!["amount"]);
        Assert.Equal(new TableLocation("warehouse", "sales.trials"), Reading.Set.Source("trials")!.Location);
    }

    [Fact]
    public void The_goal_is_the_one_that_is_written()
        => Assert.Equal(
            new GoalDefinition("grow_profitable_revenue", "Grow profitable revenue", GoalLevel.Enterprise, null, OutcomeCategory.Revenue, new DateOnly(2029, 12, 31)),
            Assert.Single(Reading.Set.Goals));

    [Fact]
    public void The_kpi_is_the_one_that_is_written()
    {
        var kpi = Reading.Set.Kpis.Single(k => k.Id == "trial_activation_rate");
        Assert.Equal((Tier.Primary, Purpose.Predict, true, Cadence.Weekly), (kpi.Tier, kpi.Purpose, kpi.Public, kpi.Cadence));
        Assert.Equal((MetricUnit.Fraction, Direction.Increase), (kpi.Unit, kpi.Direction));
        Assert.Equal(new Target(0.42, new DateOnly(2027, 3, 31)), kpi.Target);
        Assert.Equal(0.36, kpi.Benchmark["own_past"]);
        Assert.Equal(0.4, kpi.Benchmark["industry"]);
        Assert.Equal(
            new Threshold("drop > 20% week over week", Severity.Critical, "Run a lead-source audit", TimeSpan.FromDays(2), "head of growth"), Assert.Single(kpi.Thresholds));
        Assert.Equal((MeasureType.Proportion, "trials", "activated"), (kpi.Measure!.Type, kpi.Measure.Source, kpi.Measure.Value!.Text));
        Assert.Equal(new Narrative("Trials go cold", "More trials pay", "Share of trials that activate"), kpi.Narrative);
    }

    [Fact]
    public void The_measures_are_those_that_are_written()
    {
        var revenue = Reading.Set.Metric("revenue_per_user")!;
        Assert.Equal("Revenue per user", revenue.Name);
        Assert.Equal("if(channel = 'test', 0, amount)", revenue.Measure.Value!.Text);
        Assert.Equal(new ExposureWindow(TimeSpan.Zero, TimeSpan.FromDays(14)), revenue.Measure.Window);
        Assert.Equal(new Cap(0.999, IsPercentile: true), revenue.Measure.Cap);
        Assert.Equal((Aggregate.Sum, MissingRule.Zero), (revenue.Measure.Aggregate, revenue.Measure.Missing));
        Assert.Equal(MetricUnit.Count, Reading.Set.Metric("orders_per_user")!.Unit);
        var paid = Reading.Set.Metric("paid_conversions")!.Measure;
        Assert.Equal((MeasureType.Imported, "week", "se", "v"), (paid.Type, paid.Period, paid.StandardError, paid.Value!.Text));
    }

    [Fact]
    public void The_link_is_the_one_that_is_written()
    {
        var link = Assert.Single(Reading.Set.Links);
        Assert.Equal(("trial_activation_rate", "paid_conversions", ExpectedSign.Positive), (link.From, link.To, link.Expect));
        Assert.Equal(new LagRange(Lag.Weeks(2), Lag.Weeks(10)), link.Lag);
        Assert.Equal(0.3, link.SmallestEffect);
        Assert.Equal(["marketing_spend"], link.Controls);
    }

    [Fact]
    public void The_experiment_is_the_one_that_is_written()
    {
        var experiment = Reading.Set.Experiment("onboarding_checklist")!;
        Assert.Equal(("trial_activation_rate", Direction.Increase, new EffectSize(0.02, true)), (experiment.Hypothesis.Kpi, experiment.Hypothesis.Direction, experiment.Hypothesis.MinimumEffect));
        Assert.Equal(new ExposureBinding("onboarding_trials", "variant", "exposed_at"), experiment.Exposures);
        Assert.Equal([new VariantDefinition("control", "No checklist", 0.5, true), new VariantDefinition("checklist", "checklist", 0.5, false)], experiment.Variants);
        Assert.Equal(["orders_per_user", "revenue_per_user"], experiment.Secondary);
        Assert.Equal([new Guardrail("support_tickets_per_user", new EffectSize(0.03, true))], experiment.Guardrails);
        Assert.Equal("activated", experiment.Bind["trial_activation_rate"]);
        var plan = experiment.Plan;
        Assert.Equal((Design.Fixed, 0.05, 0.8, 40000L), (plan.Design, plan.Alpha, plan.Power, plan.Units));
        Assert.Equal([new CovariateDefinition("sessions_per_user", new ExposureWindow(TimeSpan.FromDays(-14), TimeSpan.Zero))], plan.Covariates);
        Assert.Equal((FamilyCorrection.Holm, ComparePairs.WithControl, LiftMethod.Fieller), (plan.Correction, plan.Compare, plan.Lift));
        Assert.Equal(["country", "platform"], plan.Segments);
        Assert.Equal(new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero), plan.Starts);
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), plan.Ends);
    }
}
