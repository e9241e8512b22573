namespace KpiLab.Statistics;

/// <summary>How loudly the segments contradict the whole.</summary>
public enum SimpsonVerdict
{
    /// <summary>They do not.</summary>
    None,

    /// <summary>Every segment's effect points the other way than the pooled effect.</summary>
    Opposed,

    /// <summary>The pooled effect and the effect at a common mix are both significant, with opposite signs.</summary>
    Reversed,
}

/// <summary>The pooled effect beside those of its segments.</summary>
/// <param name="Verdict">What to tell the reader.</param>
/// <param name="Pooled">Welch's difference of all units.</param>
/// <param name="CommonMix">The difference at a common mix of segments.</param>
/// <param name="Segments">Segments with units of both arms.</param>
/// <param name="Against">Those whose difference has the other sign than the pooled one.</param>
/// <param name="Mix">Whether the mix of segments differs between the arms, which is what makes a paradox possible.</param>
[TypeFormatterSource]
public sealed record SimpsonReading(SimpsonVerdict Verdict, Effect Pooled, Effect CommonMix, int Segments, int Against, Estimable<Association> Mix) : IShowable;

/// <summary>Looks for Simpson's paradox: a pooled effect that contradicts its segments because their mix differs between the arms.</summary>
/// <remarks>
/// Simpson (1951), J. R. Stat. Soc. B 13:238. By sign against all segments; and, since signs of many small segments are noise, by <see cref="PostStratification"/> at a level. In an experiment the mix should not differ: see the test of association in
/// the reading, and look at the assignment first.
/// </remarks>
public static class SimpsonAlarm
{
    /// <summary>The reading at a level.</summary>
    /// <returns>Undefined with fewer than two segments that have units of both arms, below two units in an arm, and where nothing varies.</returns>
    public static Estimable<SimpsonReading> Check(IReadOnlyList<Stratum> segments, Level level)
    {
        Stratum[] both = [.. segments.Where(s => s.Control.Count > 0 && s.Treatment.Count > 0)];
        if (both.Length < 2)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"a contradiction needs two segments with units of both arms; there are {both.Length}"));
        }

        var result = PostStratification.Compare(segments);
        if (!result.IsDefined)
        {
            return result.Reason;
        }

        var (pooled, common) = (result.Value.Unadjusted, result.Value.Contrast);
        var sign = Math.Sign(pooled.Difference);
        var against = both.Count(s => Math.Sign(s.Difference) == -sign && sign != 0);
        var reversed = pooled.Rejects(level) && common.Rejects(level) && Math.Sign(common.Difference) == -sign;
        var units = new long[segments.Count, 2];
        for (var i = 0; i < segments.Count; i++)
        {
            (units[i, 0], units[i, 1]) = (segments[i].Control.Count, segments[i].Treatment.Count);
        }

        return new SimpsonReading(
            reversed ? SimpsonVerdict.Reversed : against == both.Length ? SimpsonVerdict.Opposed : SimpsonVerdict.None,
            pooled.Absolute(level),
            common.Absolute(level),
            both.Length,
            against,
            AssociationTest.Test(units));
    }
}
