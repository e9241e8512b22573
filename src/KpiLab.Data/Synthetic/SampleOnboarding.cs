using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>
/// The trial-onboarding experiment in both data shapes. A checklist raises activation on mobile and does nothing on desktop; support tickets are as they were.
/// </summary>
internal static class SampleOnboarding
{
    public const int Units = 6000;
    public const int WindowDays = 14;
    public const double MobileShare = 0.4;
    public const double ActivationOnDesktop = 0.42;
    public const double ActivationOnMobile = 0.34;
    public const double MobileEffect = 0.12;
    public const double TicketsPerTrial = 0.5;
    public const double SessionsPerTrial = 2;
    public const double VisitsBefore = 2;
    public const double LateShare = 0.03;

    private const int WindowMinutes = WindowDays * 24 * 60;
    private const int ExposureMinutes = 28 * 24 * 60;
    private static readonly DateTime Starts = new(2026, 7, 6, 0, 0, 0, DateTimeKind.Utc);

    public static IEnumerable<SampleFile> Files(SeededRandom random)
    {
        var units = new SampleText("trial_id,variant,platform,country,exposed_at,activated,sessions,tickets,visits_before");
        var exposures = new SampleText("trial_id,variant,platform,country,exposed_at");
        var events = new List<(DateTime At, string Trial, string Event)>();
        for (var i = 0; i < Units; i++)
        {
            Trial(random.Stream((ulong)i), SampleText.Key('t', i + 1), units, exposures, events);
        }

        var log = new SampleText("trial_id,at,event");
        foreach (var (at, trial, what) in events.OrderBy(e => e.At).ThenBy(e => e.Trial, StringComparer.Ordinal).ThenBy(e => e.Event, StringComparer.Ordinal))
        {
            log.Row(trial, SampleText.Minute(at), what);
        }

        return [units.ToFile("data/onboarding_units.csv"), exposures.ToFile("data/onboarding_exposures.csv"), log.ToFile("data/onboarding_events.csv")];
    }

    private static void Trial(SeededRandom random, string id, SampleText units, SampleText exposures, List<(DateTime At, string Trial, string Event)> events)
    {
        var isTreated = random.NextBernoulli(0.5);
        var isMobile = random.NextBernoulli(MobileShare);
        var country = random.NextDouble() switch { < 0.45 => "US", < 0.75 => "DE", _ => "GB" };
        var exposed = Starts.AddMinutes(random.NextInt(ExposureMinutes));

        // Interested people visit the website before the trial, activate more often, and come back more often: why the visits are a covariate.
        var interest = Math.Clamp(random.NextNormal(), -2, 2);
        var visits = (int)random.NextPoisson(VisitsBefore * Math.Exp((0.8 * interest) - 0.32));
        var activation = (isMobile ? ActivationOnMobile : ActivationOnDesktop) + (0.16 * interest) + (isTreated && isMobile ? MobileEffect : 0);
        var isActivated = random.NextBernoulli(activation);
        var sessions = (int)random.NextPoisson(SessionsPerTrial * Math.Exp((0.5 * interest) - 0.125));
        var tickets = (int)random.NextPoisson(TicketsPerTrial);

        void Within(string what, int count)
        {
            for (var n = 0; n < count; n++)
            {
                events.Add((exposed.AddMinutes(random.NextInt(WindowMinutes)), id, what));
            }
        }

        Within("activated", isActivated ? 1 : 0);
        Within("session", sessions);
        Within("ticket", tickets);
        for (var n = 0; n < visits; n++)
        {
            events.Add((exposed.AddMinutes(-1 - random.NextInt(WindowMinutes)), id, "visit"));
        }

        // Outside the windows, where an analysis must not look: a late activation, a visit long ago.
        if (random.NextBernoulli(LateShare))
        {
            events.Add((exposed.AddMinutes(WindowMinutes + random.NextInt(WindowMinutes)), id, "activated"));
            events.Add((exposed.AddMinutes(-1 - WindowMinutes - random.NextInt(WindowMinutes)), id, "visit"));
        }

        string[] exposure = [id, isTreated ? "checklist" : "control", isMobile ? "mobile" : "desktop", country, SampleText.Minute(exposed)];
        exposures.Row(exposure);
        units.Row([.. exposure, SampleText.Flag(isActivated), SampleText.Whole(sessions), SampleText.Whole(tickets), SampleText.Whole(visits)]);
    }
}
