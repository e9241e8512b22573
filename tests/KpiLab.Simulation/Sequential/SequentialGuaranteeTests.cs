using KpiLab.Statistics;

namespace KpiLab.Simulation;

public class SequentialGuaranteeTests
{
    private static readonly GroupSequentialDesign Design = new(SpendingFunction.Pocock, SequentialScenarios.Alpha);

    public static TheoryData<string, Alternative> Shapes
    {
        get
        {
            var data = new TheoryData<string, Alternative>();
            foreach (var shape in SequentialScenarios.Shapes.Keys)
            {
                data.Add(shape, Alternative.TwoSided);
                data.Add(shape, Alternative.Greater);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_confidence_sequence_is_ever_wrong_in_a_thousand_looks_with_probability_at_most_alpha(string shape, Alternative alternative)
        => AtMost(SequentialScenarios.Alpha, 250, 20260921, r => SequentialScenarios.EverCrosses(r, SequentialScenarios.Shapes[shape], alternative));

    [Theory]
    [Trait("Category", "Full")]
    [MemberData(nameof(Shapes))]
    public void A_confidence_sequence_is_ever_wrong_in_a_thousand_looks_with_probability_at_most_alpha_over_many_runs(string shape, Alternative alternative)
    {
        Simulation.SkipUnlessFull();
        AtMost(SequentialScenarios.Alpha, Simulation.Full / 4, 20260922, r => SequentialScenarios.EverCrosses(r, SequentialScenarios.Shapes[shape], alternative));
    }

    [Fact]
    public void A_group_sequential_test_with_unplanned_looks_rejects_a_true_null_hypothesis_at_alpha()
        => Simulation.AssertNominal(SequentialScenarios.Alpha, 4 * Simulation.Short, 20260923, r => SequentialScenarios.Run(r, 0, Design).Crossed);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.12)]
    [InlineData(0.25)]
    public void The_stage_wise_interval_covers_at_its_level(double effect)
        => Simulation.AssertNominal(0.95, Simulation.Short, 20260924, r => SequentialScenarios.Run(r, effect, Design).Inference.Set.Contains(effect));

    [Fact]
    public void The_stage_wise_estimate_is_above_the_truth_half_of_the_time()
        => Simulation.AssertNominal(0.5, Simulation.Short, 20260925, r => SequentialScenarios.Run(r, 0.15, Design).Inference.Value > 0.15);

    [Fact]
    public void Power_is_what_the_formula_says()
    {
        const double effect = 0.18;
        const int runs = 4 * Simulation.Short;
        int[] units = [90, 240, 410, 530];
        var power = Design.Crossing(SequentialScenarios.Bounds(Design, units, 3, 500), effect / Math.Sqrt(2.0 / 500)).EverAbove;
        var share = Simulation.Share(runs, 20260926, r => SequentialScenarios.Run(r, effect, Design) is { Crossed: true, Upwards: true });

        var allowed = 0.01 + (3 * Math.Sqrt(power * (1 - power) / runs));
        Assert.True(Math.Abs(share - power) <= allowed, $"{share:P2} over {runs} runs, by the formula {power:P2} ± {allowed:P2}");
    }

    [Fact]
    public void Peeking_costs_what_the_integration_says()
    {
        double[] fractions = [90, 240, 410, 530];
        var cost = PeekingCost.Of(fractions, SequentialScenarios.Alpha);
        Simulation.AssertNominal(cost.AnyLook, Simulation.Short, 20260927, random =>
        {
            var sum = 0.0;
            var before = 0.0;
            foreach (var fraction in fractions)
            {
                sum += Math.Sqrt(fraction - before) * random.NextNormal();
                before = fraction;
                if (Math.Abs(sum) >= 1.959963984540054 * Math.Sqrt(fraction))
                {
                    return true;
                }
            }

            return false;
        });
    }

    private static void AtMost(double alpha, int runs, long seed, Func<SeededRandom, bool> happens)
    {
        var share = Simulation.Share(runs, seed, happens);
        var allowed = alpha + (3 * Math.Sqrt(alpha * (1 - alpha) / runs));
        Assert.True(share <= allowed, $"{share:P2} over {runs} runs, at most {allowed:P2}");
    }
}
