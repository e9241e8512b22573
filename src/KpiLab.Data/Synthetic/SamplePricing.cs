using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>The pricing-page experiment: more people buy, and many more of them need support, far beyond the margin of that guardrail.</summary>
internal static class SamplePricing
{
    public const int Units = 8000;
    public const double BuyControl = 0.08;
    public const double BuyTreatment = 0.10;
    public const double ContactsControl = 0.30;
    public const double ContactsTreatment = 0.39;
    public const double ClickControl = 0.20;
    public const double ClickTreatment = 0.22;
    private const int ExposureMinutes = 21 * 24 * 60;
    private static readonly DateTime Starts = new(2026, 7, 20, 0, 0, 0, DateTimeKind.Utc);

    public static SampleFile File(SeededRandom root)
    {
        var rows = new SampleText("visitor_id,variant,device,exposed_at,bought,revenue,page_views,plan_clicks,support_contacts");
        for (var i = 0; i < Units; i++)
        {
            var random = root.Stream((ulong)i);
            var isTreated = random.NextBernoulli(0.5);
            var device = random.NextBernoulli(0.55) ? "desktop" : "mobile";
            var exposed = Starts.AddMinutes(random.NextInt(ExposureMinutes));
            var hasBought = random.NextBernoulli(isTreated ? BuyTreatment : BuyControl);
            var price = Math.Exp(3.4 + (0.5 * random.NextNormal()));
            var views = 1 + (int)random.NextPoisson(3);
            var clicks = 0;
            for (var view = 0; view < views; view++)
            {
                clicks += random.NextBernoulli(isTreated ? ClickTreatment : ClickControl) ? 1 : 0;
            }

            var contacts = random.NextPoisson(isTreated ? ContactsTreatment : ContactsControl);
            rows.Row(
                SampleText.Key('v', i + 1), isTreated ? "annual_first" : "control", device, SampleText.Minute(exposed), SampleText.Flag(hasBought),
                SampleText.Number(hasBought ? price : 0, 2), SampleText.Whole(views), SampleText.Whole(clicks), SampleText.Whole(contacts));
        }

        return rows.ToFile("data/pricing_visitors.csv");
    }
}
