namespace KpiLab.Statistics.Tests;

public sealed class LeadForecasterTests
{
    private static readonly LeadWindow Window = new(1, 6);

    [Fact]
    public void Nothing_at_or_after_an_origin_changes_a_forecast_from_it()
    {
        var (x, y) = World(1, 120, 0.8);
        var past = LeadForecaster.Past(y, x, [], Window, 12, 1, 3).Value;
        var origin = 90;
        double[] Broken(double[] v) => [.. v.Take(origin), .. v.Skip(origin).Select((u, i) => (u * -3) + (i * i))];
        var broken = LeadForecaster.Past(Broken(y), Broken(x), [], Window, 12, 1, 3).Value;

        // A forecast of row r, h ahead, stands at origin r − h + 1.
        var before = past.Where(f => f.Row - f.Horizon + 1 <= origin).ToList();
        Assert.NotEmpty(before);
        Assert.Equal(before, broken.Where(f => f.Row - f.Horizon + 1 <= origin));
    }

    [Fact]
    public void Forecasts_one_ahead_are_those_of_the_backtest_in_the_outcomes_own_units()
    {
        // A stationary outcome: shifting and scaling it shifts and scales its forecasts.
        var (x, y) = World(2, 120, 0.8);
        var plain = LeadForecaster.Next(y, x, [], Window, 1, 1, 3).Value;
        var scaled = LeadForecaster.Next([.. y.Select(v => 500 + (20 * v))], [.. x.Select(v => 3 - (0.1 * -v))], [], Window, 1, 1, 3).Value;

        Assert.Equal([(120, 1), (121, 2), (122, 3)], plain.Select(f => (f.Row, f.Horizon)));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(500 + (20 * plain[i].Lead), scaled[i].Lead, 1e-6);
            Assert.Equal(500 + (20 * plain[i].Baseline), scaled[i].Baseline, 1e-6);
        }
    }

    [Fact]
    public void A_strong_lead_beats_the_own_past_as_far_ahead_as_it_leads_and_not_further()
    {
        // Lag 2: one and two ahead the lead knows what comes; six ahead it does not.
        double one = 0, two = 0, six = 0, own = 0, ownTwo = 0, ownSix = 0;
        for (var seed = 1; seed <= 6; seed++)
        {
            var (x, y) = World(seed, 150, 1.0);
            foreach (var f in LeadForecaster.Past(y, x, [], Window, 1, 1, 6).Value)
            {
                var (lead, baseline) = (Math.Pow(y[f.Row] - f.Lead, 2), Math.Pow(y[f.Row] - f.Baseline, 2));
                (one, own) = f.Horizon == 1 ? (one + lead, own + baseline) : (one, own);
                (two, ownTwo) = f.Horizon == 2 ? (two + lead, ownTwo + baseline) : (two, ownTwo);
                (six, ownSix) = f.Horizon == 6 ? (six + lead, ownSix + baseline) : (six, ownSix);
            }
        }

        Assert.True(one / own < 0.75);
        Assert.True(two / ownTwo < 0.75);
        Assert.InRange(six / ownSix, 0.85, 1.15);
    }

    [Fact]
    public void Further_ahead_than_the_longest_lag_is_refused()
        => Assert.False(LeadForecaster.Next(World(1, 100, 0.5).Y, World(1, 100, 0.5).X, [], Window, 1, 1, 7).IsDefined);

    [Fact]
    public void What_is_shown_beside_a_living_link_speaks_for_it()
    {
        var (x, y) = World(3, 150, 0.9);
        var evidence = LeadExamination.Examine(y, x, [], Window, 1, 1).Value;
        var beside = LeadBeside.Of(y, x, [], Window, 1, 1, evidence);

        Assert.Equal(2, beside.Horizon);
        Assert.True(beside.HacT.Value > 3);
        Assert.True(beside.LeadTime.Value.Skill > 0.1);
        Assert.True(beside.BestSkill.Value > 0.1);
        Assert.True(beside.SeasonalSkill.Value >= beside.BestSkill.Value);
        Assert.Equal(150, LeadStrengthPath.Of(y, x, Window, 1, evidence).Value.Path[^1].Period);
    }

    private static (double[] X, double[] Y) World(long seed, int n, double b)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[n], y = new double[n];
        for (var t = 0; t < n; t++)
        {
            x[t] = (t > 0 ? 0.6 * x[t - 1] : 0) + (0.8 * random.NextNormal());
            y[t] = (t > 0 ? 0.4 * y[t - 1] : 0) + (t > 1 ? b * x[t - 2] : 0) + random.NextNormal();
        }

        return (x, y);
    }
}
