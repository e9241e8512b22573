using System.Collections.Concurrent;

namespace KpiLab.Statistics;

/// <summary>
/// What a plan of looks allows at one look. An error rate over all looks becomes a nominal one of this look, and a p-value of this look one that holds over all looks; everything that
/// can be asked of a contrast at a level (intervals, Fieller sets, margins, corrections) can so be asked at a look.
/// </summary>
/// <remarks>
/// Group-sequential: the significance-level approach of Jennison and Turnbull (2000), §3.8 and ch. 9, and sequential p-values, Liu and Anderson (2008), J. Am. Stat. Assoc. 103:1621.
/// Always valid: <see cref="AsymptoticConfidenceSequence"/>, whose nominal rate depends on the units of the contrast.
/// </remarks>
public abstract record LookRule
{
    // Below it a two-sided level cannot be told from certainty.
    private const double Smallest = 1e-300;

    /// <summary>A single look: rates and p-values stay what they are.</summary>
    public static LookRule Fixed { get; } = new FixedLook();

    /// <summary>A look of a group-sequential design.</summary>
    /// <param name="spending">How each error rate is spent.</param>
    /// <param name="fractions">Information fractions of all looks up to this one.</param>
    /// <param name="isFinal">This look ends the experiment.</param>
    /// <exception cref="ArgumentException">Fractions do not rise from above 0.</exception>
    public static LookRule GroupSequential(SpendingFunction spending, IReadOnlyList<double> fractions, bool isFinal)
    {
        double[] copy = [.. fractions];
        Looks.Check(copy);
        return new GroupSequentialLook(spending, copy, isFinal);
    }

    /// <summary>A look of an always-valid design.</summary>
    /// <param name="alpha">The plan's error rate, for which the sequence is tuned.</param>
    /// <param name="tuningUnits">Units of both arms at which it is narrowest.</param>
    public static LookRule AlwaysValid(double alpha, double tuningUnits)
        => new AlwaysValidLook(AsymptoticConfidenceSequence.Of(alpha, tuningUnits), AsymptoticConfidenceSequence.Of(Math.Min(alpha, 0.49), tuningUnits, Alternative.Greater));

    /// <summary>The nominal rate of this look that the rate over all looks allows; 0 where nothing can be significant.</summary>
    /// <param name="alpha">Rate over all looks, of the alternative.</param>
    /// <param name="alternative">Two-sided, or either one-sided alternative.</param>
    /// <param name="units">Units of both arms.</param>
    public abstract double Nominal(double alpha, Alternative alternative, double units);

    /// <summary>The smallest rate over all looks at which this look's p-value is significant.</summary>
    public abstract double PValue(double nominal, Alternative alternative, double units);

    /// <summary>The contrast against the law that the rule's guarantee is stated for.</summary>
    public virtual Contrast Prepare(Contrast contrast) => contrast;

    /// <summary>Whether the rule's guarantee is claimed for a contrast.</summary>
    public virtual bool IsClaimedFor(Contrast contrast) => true;

    /// <summary>p-value over all looks of a difference; 1 where the guarantee is not claimed.</summary>
    public double PValue(Contrast contrast, Alternative alternative = Alternative.TwoSided, double nullDifference = 0)
        => IsClaimedFor(contrast)
            ? PValue(Prepare(contrast).Test(alternative, nullDifference).PValue, alternative, AsymptoticConfidenceSequence.UnitsOf(contrast))
            : 1;

    /// <summary>The difference with a set that holds over all looks at the level.</summary>
    public Effect Absolute(Contrast contrast, Level level, Alternative alternative = Alternative.TwoSided)
        => NominalLevel(contrast, level, alternative) is { } nominal
            ? Labelled(Prepare(contrast).Absolute(nominal, alternative), level)
            : new Effect(contrast.Difference, contrast.StandardError, ConfidenceSet.Everything(level));

    /// <summary>The relative effect with a set that holds over all looks at the level.</summary>
    public Estimable<Effect> Relative(Contrast contrast, Level level, LiftMethod method = LiftMethod.Fieller)
        => NominalLevel(contrast, level, Alternative.TwoSided) is { } nominal
            ? Prepare(contrast).Relative(nominal, method).Select(e => Labelled(e, level))
            : Prepare(contrast).Relative(level, method).Select(e => e with { Set = ConfidenceSet.Everything(level) });

    /// <summary>The level of this look behind a level over all looks; null where there is none left.</summary>
    public Level? NominalLevel(Contrast contrast, Level level, Alternative alternative)
    {
        var nominal = Nominal(level.Alpha, alternative, AsymptoticConfidenceSequence.UnitsOf(contrast));
        return nominal > Smallest ? Level.FromAlpha(Math.Min(nominal, 1 - 1e-12)) : null;
    }

    private static double Within(double alpha, Alternative alternative) => alternative == Alternative.TwoSided ? alpha : Math.Min(alpha, 0.5 - 1e-9);

    private static Effect Labelled(Effect effect, Level level) => effect with { Set = effect.Set.At(level) };

    private sealed record FixedLook : LookRule
    {
        public override double Nominal(double alpha, Alternative alternative, double units) => alpha;

        public override double PValue(double nominal, Alternative alternative, double units) => nominal;
    }

    private sealed record GroupSequentialLook(SpendingFunction Spending, double[] Fractions, bool IsFinal) : LookRule
    {
        // Bounds take the recursion over all looks; one rule judges every comparison and segment of an analysis, at few different rates.
        private readonly ConcurrentDictionary<(double Alpha, Alternative Alternative), double> _nominal = new();

        public override double Nominal(double alpha, Alternative alternative, double units)
            => _nominal.GetOrAdd((Within(alpha, alternative), Sided(alternative)), static (rate, look) => look.Bound(rate.Alpha, rate.Alternative), this);

        public override double PValue(double nominal, Alternative alternative, double units)
        {
            // At one look that spends everything there is nothing to invert.
            if (Fractions.Length == 1 && (IsFinal || Fractions[0] >= 1))
            {
                return nominal;
            }

            // A bound is at least that of a fixed test, so that the answer lies between the nominal p-value and the largest rate.
            var largest = alternative == Alternative.TwoSided ? 1 - 1e-9 : 0.5 - 1e-9;
            if (nominal >= largest || Nominal(largest, alternative, units) < nominal)
            {
                return 1;
            }

            var least = Math.Max(nominal, Smallest);
            var sided = Sided(alternative);
            double Off(double logAlpha, bool isNode) => Math.Log(Math.Max(
                isNode ? Nominal(Math.Exp(logAlpha), alternative, units) : Bound(Within(Math.Exp(logAlpha), alternative), sided), double.Epsilon)) - Math.Log(least);
            return Math.Max(nominal, Math.Exp(GriddedRoot.Of(Off, Math.Log(least), Math.Log(largest), 1e-11)));
        }

        private double Bound(double alpha, Alternative sided) => new GroupSequentialDesign(Spending, alpha, sided).Bounds(Fractions, IsFinal)[^1].NominalAlpha;

        private static Alternative Sided(Alternative alternative) => alternative == Alternative.TwoSided ? Alternative.TwoSided : Alternative.Greater;
    }

    private sealed record AlwaysValidLook(AsymptoticConfidenceSequence Two, AsymptoticConfidenceSequence One) : LookRule
    {
        public override double Nominal(double alpha, Alternative alternative, double units)
            => alternative == Alternative.TwoSided ? 2 * Normal.Survival(Two.Critical(units, alpha)) : Normal.Survival(One.Critical(units, Within(alpha, alternative)));

        public override double PValue(double nominal, Alternative alternative, double units)
            => alternative == Alternative.TwoSided ? Two.PValue(Normal.UpperQuantile(nominal / 2), units) : One.PValue(Normal.UpperQuantile(nominal), units);

        public override Contrast Prepare(Contrast contrast) => contrast.AgainstNormal();

        public override bool IsClaimedFor(Contrast contrast) => AsymptoticConfidenceSequence.IsClaimedFor(contrast);
    }
}
