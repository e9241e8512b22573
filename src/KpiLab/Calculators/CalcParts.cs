using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What several families of calculators read or write alike.</summary>
internal static class CalcParts
{
    /// <summary>Two arms by n, mean and variance.</summary>
    public static TwoArms Arms(CalcInput input) => new(Arm(input.Object("a")), Arm(input.Object("b")), Level.FromAlpha(input.Alpha()));

    /// <summary>Two arms by successes and n.</summary>
    public static TwoProportions Proportions(CalcInput input)
        => new(Proportion(input.Object("a")), Proportion(input.Object("b")), Level.FromAlpha(input.Alpha()));

    public static Proportion Proportion(CalcInput input)
    {
        var n = input.Count("n");
        var successes = input.Count("successes");
        return successes <= n ? new Proportion(successes, n) : throw input.Refuse("successes", Invariant($"is {successes} of only {n}; write at most n"));
    }

    /// <summary>Joint moments of arrays of equal length, in the order of the names.</summary>
    public static JointMoments Columns(CalcInput arm, params ReadOnlySpan<string> names)
    {
        var columns = new double[names.Length][];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = arm.Numbers(names[i]);
            if (columns[i].Length != columns[0].Length)
            {
                throw arm.Refuse(names[i], Invariant($"has {columns[i].Length} values; write as many as {names[0]} has: {columns[0].Length}"));
            }
        }

        return JointMoments.Of(columns);
    }

    public static double[] Ends(this ConfidenceSet set) => [set.Lower, set.Upper];

    /// <summary>The ends of a set, or null where it is undefined.</summary>
    public static double[]? EndsOrNull(this Estimable<Effect> effect) => effect.IsDefined ? effect.Value.Set.Ends() : null;

    public static double? ValueOrNull(this Estimable<double> number) => number.IsDefined ? number.Value : null;

    /// <summary>A contrast that the conventions of gbstats accept.</summary>
    public static Estimable<Contrast> ByGrowthBook(this Estimable<Contrast> contrast)
        => contrast.Then(c => GrowthBookConvention.Refuse(c) is { } reason ? reason : (Estimable<Contrast>)c);

    /// <summary>Absolute effect, in the form of gbstats.</summary>
    public static DeltaBlock AbsoluteBlock(this Contrast contrast, Level level, Alternative alternative = Alternative.TwoSided)
    {
        var effect = contrast.Absolute(level, alternative);
        return new DeltaBlock(effect.Value, effect.Set.Ends(), contrast.StandardError, contrast.Test(alternative).PValue);
    }

    /// <summary>Relative effect by the delta method, in the form of gbstats.</summary>
    public static Estimable<DeltaBlock> RelativeBlock(this Contrast contrast, Level level, Alternative alternative = Alternative.TwoSided)
        => DeltaLift.Effect(contrast, level, alternative).Then(effect => DeltaLift.Test(contrast, alternative)
            .Select(test => new DeltaBlock(effect.Value, effect.Set.Ends(), effect.StandardError!.Value, test.PValue)));

    private static Arm Arm(CalcInput input) => new(input.Count("n"), input.Number("mean"), input.Number("variance"));
}

internal sealed record TwoArms(Arm A, Arm B, Level Level)
{
    public Estimable<Contrast> Welch => WelchTest.Contrast(A, B);
}

internal sealed record TwoProportions(Proportion A, Proportion B, Level Level);

/// <summary>An effect as gbstats reports it.</summary>
internal sealed record DeltaBlock(double Estimate, double[] Ci, double StandardError, double PValue);
