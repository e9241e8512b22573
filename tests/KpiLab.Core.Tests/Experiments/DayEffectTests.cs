using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>The primary effect day by day, from the moments of each day.</summary>
public sealed class DayEffectTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    private static readonly double[][] Control = [[1, 2, 4], [3, 5], [2, 6, 7]];
    private static readonly double[][] Treated = [[2, 3, 7], [6, 4, 5], [9, 1]];

    // scipy 1.10.1: for k in 1, 2, 3: c, t = the first k days together; d = mean(t) − mean(c), se = sqrt(var(c, ddof=1)/n + var(t, ddof=1)/m),
    // Welch's degrees of freedom, d ± t.ppf(.975, df) se. The same of each day alone, the third by mpmath at 40 digits: below two degrees of freedom
    // this scipy's quantile has nine digits.
    [Fact]
    public void Effects_so_far_and_of_each_day_agree_with_scipy()
    {
        var analysis = Analyse(MeasureType.Mean, [.. Control.Select((_, d) => (JointMoments.Of(Control[d]), JointMoments.Of(Treated[d])))]);
        (long Units, double Value, double Error, double Lower, double Upper)[] soFar =
        [
            (6, 1.6666666666666665, 1.7638342073763937, -3.7532941129775614, 7.086627446310894),
            (11, 1.5, 1.0408329997330665, -0.8549526439042068, 3.8549526439042068),
            (16, 0.875, 1.2054563451241194, -1.7228692530689074, 3.4728692530689074),
        ];
        (long Units, double Lower, double Upper)[] alone =
            [(6, -3.7532941129775614, 7.086627446310894), (5, -4.976997449610558, 6.976997449610558), (5, -32.15212983305036, 32.15212983305036)];
        Assert.Equal(3, analysis.Days.Count);
        for (var d = 0; d < 3; d++)
        {
            var (day, expected) = (analysis.Days[d], soFar[d]);
            Assert.Equal((First.AddDays(d), expected.Units, "treatment", alone[d].Units), (day.Day, day.Units, day.Treatment, day.NewUnits));
            var effect = day.Absolute.Value;
            Assert.Equal(expected.Value, effect.Value, 12);
            Assert.Equal(expected.Error, effect.StandardError!.Value, 12);
            Assert.Equal(expected.Lower, effect.Set.Lower, 9);
            Assert.Equal(expected.Upper, effect.Set.Upper, 9);
            Assert.Equal(alone[d].Lower, day.NewUnitsEffect.Value.Set.Lower, 8);
            Assert.Equal(alone[d].Upper, day.NewUnitsEffect.Value.Set.Upper, 8);
        }
    }

    [Theory]
    [InlineData(MeasureType.Mean, false, LiftMethod.Fieller)]
    [InlineData(MeasureType.Mean, true, LiftMethod.Fieller)]
    [InlineData(MeasureType.Mean, true, LiftMethod.Delta)]
    [InlineData(MeasureType.Proportion, false, LiftMethod.Delta)]
    [InlineData(MeasureType.Ratio, true, LiftMethod.Fieller)]
    public void The_last_day_is_the_comparison(MeasureType type, bool covariate, LiftMethod lift)
    {
        var random = new SeededRandom(11);
        double[][] Arm(int units, double more) => [.. Columns(random, type, covariate, units, more)];
        var days = Enumerable.Range(0, 9).Select(d => (JointMoments.Of(Arm(40 + (7 * d), 0)), JointMoments.Of(Arm(55 - (3 * d), 0.2)))).ToArray();
        var analysis = Analyse(type, days, covariate, lift);
        var (whole, last) = (analysis.Comparisons[0], analysis.Days[^1]);
        Assert.Equal(covariate, whole.Adjustment is not null);
        AssertClose(whole.Result.Value.Absolute, last.Absolute.Value);
        AssertClose(whole.Result.Value.Relative.Value, last.Relative.Value);
        Assert.Equal(analysis.Units, last.Units);
        Assert.Equal(9, analysis.Days.Count);
    }

    [Fact]
    public void A_day_that_says_nothing_yet_has_its_reason()
    {
        var analysis = Analyse(MeasureType.Mean, [(JointMoments.Of([1.0]), JointMoments.Empty(1)), (JointMoments.Of([2.0, 3, 5]), JointMoments.Of([4.0, 4, 7]))]);
        Assert.False(analysis.Days[0].Absolute.IsDefined);
        Assert.Equal(Undefined.TooFewUnits, analysis.Days[0].Absolute.Reason.Code);
        Assert.True(analysis.Days[1].Absolute.IsDefined);
        Assert.Equal([1L, 7], analysis.Days.Select(d => d.Units));
    }

    [Fact]
    public void Planned_units_rise_in_a_straight_line_from_start_to_end()
    {
        var day = (JointMoments.Of([1.0, 2, 3]), JointMoments.Of([2.0, 3, 5]));
        Assert.Equal([100.0, 200, 300, 400, 400], Analyse(MeasureType.Mean, [day, day, day, day, day], planned: 400, ends: First.AddDays(4)).Days.Select(d => d.PlannedUnits!.Value));
        Assert.All(Analyse(MeasureType.Mean, [day]).Days, d => Assert.Null(d.PlannedUnits));
    }

    [Fact]
    public void Significance_on_the_way_that_did_not_last_is_told()
    {
        var early = (JointMoments.Of([1.0, 1.1, 1.2, 0.9]), JointMoments.Of([2.0, 2.1, 1.9, 2.2]));
        var later = (JointMoments.Of([2.0, 2.1, 3, 9]), JointMoments.Of([1.0, 1.1, 2, 4]));
        var told = Analyse(MeasureType.Mean, [early, later]).Findings.Single(f => f.Code == "significant-on-the-way");
        Assert.Contains("Counted up to 2026-01-01 the effect of treatment on The KPI would have looked significant", told.Sentence, StringComparison.Ordinal);
        Assert.Contains("no stopping rule", told.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(Analyse(MeasureType.Mean, [early, early]).Findings, f => f.Code == "significant-on-the-way");
    }

    [Fact]
    public void Longer_periods_are_told()
        => Assert.Contains(
            "goes by periods of 4 weeks",
            Analyse(MeasureType.Mean, [(JointMoments.Of([1.0, 2]), JointMoments.Of([2.0, 3]))], periodDays: 28).Findings.Single(f => f.Code == "days-grouped").Sentence,
            StringComparison.Ordinal);

    private static IEnumerable<double[]> Columns(SeededRandom random, MeasureType type, bool covariate, int units, double more)
    {
        double[] before = [.. Enumerable.Range(0, units).Select(_ => random.NextDouble())];
        yield return type == MeasureType.Proportion
            ? [.. before.Select(_ => random.NextDouble() < 0.4 + more ? 1.0 : 0)]
            : [.. before.Select(b => 3 + more + (2 * b) + random.NextDouble())];
        if (type == MeasureType.Ratio)
        {
            yield return [.. before.Select(b => 2 + b + random.NextDouble())];
        }

        if (covariate)
        {
            yield return before;
        }
    }

    private static Analysis Analyse(
        MeasureType type, (JointMoments Control, JointMoments Treatment)[] days, bool covariate = false, LiftMethod lift = LiftMethod.Fieller, long? planned = null, DateOnly? ends = null, int periodDays = 1)
    {
        static Formula Column(string name) => new(name, new ColumnReference(name, 0));
        DateTimeOffset Moment(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var measure = type == MeasureType.Ratio ? new Measure(type, "units", Numerator: Column("y"), Denominator: Column("d")) : new Measure(type, "units", Column("y"));
        var before = new MetricDefinition("before", "Before", MetricUnit.Score, Direction.Increase, new Measure(MeasureType.Mean, "units", Column("x")));
        var definition = new ExperimentDefinition(
            "test", null, new Hypothesis(null, "kpi", Direction.Increase, null), null, new ExposureBinding("units", "variant", "exposed_at"),
            [new("control", "control", 0.5, true), new("treatment", "treatment", 0.5, false)], [], [], new Dictionary<string, string>(),
            new AnalysisPlan(
                Design.Fixed, 0.05, 0.8, planned, null, covariate ? [new CovariateDefinition("before", null)] : [], FamilyCorrection.Holm, [], ComparePairs.WithControl, lift,
                Moment(First), ends is { } end ? Moment(end) : null));
        var set = DefinitionSet.Empty with
        {
            Sources = [new SourceDefinition("units", new FileLocation("units.csv"))],
            Metrics = [new MetricDefinition("kpi", "The KPI", MetricUnit.Score, Direction.Increase, measure), before],
            Experiments = [definition],
        };
        var resolved = ResolvedExperiment.Resolve(definition, set);
        Assert.Equal(new DayNeeds(0), resolved.Needs.Days);
        var cells = days.SelectMany((d, i) => new[] { (i, 0, d.Control), (i, 1, d.Treatment) }).Select(c => new DayCell(First.AddDays(c.i), c.Item2, c.Item3.Count, c.Item3)).Where(c => c.Units > 0).ToList();
        var totals = Enumerable.Range(0, 2).Select(v => cells.Where(c => c.Variant == v).Select(c => c.Moments).Reverse().Aggregate((a, b) => a + b)).Select((m, v) => new Cell(v, [], m.Count, [m])).ToList();
        var answer = new ExperimentCells(
            [totals], true, [], totals.Sum(c => c.Units), 0, 0, new Dictionary<string, long>(), 0, [], [], Moment(First), Moment(First.AddDays(days.Length)), [], [])
        {
            Days = new DayCells(resolved.Needs.Days!, periodDays, cells),
        };
        var registration = new RegistrationInfo(RegistrationState.Registered, Moment(First.AddDays(-1)), "ann@example.org", 1, "hash", Moment(First));
        return ExperimentAnalyzer.Analyze(resolved, answer, new AnalysisContext("hash", registration, Moment(First.AddDays(60))));
    }

    private static void AssertClose(Effect expected, Effect actual)
    {
        Assert.Equal(expected.Set.Shape, actual.Set.Shape);
        foreach (var (e, a) in new[] { (expected.Value, actual.Value), (expected.StandardError ?? 0, actual.StandardError ?? 0), (expected.Set.Lower, actual.Set.Lower), (expected.Set.Upper, actual.Set.Upper) })
        {
            Assert.InRange(Math.Abs(a - e), 0, 1e-12 * Math.Max(1, Math.Abs(e)));
        }
    }
}
