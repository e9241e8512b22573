using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Months or weeks: what a simulated pair of series looks like besides the effect.</summary>
/// <param name="Name">monthly or weekly.</param>
/// <param name="LeadMemory">Autocorrelation of the lead.</param>
/// <param name="OutcomeMemory">Coefficient of the outcome on its own past.</param>
/// <param name="Lag">Lag at which the lead acts.</param>
/// <param name="Season">Periods of a cycle, in the worlds that have one.</param>
[TypeFormatterSource]
public sealed record LinkCadence(string Name, double LeadMemory, double OutcomeMemory, int Lag, int Season)
{
    /// <summary>Months.</summary>
    public static LinkCadence Monthly { get; } = new("monthly", 0.6, 0.4, 2, 12);

    /// <summary>Weeks.</summary>
    public static LinkCadence Weekly { get; } = new("weekly", 0.8, 0.5, 3, 52);
}

/// <summary>A simulated pair of series.</summary>
/// <param name="Outcome">y.</param>
/// <param name="Lead">x.</param>
/// <param name="Controls">Declared controls.</param>
/// <param name="Season">Season that is declared.</param>
[TypeFormatterSource]
public sealed record LinkPair(double[] Outcome, double[] Lead, IReadOnlyList<double[]> Controls, int Season);

/// <summary>A kind of truth about a lead and its outcome, from which pairs are drawn.</summary>
/// <remarks>
/// Unless a world says otherwise: x is an AR(1) of unit variance, y[t] = φ·y[t−1] + b·x[t−lag] + e[t] with e standard normal, so that b is the effect in
/// innovation sds of the outcome per sd of the lead. One hundred rows before the first are dropped.
/// </remarks>
public sealed class LinkWorld
{
    private const int BurnIn = 100;
    private const double DeathAt = 0.55;

    private readonly Func<LinkWorld, int, LinkCadence, SeededRandom, LinkPair> _draw;
    private Func<LinkWorld, int, int, LinkCadence, SeededRandom, LinkPair>? _drawOn;

    private LinkWorld(string name, string description, double effect, bool lives, Func<LinkWorld, int, LinkCadence, SeededRandom, LinkPair> draw)
        => (Name, Description, Effect, Lives, _draw) = (name, description, effect, lives, draw);

    /// <summary>Short name.</summary>
    public string Name { get; }

    /// <summary>What is true in it.</summary>
    public string Description { get; }

    /// <summary>b.</summary>
    public double Effect { get; }

    /// <summary>Whether the lead predicts to the end.</summary>
    public bool Lives { get; }

    /// <summary>A living lead.</summary>
    public static LinkWorld Living(double b) => new("living", "the lead acts at one lag throughout", b, true, (w, n, c, r) => Basic(n, c, r, (_, _) => w.Effect));

    /// <summary>A lead that acts through the mean of four lags.</summary>
    public static LinkWorld Spread(double b) => new("spread", "the lead acts through the standardised mean of lags 1 to 4", b, true, DrawSpread);

    /// <summary>Independent autoregressions.</summary>
    public static LinkWorld Independent { get; } = new("independent", "two independent autoregressions", 0, false, (_, n, c, r) => Basic(n, c, r, (_, _) => 0));

    /// <summary>Independent random walks.</summary>
    public static LinkWorld RandomWalks { get; } = new("random walks", "two independent random walks", 0, false, (_, n, c, r) =>
    {
        var pair = Basic(n, c, r, (_, _) => 0);
        Cumulate(pair.Outcome);
        Cumulate(pair.Lead);
        return pair;
    });

    /// <summary>Only the calendar in common.</summary>
    public static LinkWorld SeasonOnly { get; } = new("season only", "independent but for one season, the outcome's three periods later", 0, false, (w, n, c, r) => Seasonal(w, n, c, r));

    /// <summary>Only growth in common.</summary>
    public static LinkWorld TrendOnly { get; } = new("trend only", "independent but for two upward lines", 0, false, (_, n, c, r) =>
    {
        var pair = Basic(n, c, r, (_, _) => 0);
        AddLine(pair.Lead, 0.03 + (0.03 * r.NextDouble()));
        AddLine(pair.Outcome, 0.03 + (0.03 * r.NextDouble()));
        return pair;
    });

    /// <summary>The outcome leads the lead.</summary>
    public static LinkWorld Reverse { get; } = new("reverse", "the outcome leads the lead", 0.6, false, DrawReverse);

    /// <summary>Both hit in the same period.</summary>
    public static LinkWorld Coincident { get; } = new("coincident", "innovations of the same period correlate by .64, nothing leads", 0, false, DrawCoincident);

    /// <summary>A lead of the other sign than declared.</summary>
    public static LinkWorld WrongSign { get; } = new("wrong sign", "the lead acts against the declared sign", 0.6, false, (w, n, c, r) => Basic(n, c, r, (_, _) => -w.Effect));

    /// <summary>One spike in both.</summary>
    public static LinkWorld Spike { get; } = new("one joint spike", "independent but for one spike of 8 in the lead and two periods later in the outcome", 0, false, (_, n, c, r) =>
    {
        var pair = Basic(n, c, r, (_, _) => 0);
        var at = 4 + r.NextInt(n - 10);
        pair.Lead[at] += 8;
        pair.Outcome[at + 2] += 8;
        return pair;
    });

    /// <summary>A declared common cause.</summary>
    public static LinkWorld CommonCause { get; } = new("common cause, declared", "a declared control drives the lead first and the outcome later", 0.45, false, DrawCommonCause);

    /// <summary>A declared shared denominator.</summary>
    public static LinkWorld SharedDenominator { get; } = new("shared denominator, declared", "two ratios over one declared denominator", 0, false, DrawRatios);

    /// <summary>A lead that died.</summary>
    public static LinkWorld Died(double b) => new("died", "the lead acts until 55 % of the sample, then no more", b, false, (w, n, c, r) => Dying(w, n, n, c, r)) { _drawOn = Dying };

    /// <summary>A lead whose sign turned.</summary>
    public static LinkWorld Inverted { get; } = new("inverted", "the effect changes its sign at 55 % of the sample", 0.6, false, (w, n, c, r) => Basic(n, c, r, (t, _) => t < (int)(DeathAt * n) ? w.Effect : -w.Effect));

    /// <summary>A living lead, the outcome's level breaks.</summary>
    public static LinkWorld LevelBreak { get; } = new("level break", "living, and the outcome's level rises by 3 at half", 0.45, true, (w, n, c, r) =>
    {
        var pair = Basic(n, c, r, (_, _) => w.Effect);
        for (var t = n / 2; t < n; t++)
        {
            pair.Outcome[t] += 3;
        }

        return pair;
    });

    /// <summary>A living lead with outliers.</summary>
    public static LinkWorld Outliers { get; } = new("outliers", "living, and 2 % of each series lie six sds off", 0.45, true, (w, n, c, r) =>
    {
        var pair = Basic(n, c, r, (_, _) => w.Effect);
        foreach (var series in new[] { pair.Lead, pair.Outcome })
        {
            for (var t = 0; t < n; t++)
            {
                series[t] += r.NextBernoulli(0.02) ? (r.NextBernoulli(0.5) ? 6 : -6) : 0;
            }
        }

        return pair;
    });

    /// <summary>A living lead with missing values.</summary>
    public static LinkWorld Missing { get; } = new("missing values", "living, and 3 % of each series are missing and bridged", 0.45, true, (w, n, c, r) =>
    {
        var pair = Basic(n, c, r, (_, _) => w.Effect);
        foreach (var series in new[] { pair.Lead, pair.Outcome })
        {
            double?[] gappy = [.. series.Select((v, t) => t > 0 && t < n - 1 && r.NextBernoulli(0.03) ? (double?)null : v)];
            Core.LinkGate.Bridge(gappy, n).CopyTo(series, 0);
        }

        return pair;
    });

    /// <summary>A living lead under a season.</summary>
    public static LinkWorld Season { get; } = new("season", "living, under the season of the season-only world", 0.45, true, (w, n, c, r) => Seasonal(w, n, c, r));

    /// <summary>A lead whose lag drifts.</summary>
    public static LinkWorld LagDrift { get; } = new("lag drift", "living, and the lag grows by two at half", 0.6, true, (w, n, c, r) => Basic(n, c, r, (_, _) => w.Effect, lagShift: 2));

    /// <summary>Draws a pair.</summary>
    /// <param name="periods">Length.</param>
    /// <param name="cadence">Months or weeks.</param>
    /// <param name="random">Stream of this pair.</param>
    public LinkPair Draw(int periods, LinkCadence cadence, SeededRandom random) => _draw(this, periods, cadence, random);

    /// <summary>Draws a pair that goes on: what happens at a share of the sample happens at that share of the periods known at first.</summary>
    public LinkPair Draw(int periods, LinkCadence cadence, SeededRandom random, int known) => _drawOn?.Invoke(this, periods, known, cadence, random) ?? Draw(periods, cadence, random);

    private static LinkPair Dying(LinkWorld world, int n, int known, LinkCadence cadence, SeededRandom random)
        => Basic(n, cadence, random, (t, _) => t < (int)(DeathAt * known) ? world.Effect : 0);

    private static LinkPair Basic(int n, LinkCadence cadence, SeededRandom random, Func<int, double, double> effect, int lagShift = 0)
    {
        var rows = n + BurnIn;
        var x = Autoregression(rows, cadence.LeadMemory, 1, random);
        var y = new double[rows];
        for (var t = 7; t < rows; t++)
        {
            var lag = cadence.Lag + (lagShift > 0 && t - BurnIn >= n / 2 ? lagShift : 0);
            y[t] = (cadence.OutcomeMemory * y[t - 1]) + (effect(t - BurnIn, x[t - lag]) * x[t - lag]) + random.NextNormal();
        }

        return new LinkPair(y[BurnIn..], x[BurnIn..], [], 1);
    }

    private static LinkPair DrawSpread(LinkWorld world, int n, LinkCadence cadence, SeededRandom random)
    {
        var rows = n + BurnIn;
        var x = Autoregression(rows, cadence.LeadMemory, 1, random);
        var y = new double[rows];
        var phi = cadence.LeadMemory;
        var sd = Math.Sqrt((4 + (2 * ((3 * phi) + (2 * phi * phi) + (phi * phi * phi)))) / 16);
        for (var t = 7; t < rows; t++)
        {
            var mean = (x[t - 1] + x[t - 2] + x[t - 3] + x[t - 4]) / 4;
            y[t] = (cadence.OutcomeMemory * y[t - 1]) + (world.Effect * mean / sd) + random.NextNormal();
        }

        return new LinkPair(y[BurnIn..], x[BurnIn..], [], 1);
    }

    private static LinkPair Seasonal(LinkWorld world, int n, LinkCadence cadence, SeededRandom random)
    {
        var pair = Basic(n, cadence, random, (_, _) => world.Effect);
        var s = cadence.Season;
        double Wave(double t) => (2 * Math.Cos(2 * Math.PI * t / s)) + (0.8 * Math.Cos(4 * Math.PI * t / s));
        for (var t = 0; t < n; t++)
        {
            pair.Lead[t] += Wave(t);
            pair.Outcome[t] += Wave(t - 3);
        }

        return pair with { Season = s };
    }

    private static LinkPair DrawReverse(LinkWorld world, int n, LinkCadence cadence, SeededRandom random)
    {
        var rows = n + BurnIn;
        var y = Autoregression(rows, cadence.OutcomeMemory, 1 / Math.Sqrt(1 - (cadence.OutcomeMemory * cadence.OutcomeMemory)), random);
        var sd = 1 / Math.Sqrt(1 - (cadence.OutcomeMemory * cadence.OutcomeMemory));
        var x = new double[rows];
        for (var t = 2; t < rows; t++)
        {
            x[t] = (cadence.LeadMemory * x[t - 1]) + (world.Effect * y[t - 2] / sd) + random.NextNormal();
        }

        return new LinkPair(y[BurnIn..], x[BurnIn..], [], 1);
    }

    private static LinkPair DrawCoincident(LinkWorld world, int n, LinkCadence cadence, SeededRandom random)
    {
        var rows = n + BurnIn;
        double[] x = new double[rows], y = new double[rows];
        for (var t = 1; t < rows; t++)
        {
            var shared = 0.8 * random.NextNormal();
            x[t] = (cadence.LeadMemory * x[t - 1]) + shared + (0.6 * random.NextNormal());
            y[t] = (cadence.OutcomeMemory * y[t - 1]) + shared + (0.6 * random.NextNormal());
        }

        return new LinkPair(y[BurnIn..], x[BurnIn..], [], 1);
    }

    private static LinkPair DrawCommonCause(LinkWorld world, int n, LinkCadence cadence, SeededRandom random)
    {
        var rows = n + BurnIn;
        var z = Autoregression(rows, 0.7, 1, random);
        var own = Autoregression(rows, 0.6, 1, random);
        double[] x = new double[rows], y = new double[rows];
        for (var t = 4; t < rows; t++)
        {
            x[t] = (0.8 * z[t - 1]) + (0.6 * own[t]);
            y[t] = (cadence.OutcomeMemory * y[t - 1]) + (world.Effect * z[t - 3]) + random.NextNormal();
        }

        return new LinkPair(y[BurnIn..], x[BurnIn..], [z[BurnIn..]], 1);
    }

    private static LinkPair DrawRatios(LinkWorld world, int n, LinkCadence cadence, SeededRandom random)
    {
        var rows = n + BurnIn;
        var innovation = 0.1 / Math.Sqrt(1 - (0.4 * 0.4));
        var a = Autoregression(rows, 0.4, innovation, random);
        var b = Autoregression(rows, 0.4, innovation, random);
        var d = Autoregression(rows, 0.7, 0.15, random);
        return new LinkPair(
            [.. b.Zip(d, (numerator, denominator) => numerator - denominator).Skip(BurnIn)],
            [.. a.Zip(d, (numerator, denominator) => numerator - denominator).Skip(BurnIn)],
            [d[BurnIn..]],
            1);
    }

    private static double[] Autoregression(int rows, double phi, double sd, SeededRandom random)
    {
        var values = new double[rows];
        var innovation = sd * Math.Sqrt(1 - (phi * phi));
        values[0] = sd * random.NextNormal();
        for (var t = 1; t < rows; t++)
        {
            values[t] = (phi * values[t - 1]) + (innovation * random.NextNormal());
        }

        return values;
    }

    private static void Cumulate(double[] values)
    {
        for (var t = 1; t < values.Length; t++)
        {
            values[t] += values[t - 1];
        }
    }

    private static void AddLine(double[] values, double slope)
    {
        for (var t = 0; t < values.Length; t++)
        {
            values[t] += slope * t;
        }
    }
}
