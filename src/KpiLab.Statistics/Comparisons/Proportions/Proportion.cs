namespace KpiLab.Statistics;

/// <summary>Successes among trials.</summary>
public readonly record struct Proportion
{
    /// <summary>Successes among trials.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more successes than trials.</exception>
    public Proportion(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, successes);
        Successes = successes;
        Trials = trials;
    }

    /// <summary>Successes.</summary>
    public long Successes { get; }

    /// <summary>Trials.</summary>
    public long Trials { get; }

    /// <summary>Trials without success.</summary>
    public long Failures => Trials - Successes;

    /// <summary>Successes / trials; 0 without trials.</summary>
    public double Value => Trials == 0 ? 0 : (double)Successes / Trials;

    /// <summary>p(1 − p), divisor n: the unit variance of a binomial.</summary>
    public double Variance => Trials == 0 ? 0 : Value * ((double)Failures / Trials);

    /// <summary>p(1 − p) / n.</summary>
    public double SquaredStandardError => Trials == 0 ? 0 : Variance / Trials;

    /// <summary>An arm with the unit variance p(1 − p), divisor n: the convention of gbstats and of the Wald interval.</summary>
    public Arm BinomialArm => new(Trials, Value, Variance);

    /// <summary>An arm with the sample variance of the zeros and ones, divisor n − 1, as <see cref="Moments"/> of them have it.</summary>
    public Arm SampleArm => new(Trials, Value, Trials < 2 ? 0 : Variance * ((double)Trials / (Trials - 1)));

    internal static Undefined? Refuse(Proportion control, Proportion treatment)
        => Math.Min(control.Trials, treatment.Trials) < 1 ? Arms.TooFew(control.Trials, treatment.Trials, 1) : null;
}
