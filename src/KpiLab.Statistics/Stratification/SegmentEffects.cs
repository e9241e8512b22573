namespace KpiLab.Statistics;

/// <summary>What estimators over the effects of segments share.</summary>
internal static class SegmentEffects
{
    public static Undefined? Refuse(ReadOnlySpan<double> effects, ReadOnlySpan<double> variances, int least)
    {
        if (effects.Length != variances.Length)
        {
            throw new ArgumentException(Invariant($"{effects.Length} effects need as many variances; got {variances.Length}"), nameof(variances));
        }

        if (effects.Length < least)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"at least {least} segments are needed; there are {effects.Length}"));
        }

        for (var i = 0; i < effects.Length; i++)
        {
            if (!double.IsFinite(effects[i]) || !(variances[i] > 0) || !double.IsFinite(variances[i]))
            {
                return new Undefined(Undefined.ZeroVariance, Invariant($"segment {i + 1} has the effect {effects[i]} with variance {variances[i]}; effects must be finite and variances positive"));
            }
        }

        return null;
    }

    public static double Least(ReadOnlySpan<double> variances)
    {
        var least = double.PositiveInfinity;
        foreach (var v in variances)
        {
            least = Math.Min(least, v);
        }

        return least;
    }

    /// <summary>The average weighted by 1/(variance + tau2), and its variance.</summary>
    public static (double Mean, double Variance) Average(ReadOnlySpan<double> effects, ReadOnlySpan<double> variances, double tau2)
    {
        double least = Least(variances) + tau2, sum = 0, mean = 0;
        for (var i = 0; i < effects.Length; i++)
        {
            var w = least / (variances[i] + tau2);
            sum += w;
            mean += (effects[i] - mean) * (w / sum);
        }

        return (mean, least / sum);
    }
}
