using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>
/// The checkout experiment: the new page does nothing, but crashes on old devices before the visit is logged, so that the treatment loses units, and those who buy least.
/// </summary>
internal static class SampleCheckout
{
    public const int Units = 9000;
    public const double OldShare = 0.20;
    public const double LostShare = 0.60;
    public const double CompletionOnOld = 0.25;
    public const double CompletionOnNew = 0.55;
    private const int ExposureMinutes = 21 * 24 * 60;
    private static readonly DateTime Starts = new(2026, 8, 3, 0, 0, 0, DateTimeKind.Utc);

    public static SampleFile File(SeededRandom root)
    {
        var rows = new SampleText("visit_id,variant,device_age,exposed_at,completed,order_value");
        for (var i = 0; i < Units; i++)
        {
            var random = root.Stream((ulong)i);
            var isTreated = random.NextBernoulli(0.5);
            var isOld = random.NextBernoulli(OldShare);
            var isLost = random.NextBernoulli(LostShare) && isOld && isTreated;
            var exposed = Starts.AddMinutes(random.NextInt(ExposureMinutes));
            var isCompleted = random.NextBernoulli(isOld ? CompletionOnOld : CompletionOnNew);
            var value = Math.Exp(3.8 + (0.4 * random.NextNormal()));
            if (!isLost)
            {
                rows.Row(
                    SampleText.Key('c', i + 1), isTreated ? "one_page" : "control", isOld ? "old" : "new", SampleText.Minute(exposed),
                    SampleText.Flag(isCompleted), SampleText.Number(isCompleted ? value : 0, 2));
            }
        }

        return rows.ToFile("data/checkout_visits.csv");
    }
}
