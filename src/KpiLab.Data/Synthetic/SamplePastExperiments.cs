using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>
/// What experiments of the last three years did to an early KPI, a busy one and the late outcome: the first is a fair stand-in for the outcome, the second is not.
/// </summary>
internal static class SamplePastExperiments
{
    public const int Experiments = 60;
    public const double Slope = 0.45;
    public const double ActivationEffectSd = 0.020;
    public const double OutcomeOwnSd = 0.003;
    private static readonly string[] Teams = ["growth", "product", "revenue"];
    private static readonly DateTime First = new(2023, 8, 7, 0, 0, 0, DateTimeKind.Utc);

    public static SampleFile File(SeededRandom root)
    {
        var rows = new SampleText("experiment,team,ended,units,kpi,effect,standard_error");
        for (var i = 0; i < Experiments; i++)
        {
            var random = root.Stream((ulong)i);
            var units = 2000 + (1000 * random.NextInt(19));
            var activation = ActivationEffectSd * random.NextNormal();
            var sessions = 0.10 * random.NextNormal();
            var outcome = (Slope * activation) + (OutcomeOwnSd * random.NextNormal());
            string[] about = [Invariant($"past_{i + 1:D2}"), Teams[random.NextInt(Teams.Length)], SampleText.Day(First.AddDays(17 * i)), SampleText.Whole(units)];

            void Measured(string kpi, double effect, double unitSd)
            {
                var error = unitSd * Math.Sqrt(4.0 / units);
                rows.Row([.. about, kpi, SampleText.Number(effect + (error * random.NextNormal()), 6), SampleText.Number(error, 6)]);
            }

            Measured("activation_within_14_days", activation, 0.49);
            Measured("sessions_per_trial", sessions, 1.5);
            Measured("paid_after_90_days", outcome, 0.30);
        }

        return rows.ToFile("data/past_experiments.csv");
    }
}
