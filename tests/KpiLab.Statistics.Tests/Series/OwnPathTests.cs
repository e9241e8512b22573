namespace KpiLab.Statistics.Tests;

/// <summary>Forecasts of a series from its own past: coverage where the truth is simulated, and refusals.</summary>
public sealed class OwnPathTests
{
    /// <summary>Persistence of the movement, drift a period, whether it adds up, and the share that the 80 % interval must cover at least and at most.</summary>
    [Theory]
    [InlineData(0.5, 0, false)]
    [InlineData(0.8, 0, false)]
    [InlineData(0.0, 0.1, true)]
    [InlineData(0.3, 0.05, false)]
    public void The_80_percent_interval_covers_about_80_percent_and_the_chance_of_a_target_is_calibrated(double persistence, double drift, bool addsUp)
    {
        const int worlds = 200, n = 96, ahead = 6;
        int covered = 0, below = 0;
        for (var w = 0; w < worlds; w++)
        {
            var random = new SeededRandom(7000 + w);
            var values = new double[n + ahead];
            double state = 0, sum = 0;
            for (var t = 0; t < values.Length; t++)
            {
                state = (persistence * state) + random.NextNormal();
                sum += state + drift;
                values[t] = addsUp ? sum : state + (drift * t);
            }

            var forecast = OwnPath.Ahead(values[..n], 1, ahead, new SeededRandom(w)).Value;
            covered += values[^1] >= forecast.Lower80 && values[^1] <= forecast.Upper80 ? 1 : 0;
            below += values[^1] <= forecast.Median ? 1 : 0;
        }

        // Standard error 2.8 points at 80 %, 3.5 at 50 %; finite samples and the choice of the transform cost a few more.
        Assert.InRange(covered / (double)worlds, 0.80 - 0.10, 0.80 + 0.10);
        Assert.InRange(below / (double)worlds, 0.5 - 0.12, 0.5 + 0.12);
    }

    [Fact]
    public void A_season_goes_on_where_it_was()
    {
        var random = new SeededRandom(1);
        double[] values = [.. Enumerable.Range(0, 120).Select(t => (10 * Math.Sin(2 * Math.PI * t / 12)) + (0.5 * random.NextNormal()))];
        var high = OwnPath.Ahead(values, 12, 4, new SeededRandom(2)).Value;
        var low = OwnPath.Ahead(values, 12, 10, new SeededRandom(2)).Value;

        // Row 123 is three months after the season's zero: at its height; row 129 at its depth.
        Assert.Equal(10, high.Median, 1.0);
        Assert.Equal(-10, low.Median, 1.0);
        Assert.True(low.Reach(5, atMost: false) < 0.001);
        Assert.True(high.Reach(5, atMost: false) > 0.999);
    }

    [Fact]
    public void Short_and_constant_series_are_refused_by_their_codes()
    {
        Assert.Equal(SeriesReason.TooShort, OwnPath.Ahead(new double[10], 1, 1, new SeededRandom(1)).Reason.Code);
        Assert.Equal(SeriesReason.Constant, OwnPath.Ahead(new double[50], 1, 1, new SeededRandom(1)).Reason.Code);
    }

    [Fact]
    public void The_same_seed_gives_the_same_forecast()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(t => Math.Sin(t * t))];
        var (a, b) = (OwnPath.Ahead(values, 1, 3, new SeededRandom(5)).Value, OwnPath.Ahead(values, 1, 3, new SeededRandom(5)).Value);
        Assert.Equal(a.Draws, b.Draws);
    }
}
