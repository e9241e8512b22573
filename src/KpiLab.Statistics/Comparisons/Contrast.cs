namespace KpiLab.Statistics;

/// <summary>
/// Treatment minus control, reduced to what every question about it needs: the difference, its standard error and reference distribution, and
/// the control mean with its covariance. Ask it at any level: <c>Absolute(level)</c>, <c>Relative(level)</c>, <c>Test(alternative)</c>.
/// </summary>
/// <remarks>
/// Made once per comparison by <see cref="WelchTest"/>, <see cref="StudentTTest"/>, <see cref="RatioOfMeans"/>, <see cref="Cuped"/> and the proportion
/// tests; adjusted intervals (Bonferroni, false coverage rate) are then further questions at other levels. One rule makes all answers agree: a value
/// is rejected when its p-value is at most alpha, the absolute set is what is not rejected, and a Fieller lift set contains 0 exactly when the
/// absolute set does. The standard error is positive; where it would not be, there is no contrast but an <see cref="Undefined"/>.
/// </remarks>
[TypeFormatterSource]
public sealed record Contrast : IShowable
{
    private readonly Arm _control;
    private readonly Arm _treatment;
    private readonly bool _satterthwaite;

    private Contrast(string method, in Arm control, in Arm treatment, in Baseline baseline, double? degreesOfFreedom, bool satterthwaite, double? gradient)
    {
        Method = method;
        _control = control;
        _treatment = treatment;
        _satterthwaite = satterthwaite;
        Baseline = baseline;
        DegreesOfFreedom = degreesOfFreedom;
        DeltaGradient = gradient ?? (Difference / baseline.Mean);
    }

    /// <summary>The method's name, as in <c>docs/estimators</c>.</summary>
    public string Method { get; }

    /// <summary>The control side of the difference, adjusted where the method adjusts.</summary>
    public Arm Control => _control;

    /// <summary>The treatment side of the difference, adjusted where the method adjusts.</summary>
    public Arm Treatment => _treatment;

    /// <summary>What a relative effect is divided by.</summary>
    public Baseline Baseline { get; }

    /// <summary>Treatment − control.</summary>
    public double Difference => _treatment.Mean - _control.Mean;

    /// <summary>Squared standard error of the difference.</summary>
    public double Variance => _treatment.SquaredStandardError + _control.SquaredStandardError;

    /// <summary>Standard error of the difference; positive.</summary>
    public double StandardError => Math.Sqrt(Variance);

    /// <summary>Degrees of freedom of the t reference; absent for a normal reference.</summary>
    public double? DegreesOfFreedom { get; }

    /// <summary>Squared standard error of the baseline mean.</summary>
    public double BaselineVariance => Baseline.UnitVariance / _control.Count;

    /// <summary>Covariance of the difference with the baseline mean.</summary>
    public double BaselineCovariance => -Baseline.UnitCovariance / _control.Count;

    /// <summary>The lift at which the delta convention evaluates its gradient.</summary>
    internal double DeltaGradient { get; }

    internal bool IsSatterthwaite => _satterthwaite;

    internal ReferenceDistribution Reference => new(DegreesOfFreedom);

    /// <summary>Two independent arms, Welch–Satterthwaite degrees of freedom.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="control">The control arm, adjusted or not.</param>
    /// <param name="treatment">The treatment arm, adjusted or not.</param>
    /// <param name="baseline">The control mean to divide by; the control arm's own mean if left out.</param>
    /// <returns>Undefined below two units in an arm, and where neither arm varies.</returns>
    public static Estimable<Contrast> Satterthwaite(string method, in Arm control, in Arm treatment, Baseline? baseline = null)
        => Satterthwaite(method, control, treatment, baseline ?? Baseline.Of(control), null);

    /// <summary>Two independent arms with given degrees of freedom; <see langword="null"/> for a normal reference.</summary>
    /// <inheritdoc cref="Satterthwaite(string, in Arm, in Arm, Baseline?)"/>
    public static Estimable<Contrast> WithReference(string method, in Arm control, in Arm treatment, double? degreesOfFreedom, Baseline? baseline = null)
        => Arms.Refuse(control, treatment, degreesOfFreedom is null ? 1 : 2) is { } reason
            ? reason
            : new Contrast(method, control, treatment, baseline ?? Baseline.Of(control), degreesOfFreedom, false, null);

    internal static Estimable<Contrast> Satterthwaite(string method, in Arm control, in Arm treatment, in Baseline baseline, double? gradient)
        => Arms.Refuse(control, treatment, 2) is { } reason
            ? reason
            : new Contrast(method, control, treatment, baseline, Arms.WelchDegreesOfFreedom(control, treatment), true, gradient);

    /// <summary>The same contrast against a t law with other degrees of freedom.</summary>
    public Contrast WithDegreesOfFreedom(double degreesOfFreedom) => new(Method, _control, _treatment, Baseline, degreesOfFreedom, false, DeltaGradient);

    /// <summary>The same contrast against the normal law.</summary>
    public Contrast AgainstNormal() => new(Method, _control, _treatment, Baseline, null, false, DeltaGradient);

    /// <summary>The test that the difference equals <paramref name="nullDifference"/>.</summary>
    public TestResult Test(Alternative alternative = Alternative.TwoSided, double nullDifference = 0)
    {
        var statistic = (Difference - nullDifference) / StandardError;
        return new TestResult(Method, statistic, DegreesOfFreedom, Reference.PValue(statistic, alternative), alternative, nullDifference);
    }

    /// <summary>The test that the lift equals <paramref name="nullLift"/>: of difference − nullLift × control mean against 0, in the metric's unit.</summary>
    /// <remarks>
    /// Both the difference and the control mean are noisy, and the linear contrast counts both; degrees of freedom by Satterthwaite on its own
    /// variance. The alternative speaks of difference − nullLift × control mean.
    /// </remarks>
    public Estimable<TestResult> TestLift(Alternative alternative, double nullLift)
    {
        var unit = _control.UnitVariance + (nullLift * ((2 * Baseline.UnitCovariance) + (nullLift * Baseline.UnitVariance)));
        var control = new Arm(_control.Count, _control.Mean + (nullLift * Baseline.Mean), Math.Max(0, unit));
        if (Arms.Refuse(control, _treatment, 1) is { } reason)
        {
            return reason;
        }

        var statistic = (_treatment.Mean - control.Mean) / Math.Sqrt(_treatment.SquaredStandardError + control.SquaredStandardError);
        var df = _satterthwaite ? Arms.WelchDegreesOfFreedom(control, _treatment) : DegreesOfFreedom;
        return new TestResult(Method, statistic, df, new ReferenceDistribution(df).PValue(statistic, alternative), alternative, nullLift);
    }

    /// <summary>Whether no effect is rejected at this level: p-value ≤ alpha.</summary>
    public bool Rejects(Level level, Alternative alternative = Alternative.TwoSided) => Test(alternative).PValue <= level.Alpha;

    /// <summary>The difference with its confidence set; a one-sided alternative gives the half-line that its test inverts to.</summary>
    public Effect Absolute(Level level, Alternative alternative = Alternative.TwoSided)
        => new(Difference, StandardError, Reference.Interval(Difference, StandardError, level, alternative).Agreeing(0, Rejects(level, alternative)));

    /// <summary>The difference relative to the control mean with its confidence set.</summary>
    /// <remarks>
    /// The rule near a zero baseline: a control mean of exactly zero has no lift (<see cref="Undefined.ZeroBaseline"/>); one that is not
    /// significantly different from zero at the level has an unbounded Fieller set, which <see cref="BaselineDiffersFromZero"/> foretells.
    /// The alternative speaks of the difference; with a negative control mean a greater difference is a smaller lift.
    /// </remarks>
    public Estimable<Effect> Relative(Level level, LiftMethod method = LiftMethod.Fieller, Alternative alternative = Alternative.TwoSided) => method switch
    {
        LiftMethod.Log => LogLift.Effect(this, level, alternative),
        LiftMethod.Delta => DeltaLift.Effect(this, level, alternative),
        _ => FiellerLift.Effect(this, level, alternative),
    };

    /// <summary>Whether the control mean is significantly different from zero at the level, so that a Fieller lift set is bounded (one-sided: a half-line).</summary>
    public bool BaselineDiffersFromZero(Level level, Alternative alternative = Alternative.TwoSided)
        => Math.Abs(Baseline.Mean) > Reference.Critical(level, alternative) * Math.Sqrt(BaselineVariance);

    /// <summary>Everything at one level.</summary>
    public Comparison Compare(Level level, Alternative alternative = Alternative.TwoSided, LiftMethod lift = LiftMethod.Fieller) => new(
        Arms.Estimate(_control), Arms.Estimate(_treatment), Absolute(level, alternative), Relative(level, lift, alternative), Test(alternative));
}
