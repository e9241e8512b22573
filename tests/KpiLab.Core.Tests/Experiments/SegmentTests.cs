using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Breakdowns of arms with exact moments. The numbers are by numpy and scipy from the same counts, means and deviations.</summary>
public sealed class SegmentTests
{
    private static readonly (string? Value, long N, double Mean, double Deviation)[] Control = [("a", 400, 10, 4), ("b", 300, 12, 5), ("c", 200, 8, 3), (null, 60, 9, 6)];
    private static readonly (string? Value, long N, double Mean, double Deviation)[] Treatment = [("a", 420, 10.5, 4.2), ("b", 310, 13.6, 5.5), ("c", 190, 7.5, 3.1), (null, 50, 11, 6.5)];

    [Fact]
    public void A_breakdown_tests_whether_effects_differ_and_shrinks_them()
    {
        var breakdown = Assert.Single(Analyse(Control, Treatment).Segments);

        Assert.Equal(("platform", "kpi", "control", "treatment", "segment:platform", 4), (breakdown.Segment, breakdown.Kpi, breakdown.Control, breakdown.Treatment, breakdown.Family, breakdown.FamilySize));
        Assert.Equal(["a", "b", "c", null], breakdown.Parts.Select(p => p.Value));
        Assert.Equal([(400L, 420L), (300, 310), (200, 190), (60, 50)], breakdown.Parts.Select(p => (p.ControlUnits, p.TreatmentUnits)));
        var heterogeneity = breakdown.Heterogeneity.Value;
        Near(Q, heterogeneity.Q.Statistic);
        Near(QP, heterogeneity.Q.PValue);
        Near(ISquared, heterogeneity.ISquared);
        Near(F, breakdown.Interaction.Value.Test.Statistic);
        Near(FP, breakdown.Interaction.Value.Test.PValue);
        Near(FP, breakdown.AdjustedInteractionPValue!.Value); // one breakdown: nothing to correct
        Near(Tau2, breakdown.Shrinkage.Value.TauSquared, 1e-9);
        Near(Mu, breakdown.Shrinkage.Value.Average, 1e-9);
        Assert.All(Shrunk.Zip(breakdown.Parts), s => Near(s.First, s.Second.Shrunken.Value.Effect.Value, 1e-9));
        Assert.All(new[] { 0.5, 1.6, -0.5, 2 }.Zip(breakdown.Parts), s => Near(s.First, s.Second.Raw.Value.Value));
    }

    [Fact]
    public void A_breakdown_splits_the_difference_into_change_within_and_change_of_mix()
    {
        var mix = Assert.Single(Analyse(Control, Treatment).Segments).MixShift.Value;

        Near(Total, mix.Total.Value);
        Near(Within, mix.Within.Value);
        Near(Mix, mix.Mix.Value);
        Near(WithinA, mix.Segments[0].Within);
    }

    [Fact]
    public void Cells_below_the_stated_count_are_named_in_one_finding()
    {
        var analysis = Analyse(Control, Treatment);

        var finding = Assert.Single(analysis.Findings, f => f.Code == "small-segment");
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Equal("2 cells of platform have fewer than 100 units: (none) in treatment 50, (none) in control 60.", finding.Sentence);
        Assert.Equal([false, false, false, true], Assert.Single(analysis.Segments).Parts.Select(p => p.IsSmall));
        Assert.Contains(analysis.Findings, f => f.Code == "segments-differ");
    }

    [Fact]
    public void Effects_that_agree_give_no_finding_and_the_tests_of_several_columns_are_one_family()
    {
        (string?, long, double, double)[] control = [("a", 400, 10, 4), ("b", 300, 12, 5)];
        (string?, long, double, double)[] treatment = [("a", 400, 10.9, 4), ("b", 300, 13.1, 5)];
        var analysis = Analyse(control, treatment, columns: 2);

        Assert.Equal(["platform", "platform_2"], analysis.Segments.Select(s => s.Segment));
        Assert.All(analysis.Segments, s => Assert.Equal(Math.Min(1, 2 * s.Interaction.Value.Test.PValue), s.AdjustedInteractionPValue!.Value, 1e-12));
        Assert.All(analysis.Segments, s => Assert.False(s.Shrinkage.IsDefined)); // two values cannot be shrunk
        Assert.DoesNotContain(analysis.Findings, f => f.Code is "segments-differ" or "small-segment" or "simpson-paradox");
    }

    [Fact]
    public void A_whole_that_contradicts_its_segments_raises_the_alarm()
    {
        // Within either value treatment is better by 1; treatment has mostly units of the low value.
        (string?, long, double, double)[] control = [("high", 900, 20, 3), ("low", 100, 10, 3)];
        (string?, long, double, double)[] treatment = [("high", 100, 21, 3), ("low", 900, 11, 3)];
        var analysis = Analyse(control, treatment);

        Assert.Equal(SimpsonVerdict.Reversed, Assert.Single(analysis.Segments).Simpson.Value.Verdict);
        var finding = Assert.Single(analysis.Findings, f => f.Code == "simpson-paradox");
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.StartsWith("The effect of treatment on The KPI reverses at a common mix of platform: -7.", finding.Sentence, StringComparison.Ordinal);
        Near(-8, Assert.Single(analysis.Segments).MixShift.Value.Mix.Value);
        Near(1, Assert.Single(analysis.Segments).MixShift.Value.Within.Value);
    }

    [Fact]
    public void A_value_seen_in_one_variant_only_is_left_out_and_counted()
    {
        (string?, long, double, double)[] more = [.. Control, ("z", 500, 10, 3)];
        var breakdown = Assert.Single(Analyse(more, Treatment).Segments);

        Assert.Equal(1, breakdown.LeftOut);
        var part = breakdown.Parts.Single(p => p.Value == "z");
        Assert.Equal((500, 0, true), (part.ControlUnits, part.TreatmentUnits, part.IsSmall));
        Assert.False(part.Shrunken.IsDefined);
        Near(Q, breakdown.Heterogeneity.Value.Q.Statistic);
    }

    // numpy 1.26, scipy 1.11: e = mean difference, v = s²/n summed, w = 1/v; Q = Σ w (e − ē)², chi2.sf(Q, 3); Welch's F by f.sf; τ² by brentq; Kitagawa's parts.
    private const double Q = 18.32061349259062;
    private const double QP = 0.0003777047854328381;
    private const double ISquared = 0.8362500250762189;
    private const double F = 6.087431703412726;
    private const double FP = 0.0004622265068857713;
    private const double Tau2 = 0.8830034464014075;
    private const double Mu = 0.691490309501227;
    private static readonly double[] Shrunk = [0.505423885768718, 1.548504116715914, -0.46120872045562, 1.729267797305957];
    private const double Total = 0.7830326460481096;
    private const double Within = 0.731078178694158;
    private const double Mix = 0.0519544673539514;
    private const double WithinA = 0.21241408934707906;

    private static void Near(double expected, double actual, double tolerance = 1e-10) => Assert.Equal(expected, actual, tolerance * Math.Max(1, Math.Abs(expected)));

    private static Analysis Analyse(
        IReadOnlyList<(string? Value, long N, double Mean, double Deviation)> control, IReadOnlyList<(string? Value, long N, double Mean, double Deviation)> treatment, int columns = 1)
    {
        string[] segments = [.. Enumerable.Range(1, columns).Select(i => i == 1 ? "platform" : $"platform_{i}")];
        var source = new SourceDefinition("units", new FileLocation("units.csv"));
        var metric = new MetricDefinition("kpi", "The KPI", MetricUnit.Currency, Direction.Increase, new Measure(MeasureType.Mean, "units", new Formula("value", new ColumnReference("value", 0))));
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var plan = new AnalysisPlan(Design.Fixed, 0.05, 0.8, null, null, [], FamilyCorrection.Holm, segments, ComparePairs.WithControl, LiftMethod.Fieller, start, null);
        var definition = new ExperimentDefinition(
            "test", null, new Hypothesis("We believe.", "kpi", Direction.Increase, null), null, new ExposureBinding("units", "variant", null),
            [new VariantDefinition("control", "control", 0.5, true), new VariantDefinition("treatment", "treatment", 0.5, false)], [], [], new Dictionary<string, string>(), plan);
        var resolved = ResolvedExperiment.Resolve(definition, DefinitionSet.Empty with { Sources = [source], Metrics = [metric], Experiments = [definition] });
        Cell Of(int variant, (string? Value, long N, double Mean, double Deviation) s) => new(
            variant, [.. segments.Select(_ => s.Value)], s.N, [JointMoments.FromShiftedSums(s.N, [s.Mean], [0], [s.Deviation * s.Deviation * (s.N - 1)])]);
        var cells = new ExperimentCells(
            [[.. control.Select(c => Of(0, c)), .. treatment.Select(t => Of(1, t))]], true, segments, control.Sum(c => c.N) + treatment.Sum(t => t.N), 0, 0,
            new Dictionary<string, long>(), 0, [], [], null, null, [], []);
        return ExperimentAnalyzer.Analyze(resolved, cells, new AnalysisContext(
            "hash", new RegistrationInfo(RegistrationState.Registered, start.AddDays(-1), "ann@example.org", 1, "hash", start), start.AddDays(30)));
    }
}
