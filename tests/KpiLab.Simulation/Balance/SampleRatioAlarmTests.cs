using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>How often the sample ratio test alarms when units really are assigned by the planned weights, and when they are not.</summary>
public sealed class SampleRatioAlarmTests
{
    private const int Experiments = 30_000;
    private const int Units = 2_000;

    [Theory]
    [InlineData(new[] { 0.5, 0.5 })]
    [InlineData(new[] { 0.9, 0.1 })]
    [InlineData(new[] { 1.0, 1.0, 2.0 })]
    public void Sound_assignment_alarms_in_one_of_a_thousand_experiments(double[] weights)
    {
        var alarms = CountAlarms(weights, weights);

        // 30 expected; four standard deviations of a binomial count, and the chi-square law is itself an approximation.
        Assert.InRange(alarms, 30 - 22, 30 + 26);
    }

    [Fact]
    public void A_loss_of_a_fifth_of_one_variant_is_nearly_always_found()
        => Assert.InRange(CountAlarms([0.5, 0.5], [0.5, 0.4]), (int)(0.9 * Experiments), Experiments);

    private static int CountAlarms(double[] planned, double[] actual)
    {
        var random = new SeededRandom(42);
        var total = actual.Sum();
        var observed = new long[planned.Length];
        var alarms = 0;
        for (var experiment = 0; experiment < Experiments; experiment++)
        {
            Array.Clear(observed);
            for (var unit = 0; unit < Units; unit++)
            {
                var u = random.NextDouble() * total;
                var variant = 0;
                while (variant < observed.Length - 1 && u >= actual[variant])
                {
                    u -= actual[variant++];
                }

                observed[variant]++;
            }

            alarms += SampleRatioTest.ChiSquare(observed, planned).Value.Test.PValue < SampleRatioTest.AlarmAlpha ? 1 : 0;
        }

        return alarms;
    }
}
