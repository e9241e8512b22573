using System.Globalization;
using KpiLab.Testing;

namespace KpiLab.Data.Tests;

public sealed class SampleCompanyTests
{
    private static readonly IReadOnlyList<SampleFile> Files = SampleCompany.Files();

    [Fact]
    public void The_committed_samples_are_what_the_generator_writes()
    {
        var folder = Path.Combine(Repository.Root, "data-samples");
        var committed = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith(".kpilab/", StringComparison.Ordinal));
        Assert.Equal(Files.Select(f => f.Path).Order(StringComparer.Ordinal), committed.Order(StringComparer.Ordinal));
        foreach (var file in Files)
        {
            Assert.True(File.ReadAllText(Path.Combine(folder, file.Path)) == file.Text, $"{file.Path} differs: run `kpilab data generate data-samples`");
        }
    }

    [Fact]
    public void They_are_small() => Assert.InRange(Files.Sum(f => (long)f.Text.Length), 1, 5_000_000);

    [Fact]
    public void A_seed_gives_the_same_files_and_another_seed_other_data_under_the_same_definitions()
    {
        var again = SampleCompany.Files();
        Assert.Equal(Files, again);
        var other = SampleCompany.Files(99);
        foreach (var (one, two) in Files.Zip(other))
        {
            Assert.Equal(one.Path, two.Path);
            Assert.Equal(one.Path.EndsWith(".yaml", StringComparison.Ordinal) || one.Path == SampleCompany.Troubles, one.Text == two.Text);
        }
    }

    [Fact]
    public void Data_do_not_depend_on_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(Files, SampleCompany.Files());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Weekly_values_cover_every_week_of_every_kpi()
    {
        var rows = Rows("data/weekly_kpis.csv");
        Assert.Equal((196, 33), (rows.Count, (rows[0].Count - 1) / 2));
        var weeks = rows.ConvertAll(r => DateTime.Parse(r["week"], CultureInfo.InvariantCulture));
        Assert.All(weeks.Zip(weeks.Skip(1)), w => Assert.Equal(TimeSpan.FromDays(7), w.Second - w.First));
        Assert.All(weeks, w => Assert.Equal(DayOfWeek.Monday, w.DayOfWeek));
    }

    [Theory]
    [InlineData("trial_activation_rate", "new_paid_subscriptions", 5, 0, 196, 1)]
    [InlineData("qualified_leads", "new_bookings", 8, 0, 196, 1)]
    [InlineData("first_response_hours", "customer_satisfaction", 2, 0, 196, -1)]
    [InlineData("trial_activation_rate", "trial_conversion_rate", 13, 0, 196, 1)]
    [InlineData("trial_sessions", "trial_conversion_rate", 13, 0, 196, 1)]
    [InlineData("webinar_signups", "demo_requests", 3, 0, 96, 1)]
    [InlineData("webinar_signups", "demo_requests", 3, 96, 196, 0)]
    [InlineData("onboarding_calls", "expansion_revenue", 4, 0, 110, 1)]
    [InlineData("onboarding_calls", "expansion_revenue", 4, 110, 196, -1)]
    [InlineData("community_posts", "referrals", 3, 0, 196, 0)]
    [InlineData("trade_fair_contacts", "qualified_leads", 3, 0, 196, 0)]
    [InlineData("marketing_spend", "brand_searches", 1, 0, 196, 1)]
    [InlineData("marketing_spend", "trial_signups", 4, 0, 196, 1)]
    [InlineData("brand_searches", "trial_signups", 3, 0, 196, 1)]
    public void A_planted_link_shows_at_its_lag_while_it_lives(string from, string to, int lag, int first, int end, int sign)
    {
        var rows = Rows("data/weekly_kpis.csv");
        var x = Detrended(rows.ConvertAll(r => Number(r[from])));
        var y = Detrended(rows.ConvertAll(r => Number(r[to])));
        var pairs = Enumerable.Range(Math.Max(first, lag), end - Math.Max(first, lag)).Select(t => (X: x[t - lag], Y: y[t])).ToList();
        var correlation = Correlation(pairs);

        // A correlation of n independent pairs has a standard error of 1/√n; three of them, and the planted ones are well above.
        var chance = 3 / Math.Sqrt(pairs.Count);
        if (sign == 0)
        {
            Assert.InRange(correlation, -chance, chance);
        }
        else
        {
            Assert.True(correlation * sign > chance, Invariant($"{correlation} is within ±{chance}"));
        }
    }

    [Fact]
    public void At_a_moment_the_files_hold_what_was_written_and_known_by_then()
    {
        var company = new SampleCompany();
        var may = company.FilesAt(SampleCompany.At(5, 20)).ToDictionary(f => f.Path, f => f.Text);
        Assert.Equal("2026-05-11", may["data/weekly_kpis.csv"].TrimEnd('\n').Split('\n')[^1][..10]);
        Assert.All(may["data/experiments/invite_colleagues.csv"].TrimEnd('\n').Split('\n').Skip(1), r => Assert.True(Moment(r.Split(',')[2]) <= SampleCompany.At(5, 20).UtcDateTime));
        Assert.DoesNotContain("data/pricing_visitors.csv", may.Keys);
        Assert.DoesNotContain("experiments/pricing_page.yaml", may.Keys);
        Assert.Contains("trade_fairs.yaml", may.Keys);
        Assert.Contains("owner: lena.brandt@brightdesk.example", may["kpis/marketing.yaml"], StringComparison.Ordinal);
        Assert.Contains("value: incidents_reported,", may["kpis/reliability.yaml"], StringComparison.Ordinal);
        Assert.DoesNotContain("target: {value: 60,", company.FilesAt(SampleCompany.BeginsAt).Single(f => f.Path == "kpis/customers.yaml").Text, StringComparison.Ordinal);
        Assert.Contains("target: {value: 60,", Files.Single(f => f.Path == "kpis/customers.yaml").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_experiments_hold_their_planted_means()
    {
        foreach (var experiment in SampleExperiments.All)
        {
            var rows = Rows($"data/experiments/{experiment.Id}.csv");
            Assert.Equal(experiment.SeenTwice > 0, rows.DistinctBy(r => r[experiment.Unit]).Count() < rows.Count);
            foreach (var (variant, mean) in experiment.Levels)
            {
                var values = rows.Where(r => r["variant"] == variant).Select(r => Number(r[experiment.Column])).ToList();
                var error = Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / values.Count / values.Count);
                Assert.InRange((values.Average() - mean) / error, -3.5, 3.5);
            }
        }
    }

    [Fact]
    public void Season_and_trend_alone_make_values_that_move_together()
    {
        var rows = Rows("data/weekly_kpis.csv");
        var seasonal = rows.Zip(rows.Skip(3), (a, b) => (Number(a["newsletter_opens"]), Number(b["site_visits"]))).ToList();
        var trending = rows.ConvertAll(r => (Number(r["documentation_pages"]), Number(r["active_accounts"])));
        Assert.True(Correlation(seasonal) > 0.5);
        Assert.True(Correlation(trending) > 0.5);
    }

    [Fact]
    public void Past_experiments_hold_the_planted_slope()
    {
        var rows = Rows("data/past_experiments.csv");
        Assert.Equal(60, rows.Select(r => r["experiment"]).Distinct().Count());
        var effects = rows.GroupBy(r => r["kpi"]).ToDictionary(g => g.Key, g => g.Select(r => (Effect: Number(r["effect"]), Error: Number(r["standard_error"]))).ToList());
        var x = effects["activation_within_14_days"];
        var y = effects["paid_after_90_days"];

        // Least squares with the errors taken out, which correlate by 0.57 (planted): (cov(x, y) − mean 0.57 · errors) / (var(x) − mean error²).
        var meanX = x.Average(e => e.Effect);
        var meanY = y.Average(e => e.Effect);
        var covariance = x.Zip(y, (a, b) => (a.Effect - meanX) * (b.Effect - meanY)).Sum() / (x.Count - 1);
        covariance -= 0.57 * x.Zip(y, (a, b) => a.Error * b.Error).Average();
        var variance = (x.Sum(a => (a.Effect - meanX) * (a.Effect - meanX)) / (x.Count - 1)) - x.Average(a => a.Error * a.Error);
        Assert.InRange(covariance / variance, 0.30, 0.60);

        var sessions = effects["sessions_per_trial"].Zip(y, (a, b) => (a.Effect, b.Effect)).ToList();
        Assert.InRange(Correlation(sessions), -0.4, 0.4);
    }

    [Fact]
    public void The_event_log_retells_the_unit_table()
    {
        var events = Rows("data/onboarding_events.csv").ToLookup(r => r["trial_id"]);
        foreach (var unit in Rows("data/onboarding_units.csv"))
        {
            var exposed = Moment(unit["exposed_at"]);
            int Count(string what, int fromDay, int toDay) => events[unit["trial_id"]].Count(e =>
                e["event"] == what && Moment(e["at"]) >= exposed.AddDays(fromDay) && Moment(e["at"]) < exposed.AddDays(toDay));
            Assert.Equal(
                (unit["activated"], unit["sessions"], unit["tickets"], unit["visits_before"]),
                (Text(Count("activated", 0, 14)), Text(Count("session", 0, 14)), Text(Count("ticket", 0, 14)), Text(Count("visit", -14, 0))));
        }
    }

    private static List<Dictionary<string, string>> Rows(string path)
    {
        var lines = Files.Single(f => f.Path == path).Text.TrimEnd('\n').Split('\n');
        var header = lines[0].Split(',');
        return [.. lines.Skip(1).Select(l => header.Zip(l.Split(',')).ToDictionary(p => p.First, p => p.Second))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static DateTime Moment(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static List<double> Detrended(List<double> values)
    {
        var middle = (values.Count - 1) / 2.0;
        var mean = values.Average();
        var slope = values.Select((v, t) => (v - mean) * (t - middle)).Sum() / values.Select((_, t) => (t - middle) * (t - middle)).Sum();
        return [.. values.Select((v, t) => v - mean - (slope * (t - middle)))];
    }

    private static double Correlation(List<(double X, double Y)> pairs)
    {
        var x = pairs.Average(p => p.X);
        var y = pairs.Average(p => p.Y);
        return pairs.Sum(p => (p.X - x) * (p.Y - y)) / Math.Sqrt(pairs.Sum(p => (p.X - x) * (p.X - x)) * pairs.Sum(p => (p.Y - y) * (p.Y - y)));
    }
}
