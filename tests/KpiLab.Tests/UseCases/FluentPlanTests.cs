using System.Reflection;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;
using KpiLab.Testing;

namespace KpiLab.Tests;

/// <summary>Whatever a plan can say in YAML, a call of <see cref="Experiment"/> says.</summary>
public sealed class FluentPlanTests
{
    private static readonly Experiment Plain = Experiment.Between("old", "new").On("spend");

    // One call a field; names of fields as in the schema, by its place.
    private static readonly Dictionary<string, Func<Experiment, Experiment>> Calls = new(StringComparer.Ordinal)
    {
        ["plan.design"] = e => e.AlwaysValid(),
        ["plan.alpha"] = e => e.AtAlpha(0.1),
        ["plan.power"] = e => e.WithPower(0.9),
        ["plan.units"] = e => e.PlannedUnits(40_000),
        ["plan.looks"] = e => e.GroupSequential(5, "pocock", "obrien_fleming"),
        ["plan.prior"] = e => e.Bayesian(EffectPrior.Normal(0, 0.05, EffectScale.Relative)),
        ["plan.covariates"] = e => e.AdjustedFor("before"),
        ["plan.estimator"] = e => e.ByRegression(),
        ["plan.strata"] = e => e.PostStratifiedBy("country"),
        ["plan.errors"] = e => e.WithinStrata(CovarianceEstimator.Hc1, "country"),
        ["plan.methods"] = e => e.ComparedBy("spend", KpiMethod.Rank),
        ["plan.period"] = e => e.DifferenceInDifferences("phase", "pre", "post"),
        ["plan.switchback"] = e => e.Switchback(TimeSpan.FromHours(2), "city", TimeSpan.FromMinutes(20), BlockAssignment.Paired),
        ["plan.outcome_model"] = e => e.WithOutcomeModel(OutcomeModelType.Ridge, 4),
        ["plan.correction"] = e => e.CorrectedBy(FamilyCorrection.BenjaminiHochberg),
        ["plan.segments"] = e => e.BrokenDownBy("country"),
        ["plan.compare"] = e => e.AllPairs(),
        ["plan.lift"] = e => e.WithLift(LiftMethod.Log),
        ["plan.starts"] = e => e.Running(starts: DateTimeOffset.UnixEpoch),
        ["plan.ends"] = e => e.Running(ends: DateTimeOffset.UnixEpoch),
        ["exposures.variant"] = e => e.ByVariant("arm"),
        ["exposures.exposed_at"] = e => e.ExposedAt("at"),
        ["exposures.cluster"] = e => e.ClusteredBy("shop"),
        ["hypothesis.minimum_effect"] = e => e.AtLeast(new EffectSize(0.02, true)),
        ["hypothesis.direction"] = _ => Experiment.Between("old", "new").On("spend", direction: Direction.Decrease),
        ["hypothesis.kpi"] = _ => Experiment.Between("old", "new").On("orders"),
        ["secondary"] = e => e.On("orders"),
        ["guardrails"] = e => e.Guarding("tickets", new EffectSize(0.03, true), Direction.Decrease),
        ["variants"] = _ => Experiment.Between("old", "new", "newest").On("spend"),
    };

    private static readonly Dictionary<string, string> Without = new(StringComparer.Ordinal)
    {
        ["kind"] = "it is an experiment",
        ["id"] = "nothing is stored, so nothing is found again",
        ["name"] = "it is made of the variants",
        ["owner"] = "nobody is called",
        ["bind"] = "metrics are columns already",
        ["exposures.source"] = "the rows are the source",
        ["hypothesis.absolute"] = "an effect size says itself whether it is relative",
        ["hypothesis.statement"] = "nothing is registered, so no belief is on record",
    };

    [Fact]
    public void Every_field_of_an_experiment_has_a_call_or_a_reason()
    {
        var properties = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schema", "experiment.json")))!["properties"]!.AsObject();
        string[] groups = ["plan", "exposures", "hypothesis"];
        List<string> fields = [.. properties.Select(p => p.Key).Except(groups), .. groups.SelectMany(g => Fields(properties[g]!).Select(f => $"{g}.{f}"))];
        Assert.Equal(fields.Order(StringComparer.Ordinal), Calls.Keys.Concat(Without.Keys).Order(StringComparer.Ordinal));
    }

    public static TheoryData<string> Named => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Named))]
    public void A_call_changes_its_field_of_the_definition_and_the_hash(string field)
    {
        var (plain, changed) = (Definition(Plain), Definition(Calls[field](Plain)));
        Assert.NotEqual(Plain.ContentHash(), Calls[field](Plain).ContentHash());
        object? before = plain, after = changed;
        foreach (var part in field.Split('.'))
        {
            var property = before!.GetType().GetProperty(string.Concat(part.Split('_').Select(w => char.ToUpperInvariant(w[0]) + w[1..])), BindingFlags.Public | BindingFlags.Instance);
            Assert.True(property is not null, $"{field} has no property of its name");
            (before, after) = (property.GetValue(before), property.GetValue(after));
        }

        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task What_does_not_go_together_is_refused_as_in_a_definition()
    {
        var rows = new[] { new { variant = "old", spend = 1.0, before = 2.0 }, new { variant = "new", spend = 2.0, before = 1.0 } };
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => Lab.InMemory().AnalyzeAsync(rows, Plain.ByRegression()));
        Assert.Contains("are missing, and a regression needs some", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() => Lab.InMemory().AnalyzeAsync(rows, Plain.Guarding("spend", new EffectSize(0.1, true))));
    }

    [Fact]
    public async Task Calls_reach_the_analysis()
    {
        var random = new SeededRandom(3);
        var rows = Enumerable.Range(0, 600).Select(i => new
        {
            variant = i % 2 == 0 ? "old" : "new",
            shop = i % 40,
            country = i % 3 == 0 ? "DE" : "FR",
            errors = random.NextPoisson(0.5),
            hours = 1 + random.NextInt(5),
            spend = Math.Round(100 * random.NextDouble(), 2),
            before = Math.Round(100 * random.NextDouble(), 2),
        }).ToList();
        async Task<Analysis> Run(Experiment sentence) => await Lab.InMemory().AnalyzeAsync(rows, sentence);

        var poisson = await Run(Experiment.Between("old", "new").OnRatio("errors", "hours").ComparedBy("errors_per_hours", KpiMethod.Poisson).Guarding("spend", new EffectSize(0.2, true)));
        Assert.Equal("poisson_exact", poisson.Comparisons[0].Result.Value.Test.Method);
        Assert.Equal("spend", Assert.Single(poisson.Guardrails).Kpi);
        Assert.Equal("hc3", (await Run(Plain.AdjustedFor("before").ByRegression(CovarianceEstimator.Hc3))).Comparisons[0].Adjustment!.Estimator!.Errors);
        Assert.Equal(PlanEstimator.PostStratified, (await Run(Plain.PostStratifiedBy("country"))).Comparisons[0].Adjustment!.Estimator!.Type);
        Assert.NotNull((await Run(Plain.PlannedUnits(1000).GroupSequential(5))).Sequential);
        Assert.NotNull((await Run(Plain.Bayesian())).Bayesian);
        Assert.Equal("cluster_ratio", (await Run(Plain.ClusteredBy("shop"))).Comparisons[0].Result.Value.Test.Method); // every shop has one variant
    }

    private static ExperimentDefinition Definition(Experiment sentence) => sentence.ToDefinition(new SourceDefinition(Experiment.QuickSource, new FileLocation("rows"))).Definition;

    private static IEnumerable<string> Fields(JsonNode schema)
        => schema["properties"] is JsonObject properties ? properties.Select(p => p.Key) : throw new InvalidOperationException("the schema has another form: " + schema);
}
