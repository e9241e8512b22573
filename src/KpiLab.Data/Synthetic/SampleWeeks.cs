using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>A weekly KPI: what moves it, and how it is written.</summary>
/// <param name="Id">The KPI, and its column.</param>
/// <param name="Base">Its level.</param>
/// <param name="Scale">What one standard deviation of its own movement is worth.</param>
/// <param name="Decimals">As it is written.</param>
/// <param name="Persistence">Lag-one autocorrelation of its own movement.</param>
/// <param name="TrendPerYear">In standard deviations.</param>
/// <param name="Season">Amplitude of its yearly season, in standard deviations.</param>
/// <param name="SeasonWeek">Week of the year in which the season rises through zero.</param>
/// <param name="StartsInWeek">The week from which it is counted; null: always.</param>
internal sealed record SampleSeries(
    string Id, double Base, double Scale, int Decimals, double Persistence = 0.3, double TrendPerYear = 0, double Season = 0, double SeasonWeek = 0, int? StartsInWeek = null);

/// <summary>One KPI moving another some weeks later.</summary>
/// <param name="From">The one that moves first.</param>
/// <param name="To">The one that follows.</param>
/// <param name="LagWeeks">By how many weeks.</param>
/// <param name="Effect">Standard deviations of the follower's own movement per standard deviation of the lead.</param>
/// <param name="ChangesInWeek">The week from which <paramref name="Later"/> holds; null: never.</param>
/// <param name="Later">The effect from then on.</param>
internal sealed record SampleDriver(string From, string To, int LagWeeks, double Effect, int? ChangesInWeek = null, double Later = 0);

/// <summary>Something that happened to a KPI in one week, and to nothing else.</summary>
/// <param name="Kpi">The KPI.</param>
/// <param name="Week">The week.</param>
/// <param name="Size">In standard deviations.</param>
/// <param name="What">What happened.</param>
internal sealed record SampleEvent(string Kpi, int Week, double Size, string What);

/// <summary>Almost four years of weekly KPIs with planted links: live, died, inverted, only seasonal, only trending, a common cause, predicting without being a cause, none at all, and too young to be judged.</summary>
internal static class SampleWeeks
{
    /// <summary>Weeks before week 0.</summary>
    public const int Before = 26;

    /// <summary>Weeks from week 0 on.</summary>
    public const int Weeks = 170;
    public const double MeasurementError = 0.15;
    public const int DiesInWeek = 70;
    public const int InvertsInWeek = 84;
    public const int StartsInWeek = 135;
    public const int OutageInWeek = 165;
    private const int BurnIn = 60;

    // Trends, seasons and changes are counted from here.
    private static readonly DateTime WeekZero = new(2023, 7, 3, 0, 0, 0, DateTimeKind.Utc);

    public static DateTime FirstWeek { get; } = Monday(-Before);

    /// <summary>First day of a week.</summary>
    public static DateTime Monday(int week) => WeekZero.AddDays(7 * week);

    public static IReadOnlyList<SampleSeries> Series { get; } =
    [
        new("trial_activation_rate", 0.38, 0.02, 4, 0.4),
        new("new_paid_subscriptions", 420, 30, 0, 0.3, 0.3),
        new("qualified_leads", 900, 80, 0, 0.4),
        new("new_bookings", 310_000, 25_000, 0, 0.3, 0.4, 0.4, 40),
        new("first_response_hours", 6.5, 0.8, 2, 0.4),
        new("customer_satisfaction", 4.2, 0.1, 3),
        new("webinar_signups", 650, 70, 0),
        new("demo_requests", 240, 22, 0),
        new("onboarding_calls", 130, 14, 0),
        new("expansion_revenue", 88_000, 7_000, 0, 0.3, 0.2),
        new("newsletter_opens", 14_000, 900, 0, 0.2, 0, 2.5, 10),
        new("site_visits", 95_000, 6_000, 0, 0.2, 0, 2.5, 13),
        new("documentation_pages", 480, 12, 0, 0.5, 3),
        new("active_accounts", 7_800, 240, 0, 0.5, 3),
        new("marketing_spend", 52_000, 6_000, 0, 0.5),
        new("brand_searches", 11_000, 700, 0, 0.2),
        new("trial_signups", 1_500, 110, 0, 0.2),
        new("community_posts", 330, 35, 0),
        new("referrals", 75, 9, 0),
        new("account_churn_rate", 0.0065, 0.0006, 5),
        new("net_promoter_score", 34, 3, 1),
        new("uptime", 0.9992, 0.0002, 5, 0.1),
        new("incidents", 14, 2, 0, 0.1),
        new("revenue_per_account", 41.5, 1.1, 2, 0.5, 0.5),
        new("assistant_sessions", 2_600, 300, 0, 0.4, StartsInWeek: StartsInWeek),
        new("trial_sessions", 2, 0.08, 3, 0.4),
        new("trial_conversion_rate", 0.19, 0.012, 4, 0.2),
        new("purchase_rate", 0.08, 0.003, 5, 0.3),
        new("checkout_completion", 0.49, 0.012, 4, 0.3),
        new("app_downloads", 5_200, 400, 0, 0.3, 0.5),
        new("incidents_reported", 19, 2.4, 0, 0.1),
        new("trade_fair_contacts", 210, 30, 0),
        new("mttr", 42, 6, 1, 0.2),
    ];

    public static IReadOnlyList<SampleEvent> Events { get; } =
    [
        new("account_churn_rate", 148, 5, "a letter about new prices went to everyone"),
        new("uptime", OutageInWeek, -8, "the storage in Frankfurt failed for most of a day"),
        new("incidents", OutageInWeek, 6, "the same outage"),
    ];

    public static IReadOnlyList<SampleDriver> Drivers { get; } =
    [
        new("trial_activation_rate", "new_paid_subscriptions", 5, 0.7),
        new("qualified_leads", "new_bookings", 8, 0.7),
        new("first_response_hours", "customer_satisfaction", 2, -0.7),
        new("webinar_signups", "demo_requests", 3, 0.7, DiesInWeek, 0),
        new("onboarding_calls", "expansion_revenue", 4, 0.7, InvertsInWeek, -0.7),
        new("marketing_spend", "brand_searches", 1, 0.8),
        new("marketing_spend", "trial_signups", 4, 0.8),
        new("assistant_sessions", "net_promoter_score", 3, 0, StartsInWeek + 3, 0.6),
        new("trial_activation_rate", "trial_conversion_rate", 13, 0.8),
        new("trial_sessions", "trial_conversion_rate", 13, 0.8),
    ];

    public static SampleFile File(SeededRandom root)
    {
        // Own movement first, then what others add to it: a lead is never itself led, so one pass is enough.
        var own = Series.Select((s, i) => Movement(s, root.Stream((ulong)(2 * i)))).ToList();
        var moved = own.ConvertAll(m => (double[])m.Clone());
        foreach (var driver in Drivers)
        {
            var from = own[IndexOf(driver.From)];
            var to = moved[IndexOf(driver.To)];
            for (var week = driver.LagWeeks - BurnIn; week < Weeks; week++)
            {
                var effect = driver.ChangesInWeek is { } change && week >= change ? driver.Later : driver.Effect;
                to[week + BurnIn] += effect * from[week + BurnIn - driver.LagWeeks];
            }
        }

        var columns = Series.Select((s, i) => Written(s, moved[i], root.Stream((ulong)((2 * i) + 1)))).ToList();
        var rows = new SampleText("week," + string.Join(',', Series.Select(s => s.Id + "," + s.Id + "_se")));
        for (var week = -Before; week < Weeks; week++)
        {
            rows.Row([SampleText.Day(Monday(week)), .. columns.SelectMany((c, i) => week < Series[i].StartsInWeek ? (string[])["", ""] : [c[week + Before], StandardError(Series[i])])]);
        }

        return rows.ToFile("data/weekly_kpis.csv");
    }

    private static int IndexOf(string id)
    {
        for (var i = 0; i < Series.Count; i++)
        {
            if (Series[i].Id == id)
            {
                return i;
            }
        }

        throw new ArgumentException($"there is no series {id}", nameof(id));
    }

    // First-order autoregression with unit variance.
    private static double[] Movement(SampleSeries series, SeededRandom random)
    {
        var values = new double[BurnIn + Weeks];
        var innovation = Math.Sqrt(1 - (series.Persistence * series.Persistence));
        for (var t = 0; t < values.Length; t++)
        {
            values[t] = t == 0 ? random.NextNormal() : (series.Persistence * values[t - 1]) + (innovation * random.NextNormal());
        }

        return values;
    }

    private static string[] Written(SampleSeries series, double[] movement, SeededRandom random)
    {
        var written = new string[Before + Weeks];
        var earlier = random.Stream(1);
        for (var week = -Before; week < Weeks; week++)
        {
            var season = series.Season * Math.Sin(2 * Math.PI * (week - series.SeasonWeek) / 52);
            var happened = Events.Where(e => e.Kpi == series.Id && e.Week == week).Sum(e => e.Size);
            var error = MeasurementError * (week < 0 ? earlier : random).NextNormal();
            written[week + Before] = SampleText.Number(series.Base + (series.Scale * (movement[week + BurnIn] + (series.TrendPerYear * week / 52) + season + happened + error)), series.Decimals);
        }

        return written;
    }

    private static string StandardError(SampleSeries series) => SampleText.Number(MeasurementError * series.Scale, series.Decimals + 2);
}
