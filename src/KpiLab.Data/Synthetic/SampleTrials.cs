using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>
/// The trials of an earlier experiment, a welcome tour, long enough ago that everybody's ninety days are over: early behaviour and late outcome of the same units. How keen a trial is, which nobody records, makes it busy and makes it pay.
/// </summary>
internal static class SampleTrials
{
    public const int Units = 6000;
    public const double Activation = 0.34;
    public const double TourEffect = 0.08;
    public const double PaidWithoutActivation = 0.02;
    public const double PaidByActivation = SamplePastExperiments.Slope;
    public const double SessionsPerTrial = 2;
    private const double ActivationByKeenness = 0.15;
    private const double PaidByKeenness = 0.05;
    private const double SessionsByKeenness = 0.4;
    private const int EntryDays = 180;
    private static readonly DateTime Starts = new(2025, 9, 1, 0, 0, 0, DateTimeKind.Utc);

    public static SampleFile File(SeededRandom root)
    {
        var rows = new SampleText("trial_id,variant,started_at,activated,sessions,paid");
        for (var i = 0; i < Units; i++)
        {
            var random = root.Stream((ulong)i);
            var isTreated = random.NextBernoulli(0.5);
            var started = Starts.AddMinutes((i * (double)EntryDays * 24 * 60 / Units) + random.NextInt(30));
            var keen = random.NextNormal();
            var isActivated = random.NextBernoulli(Math.Clamp(Activation + (isTreated ? TourEffect : 0) + (ActivationByKeenness * keen), 0.02, 0.98));
            var sessions = random.NextPoisson(SessionsPerTrial * Math.Exp((SessionsByKeenness * keen) - (SessionsByKeenness * SessionsByKeenness / 2)));
            var isPaid = random.NextBernoulli(Math.Clamp(PaidWithoutActivation + (isActivated ? PaidByActivation : 0) + (PaidByKeenness * keen), 0, 1));
            rows.Row(SampleText.Key('w', i + 1), isTreated ? "tour" : "none", SampleText.Minute(started), SampleText.Flag(isActivated), SampleText.Whole(sessions), SampleText.Flag(isPaid));
        }

        return rows.ToFile("data/tour_trials.csv");
    }
}
