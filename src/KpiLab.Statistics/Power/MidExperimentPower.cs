namespace KpiLab.Statistics;

/// <summary>What a running experiment can still find.</summary>
/// <param name="PowerNow">Power at the data so far.</param>
/// <param name="ScalingFactor">Further units needed as a share of those so far; 0 where the power is there already, absent where none suffices.</param>
/// <param name="AdditionalUnits">Those further units, real-valued; absent where none are needed or none suffice.</param>
public sealed record MidExperimentResult(double PowerNow, double? ScalingFactor, double? AdditionalUnits);

/// <summary>Power of a running experiment, and the units it still needs, from the standard error so far.</summary>
/// <remarks>
/// The standard error shrinks with 1/√(1 + s) after s times as many units more. Rejection by a fixed test, by the asymptotic confidence sequence (its width at the
/// units then), or by a normal posterior whose interval leaves out 0. The convention of gbstats 0.8.0 (GrowthBook), without its bisection's tolerance.
/// </remarks>
public sealed record MidExperimentPower
{
    /// <summary>No more than this many times the units so far is looked for.</summary>
    public const double LargestFactor = 1 << 27;

    /// <summary>Standard error of the effect so far, on its scale; positive.</summary>
    public required double StandardError { get; init; }

    /// <summary>Units of both arms so far.</summary>
    public required double Units { get; init; }

    /// <summary>The effect to be found, on the same scale.</summary>
    public required double MinimumEffect { get; init; }

    /// <summary>Power asked for all goals together.</summary>
    public double Power { get; init; } = 0.8;

    /// <summary>Two-sided error rate.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>How many goals must all succeed; each then needs power^(1/goals).</summary>
    public int Goals { get; init; } = 1;

    /// <summary>Divides alpha, e.g. goals × treatments.</summary>
    public double Tests { get; init; } = 1;

    /// <summary>Tuning of the confidence sequence, in units; null for a fixed test.</summary>
    public double? SequenceTuning { get; init; }

    /// <summary>Prior of the effect, on the same scale.</summary>
    public EffectPrior Prior { get; init; }

    /// <summary>Power after <paramref name="factor"/> times the units so far have come in addition.</summary>
    public double After(double factor)
    {
        double se = StandardError / Math.Sqrt(1 + factor), alpha = Alpha / Tests, shift = 0, half;
        if (!Prior.IsFlat)
        {
            var ratio = se / Prior.StandardDeviation;
            half = Normal.UpperQuantile(alpha / 2) * se * Math.Sqrt(1 + (ratio * ratio));
            shift = ratio * ratio * Prior.Mean;
        }
        else if (SequenceTuning is { } tuning)
        {
            half = SequenceHalfWidth(Units * (1 + factor), StandardError * Math.Sqrt(Units), alpha, tuning);
        }
        else
        {
            half = Normal.UpperQuantile(alpha / 2) * se;
        }

        return Math.Min(1, Normal.Survival((half - shift - MinimumEffect) / se) + Normal.Cdf(-(half + shift + MinimumEffect) / se));
    }

    /// <summary>Power now, and what is still needed.</summary>
    public Estimable<MidExperimentResult> Solve()
    {
        if (!(Alpha / Tests is > 0 and < 1 && Power is > 0 and < 1 && StandardError > 0 && double.IsFinite(StandardError) && Units > 0 && Goals > 0 && SequenceTuning is null or > 0))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant(
                $"alpha {Alpha}, power {Power} and a standard error of {StandardError} over {Units} units for {Goals} goals are not those of a running experiment"));
        }

        double now = After(0), required = Math.Pow(Power, 1.0 / Goals);
        if (!double.IsFinite(now))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"standard error {StandardError} and effect {MinimumEffect} lead beyond floating point"));
        }

        if (now > required)
        {
            return new MidExperimentResult(now, 0, null);
        }

        double low = 0, high = 1.0 / 1024;
        while (!(After(high) >= required))
        {
            low = high;
            high *= 2;
            if (high > LargestFactor)
            {
                return new MidExperimentResult(now, null, null);
            }
        }

        var factor = SearchRoots.Boundary(high, low, s => After(s) >= required);
        return new MidExperimentResult(now, factor, factor * Units);
    }

    // Waudby-Smith et al. (2024), Annals of Statistics 52:2613, with the parametrisation of gbstats.
    private static double SequenceHalfWidth(double n, double sd, double alpha, double tuning)
    {
        var rho2 = ((-2 * Math.Log(alpha)) + Math.Log(1 - (2 * Math.Log(alpha)))) / tuning;
        var inner = (n * rho2) + 1;
        return sd * Math.Sqrt(2 * inner * ((0.5 * Math.Log(inner)) - Math.Log(alpha)) / rho2) / n;
    }
}
