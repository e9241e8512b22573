namespace KpiLab.Data.Tests;

/// <summary>Every column of the performance workload against an independent making of it.</summary>
public sealed class PerformanceColumnsTests
{
    [Fact]
    public void A_million_users_agree_with_numpy_and_scipy_in_every_column()
    {
        // Written anew in Python from the rules of ../shared/reference/performance.md, 1: numpy for counters, normals and logarithms, scipy.stats.poisson.ppf and
        // binom.ppf for counts, searchsorted for shares. Sums in whole cents, tenths of a millisecond and microseconds are exact.
        long treated = 0, firstCountry = 0, lastCountry = 0, second = 0, other = 0, january = 0, december = 0;
        long microseconds = 0, before = 0, converted = 0, cents = 0, spenders = 0, sessions = 0, impressions = 0, clicks = 0, tenths = 0;
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0L; i < 1_000_000; i++)
        {
            var user = PerformanceWorkload.User(i);
            treated += user.IsTreatment ? 1 : 0;
            firstCountry += user.Country == 0 ? 1 : 0;
            lastCountry += user.Country == 9 ? 1 : 0;
            second += user.Platform == 1 ? 1 : 0;
            other += user.Platform == 3 ? 1 : 0;
            january += user.Cohort == 0 ? 1 : 0;
            december += user.Cohort == 11 ? 1 : 0;
            microseconds += (user.Exposed - start).Ticks / TimeSpan.TicksPerMicrosecond;
            before += (long)Math.Round(user.PreRevenue * 100);
            converted += user.Converted ? 1 : 0;
            cents += (long)Math.Round(user.Revenue * 100);
            spenders += user.Revenue > 0 ? 1 : 0;
            sessions += user.Sessions;
            impressions += user.Impressions;
            clicks += user.Clicks;
            tenths += (long)Math.Round(user.LatencyMilliseconds * 10);
        }

        Assert.Equal((501_258, 342_754, 34_106, 350_094, 49_889, 83_570, 83_089), (treated, firstCountry, lastCountry, second, other, january, december));
        Assert.Equal((604_900_595_450_866_135, 694_384_313, 97_533, 274_897_765, 59_996), (microseconds, before, converted, cents, spenders));
        Assert.Equal((3_014_710, 10_994_948, 880_149, 1_767_964_306), (sessions, impressions, clicks, tenths));
    }
}
