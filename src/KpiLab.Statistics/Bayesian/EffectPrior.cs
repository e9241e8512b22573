namespace KpiLab.Statistics;

/// <summary>The scale of an effect: in the metric's unit, or relative to |control mean|.</summary>
public enum EffectScale
{
    /// <summary>Treatment − control, in the metric's unit.</summary>
    Absolute,

    /// <summary>(treatment − control) / |control mean|.</summary>
    Relative,
}

/// <summary>What is believed of an effect before the data: nothing, or a normal law on the absolute or the relative scale.</summary>
/// <remarks>
/// A law on one scale is carried to the other by |control mean|: a relative N(m, s²) is an absolute N(m |a|, s² a²), and back. gbstats 0.8.0 does only the
/// first (its comparison for the second is never true), so that an absolute prior there is read as a relative one.
/// </remarks>
[TypeFormatterSource]
public readonly record struct EffectPrior : IShowable
{
    private readonly double _standardDeviation;

    private EffectPrior(double mean, double standardDeviation, EffectScale scale)
    {
        Mean = mean;
        _standardDeviation = standardDeviation;
        Scale = scale;
    }

    /// <summary>No prior knowledge: every effect as likely as every other.</summary>
    public static EffectPrior Flat => default;

    /// <summary>Whether nothing is believed beforehand.</summary>
    public bool IsFlat => _standardDeviation == 0;

    /// <summary>Mean of the law; 0 for a flat prior.</summary>
    public double Mean { get; }

    /// <summary>Its standard deviation; infinite for a flat prior.</summary>
    public double StandardDeviation => IsFlat ? double.PositiveInfinity : _standardDeviation;

    /// <summary>The scale it speaks of.</summary>
    public EffectScale Scale { get; }

    /// <summary>A normal law.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A mean that is not finite, or a standard deviation not positive and finite.</exception>
    public static EffectPrior Normal(double mean, double standardDeviation, EffectScale scale)
    {
        Domain.Finite(mean);
        Domain.Positive(standardDeviation);
        return new EffectPrior(mean, standardDeviation, scale);
    }

    /// <summary>The same belief on another scale.</summary>
    /// <returns>Undefined where the scales differ and the control mean is 0 or not finite.</returns>
    public Estimable<EffectPrior> On(EffectScale scale, double controlMean)
    {
        if (IsFlat || scale == Scale)
        {
            return this;
        }

        var unit = Math.Abs(controlMean);
        double factor = scale == EffectScale.Absolute ? unit : 1 / unit, mean = Mean * factor, sd = _standardDeviation * factor;
        return double.IsFinite(mean) && double.IsFinite(sd) && sd > 0
            ? new EffectPrior(mean, sd, scale)
            : new Undefined(Undefined.ZeroBaseline, Invariant($"a prior on the {Name(Scale)} scale says nothing of the {Name(scale)} effect where the control mean is {controlMean}"));
    }

    /// <inheritdoc/>
    public override string ToString() => IsFlat ? "flat" : Invariant($"N({Mean}, {_standardDeviation}²), {Name(Scale)}");

    private static string Name(EffectScale scale) => scale == EffectScale.Absolute ? "absolute" : "relative";
}
