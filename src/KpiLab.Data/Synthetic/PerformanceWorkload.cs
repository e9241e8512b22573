using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>A user of the performance workload.</summary>
/// <param name="UserId">0, 1, 2, ….</param>
/// <param name="IsTreatment">Arm.</param>
/// <param name="Country">0…9, the first the largest (Zipf).</param>
/// <param name="Platform">0…3.</param>
/// <param name="Cohort">Month of sign-up, 0…11.</param>
/// <param name="Exposed">Time of exposure.</param>
/// <param name="PreRevenue">Revenue before exposure.</param>
/// <param name="Converted">Whether the user converted.</param>
/// <param name="Revenue">Revenue: mostly zero, with a heavy tail.</param>
/// <param name="Sessions">Sessions.</param>
/// <param name="Impressions">Impressions, at least one.</param>
/// <param name="Clicks">Clicks among the impressions.</param>
/// <param name="LatencyMilliseconds">Latency.</param>
[TypeFormatterSource]
public readonly record struct PerformanceUser(
    long UserId, bool IsTreatment, int Country, int Platform, int Cohort, DateTime Exposed, double PreRevenue, bool Converted, double Revenue,
    int Sessions, int Impressions, int Clicks, double LatencyMilliseconds);

/// <summary>The workload that speed is measured on: a controlled test whose user i is a function of i alone, the same in every language.</summary>
/// <remarks>Uniform numbers are SplitMix64 (Steele, Lea and Flood 2014) of a counter: the top 53 bits of the mixed seed + (16·i + channel + 1)·0x9E3779B97F4A7C15.</remarks>
public static class PerformanceWorkload
{
    private const ulong Seed = 20260101;
    private const ulong Step = 0x9E3779B97F4A7C15;

    private static readonly double[] Countries = Cumulative([.. Enumerable.Range(1, 10).Select(k => 1.0 / k)]);
    private static readonly double[] Platforms = Cumulative([0.45, 0.35, 0.15, 0.05]);
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The uniform number in [0, 1) of a user and channel (0…15).</summary>
    public static double Uniform(long user, int channel)
        => (Hashing.Of(unchecked(Seed + ((((ulong)user * 16) + (ulong)channel + 1) * Step))) >> 11) * (1.0 / (1L << 53));

    /// <summary>A user.</summary>
    public static PerformanceUser User(long user)
    {
        var treated = Uniform(user, 0) < 0.5;
        var lift = treated ? 1.0 : 0.0;
        var (z1, z2) = Normals(user, 5, 6);
        var (z3, z4) = Normals(user, 7, 8);
        var activity = Math.Exp((0.5 * z1) - 0.125);
        var spends = Uniform(user, 10) < 0.06 * activity * (1 + (0.02 * lift));
        var impressions = 1 + Poisson(10 * activity, Uniform(user, 12));
        return new PerformanceUser(
            user,
            treated,
            Pick(Countries, Uniform(user, 1)),
            Pick(Platforms, Uniform(user, 2)),
            (int)(Uniform(user, 3) * 12),
            Start.AddTicks((long)(Uniform(user, 4) * 14 * 86_400_000_000) * TimeSpan.TicksPerMicrosecond),
            Uniform(user, 15) < 0.7 ? 0 : Math.Round(Math.Exp(2.5 + (0.8 * z1) + (0.8 * z2)), 2),
            Uniform(user, 9) < 0.10 * Math.Sqrt(activity) * (1 + (0.02 * lift)),
            spends ? Math.Round(Math.Exp(2.7 + (0.8 * z1) + (0.9 * z3)) * (1 + (0.01 * lift)), 2) : 0,
            Poisson(3 * activity * (1 + (0.01 * lift)), Uniform(user, 11)),
            impressions,
            Binomial(impressions, 0.05 + (0.06 * Uniform(user, 14)), Uniform(user, 13)),
            Math.Round(Math.Exp(5 + (0.6 * z4)) * (1 - (0.01 * lift)), 1));
    }

    private static (double First, double Second) Normals(long user, int radius, int angle)
    {
        // 1 − u is in (0, 1]: its logarithm exists.
        var r = Math.Sqrt(-2 * Math.Log(1 - Uniform(user, radius)));
        var (sin, cos) = Math.SinCos(2 * Math.PI * Uniform(user, angle));
        return (r * cos, r * sin);
    }

    private static int Poisson(double mean, double u)
    {
        var probability = Math.Exp(-mean);
        var sum = probability;
        var k = 0;
        while (u > sum && k < 1000)
        {
            probability *= mean / ++k;
            sum += probability;
        }

        return k;
    }

    private static int Binomial(int trials, double share, double u)
    {
        var probability = Math.Pow(1 - share, trials);
        var sum = probability;
        var k = 0;
        while (u > sum && k < trials)
        {
            probability *= (trials - k) * share / ((k + 1) * (1 - share));
            k++;
            sum += probability;
        }

        return k;
    }

    private static int Pick(double[] cumulative, double u)
    {
        var index = 0;
        while (index < cumulative.Length - 1 && u >= cumulative[index])
        {
            index++;
        }

        return index;
    }

    private static double[] Cumulative(double[] weights)
    {
        var total = weights.Sum();
        double sum = 0;
        return [.. weights.Select(w => (sum += w) / total)];
    }
}
