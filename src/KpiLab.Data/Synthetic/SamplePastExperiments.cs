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
    public const double SessionsEffectSd = 0.10;

    // Errors of one experiment's effects go together as the KPIs do over units: those of tour_trials.csv.
    public const double ActivationWithPaid = 0.57;
    public const double SessionsWithPaid = 0.13;
    public const double SessionsWithActivation = 0.14;
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
            var sessions = SessionsEffectSd * random.NextNormal();
            var outcome = (Slope * activation) + (OutcomeOwnSd * random.NextNormal());
            string[] about = [Invariant($"past_{i + 1:D2}"), Teams[random.NextInt(Teams.Length)], SampleText.Day(First.AddDays(17 * i)), SampleText.Whole(units)];

            var paidError = random.NextNormal();
            var activationError = With(ActivationWithPaid, paidError);

            // What of the sessions' error goes with the activation's beside what both share with the outcome's.
            const double shared = (SessionsWithActivation - (SessionsWithPaid * ActivationWithPaid)) / (1 - (ActivationWithPaid * ActivationWithPaid));
            var sessionsError = (SessionsWithPaid * paidError) + (shared * (activationError - (ActivationWithPaid * paidError)));
            sessionsError += Math.Sqrt(1 - (SessionsWithPaid * SessionsWithPaid) - (shared * shared * (1 - (ActivationWithPaid * ActivationWithPaid)))) * random.NextNormal();
            Measured("activation_within_14_days", activation, 0.49, activationError);
            Measured("sessions_per_trial", sessions, 1.6, sessionsError);
            Measured("paid_after_90_days", outcome, 0.39, paidError);

            double With(double correlation, double error) => (correlation * error) + (Math.Sqrt(1 - (correlation * correlation)) * random.NextNormal());

            void Measured(string kpi, double effect, double unitSd, double deviation)
            {
                var error = unitSd * Math.Sqrt(4.0 / units);
                rows.Row([.. about, kpi, SampleText.Number(effect + (error * deviation), 6), SampleText.Number(error, 6)]);
            }
        }

        return rows.ToFile("data/past_experiments.csv");
    }
}
