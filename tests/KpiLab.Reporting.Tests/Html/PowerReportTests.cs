using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Testing;

/// <summary>The page and the figure of a plan's power.</summary>
public sealed class PowerReportTests
{
    [Fact]
    public void The_page_is_whole_and_holds_the_document_in_its_order()
    {
        var headings = Page.Parse(ExperimentPage()).Descendants().Where(e => e.Name.LocalName is "h1" or "h2").Select(e => e.Value).ToList();
        Assert.Equal(["Power of test", "Each treatment", "With the units seen so far", "What this stands on"], headings);
    }

    [Fact]
    public void The_figure_marks_units_needed_and_planned_and_those_seen_only_where_their_name_has_room()
    {
        Assert.Equal(["units needed", "planned", "so far"], Marks(100));
        Assert.Equal(["units needed", "planned"], Marks(4900));
    }

    [Fact]
    public void The_curve_reaches_the_power_asked_for_at_the_units_needed()
    {
        var answer = Answer(400);
        var line = answer.Curve[0].Points;
        var at = answer.UnitsNeeded.Value;
        var before = line.Last(p => p.Units < at * 0.999);
        var after = line.First(p => p.Units > at * 1.001);
        Assert.InRange(0.8, before.Power, after.Power);
        Assert.Equal(["minimum effect", "half of it", "twice that"], answer.Curve.Select(c => c.Name));
    }

    private static string ExperimentPage() => PowerReport.Render(Answer(400));

    private static IEnumerable<string> Marks(long soFar) => ((PowerCurve)Answer(soFar).ToFigure()).Marks.Select(m => m.Label);

    private static PowerAnswer Answer(long soFar)
    {
        var source = new SourceDefinition("units", new FileLocation("units.csv"));
        var metric = new MetricDefinition("kpi", "The KPI", MetricUnit.Currency, Direction.Increase, new Measure(MeasureType.Mean, "units", new Formula("value", new ColumnReference("value", 0))));
        var definition = new ExperimentDefinition(
            "test", null, new Hypothesis(null, "kpi", Direction.Increase, new EffectSize(0.02, true)), null, new ExposureBinding("units", "variant", null),
            [new VariantDefinition("control", "control", 0.5, true), new VariantDefinition("treatment", "treatment", 0.5, false)], [], [], new Dictionary<string, string>(),
            new AnalysisPlan(Design.Fixed, 0.05, 0.8, 5000, null, [], FamilyCorrection.Holm, [], ComparePairs.WithControl, LiftMethod.Fieller, null, null));
        var resolved = ResolvedExperiment.Resolve(definition, DefinitionSet.Empty with { Sources = [source], Metrics = [metric], Experiments = [definition] });
        var half = soFar / 2;
        var cells = new[] { 0, 1 }.Select(v => new Cell(v, [], half, [JointMoments.FromShiftedSums(half, [10], [0], [25.0 * (half - 1)])])).ToList();
        var data = new ExperimentCells([cells], true, [], soFar, 0, 0, new Dictionary<string, long>(), 0, [], [], null, null, [], []);
        return ExperimentPlanner.Answer(resolved, data, new PowerQuestion());
    }
}
