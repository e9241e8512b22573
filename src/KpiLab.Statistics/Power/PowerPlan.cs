namespace KpiLab.Statistics;

/// <summary>Sample size, detectable effect and power of any design: means, proportions, ratios, adjusted or clustered; unequal arms; several treatments; looks.</summary>
/// <remarks>
/// Normal law throughout: effect / standard error is the drift of the <see cref="RejectionRule"/>. Superiority, non-inferiority and equivalence (Julious 2004, Statistics in Medicine
/// 23:1921). For few units use <see cref="TwoSamplePower"/>. Units are those of all arms, real-valued; round up.
/// </remarks>
public sealed record PowerPlan
{
    private readonly Lazy<Func<double, double, double>> _rejects;
    private readonly Lazy<Func<double, double, double>> _rejectsOneSided;

    /// <summary>A plan.</summary>
    /// <param name="noise">Variance of a unit's influence in each arm, after adjustment and clustering.</param>
    public PowerPlan(UnitNoise noise)
    {
        Domain.Positive(noise.Control + noise.Treatment);
        Noise = noise;
        _rejects = new(() => Rule.For(AlphaOfEach, Alternative));
        _rejectsOneSided = new(() => Rule.For(Alpha, Alternative.Greater));
    }

    // A copy has its own error rates.
    private PowerPlan(PowerPlan other)
    {
        Noise = other.Noise;
        Treatments = other.Treatments;
        TreatmentToControl = other.TreatmentToControl;
        Alpha = other.Alpha;
        Alternative = other.Alternative;
        Split = other.Split;
        Rule = other.Rule;
        _rejects = new(() => Rule.For(AlphaOfEach, Alternative));
        _rejectsOneSided = new(() => Rule.For(Alpha, Alternative.Greater));
    }

    /// <summary>Variance of a unit's influence in each arm.</summary>
    public UnitNoise Noise { get; init; }

    /// <summary>How many treatments are compared with the control.</summary>
    public int Treatments { get; init; } = 1;

    /// <summary>Units of each treatment over those of the control.</summary>
    public double TreatmentToControl { get; init; } = 1;

    /// <summary>Error rate of all comparisons together; one-sided for non-inferiority and equivalence, which each claim at alpha.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>What a test of superiority looks for.</summary>
    public Alternative Alternative { get; init; } = Alternative.TwoSided;

    /// <summary>How the treatments share alpha.</summary>
    public ComparisonSplit Split { get; init; }

    /// <summary>When the design rejects.</summary>
    public RejectionRule Rule { get; init; } = RejectionRule.Fixed;

    /// <summary>Error rate of one comparison.</summary>
    public double AlphaOfEach => ManyToOne.AlphaOfEach(
        Split, Alpha, Treatments, Noise.Control / (Noise.Control + (Noise.Treatment / TreatmentToControl)), Alternative);

    /// <summary>Standard error of one comparison with so many units in all arms.</summary>
    public double StandardError(double units)
    {
        var control = units / (1 + (Treatments * TreatmentToControl));
        return Math.Sqrt((Noise.Control + (Noise.Treatment / TreatmentToControl)) / control);
    }

    /// <summary>Probability of finding an effect of this size, in the metric's unit.</summary>
    public double Power(double effect, double units) => _rejects.Value(effect / StandardError(units), units);

    /// <summary>Probability of showing that the loss is less than the margin where the true gain is <paramref name="gain"/>.</summary>
    public double PowerOfNonInferiority(double gain, double margin, double units) => _rejectsOneSided.Value((gain + margin) / StandardError(units), units);

    /// <summary>Probability of showing by two one-sided tests, at the end, that the effect lies within ± the margin.</summary>
    public double PowerOfEquivalence(double effect, double margin, double units)
    {
        double se = StandardError(units), z = Normal.UpperQuantile(Alpha);
        return Math.Max(0, Normal.Survival(z - ((margin - effect) / se)) - Normal.Survival(((margin + effect) / se) - z));
    }

    /// <summary>Units of all arms that find the effect with the power.</summary>
    public Estimable<double> Units(double effect, double power) => RejectionProbability.HasDirection(effect, Alternative)
        ? Solve(power, n => Power(effect, n))
        : new Undefined(Undefined.OutsideDomain, Invariant($"an effect of {effect} is not one that a test of the alternative {Alternative} looks for"));

    /// <summary>Units of all arms that show non-inferiority with the power.</summary>
    public Estimable<double> UnitsForNonInferiority(double gain, double margin, double power) => gain + margin > 0
        ? Solve(power, n => PowerOfNonInferiority(gain, margin, n))
        : new Undefined(Undefined.OutsideDomain, Invariant($"no sample shows that a true gain of {gain} is above −{margin}"));

    /// <summary>Units of all arms that show equivalence with the power.</summary>
    public Estimable<double> UnitsForEquivalence(double effect, double margin, double power) => Math.Abs(effect) < margin
        ? Solve(power, n => PowerOfEquivalence(effect, margin, n))
        : new Undefined(Undefined.OutsideDomain, Invariant($"no sample shows that a true effect of {effect} lies within ± {margin}"));

    /// <summary>Size of the effect that is found with the power, with so many units in all arms.</summary>
    public Estimable<double> DetectableEffect(double units, double power)
    {
        if (!(units > 0))
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{units} units detect nothing"));
        }

        var sign = Alternative == Alternative.Less ? -1 : 1;
        return PowerSearch.RefusePower(AlphaOfEach, power) is { } reason ? reason : PowerSearch.Effect(StandardError(units), power, e => Power(sign * e, units));
    }

    /// <summary>Power at each of these numbers of units.</summary>
    public IReadOnlyList<(double Units, double Power)> Curve(double effect, IEnumerable<double> units) => [.. units.Select(n => (n, Power(effect, n)))];

    /// <summary>Whole days until so many units have come, given those here and the traffic.</summary>
    /// <returns>Undefined without traffic.</returns>
    public static Estimable<double> DaysLeft(double needed, double here, double unitsPerDay) => needed <= here ? 0
        : unitsPerDay > 0 ? Math.Ceiling((needed - here) / unitsPerDay)
        : new Undefined(Undefined.OutsideDomain, Invariant($"with {unitsPerDay} units a day the {needed - here} still missing never come"));

    private Estimable<double> Solve(double power, Func<double, double> at)
        => PowerSearch.RefusePower(AlphaOfEach, power) is { } reason ? reason : PowerSearch.Size(1, power, at);
}
