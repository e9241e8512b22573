namespace KpiLab.Statistics;

/// <summary>Ratio of two proportions, treatment over control, with the interval that inverts the score test.</summary>
/// <remarks>
/// Miettinen and Nurminen (1985), Statistics in Medicine 4:213, with the factor N/(N − 1); Koopman (1984), Biometrics 40:513, has none. Undefined where the control has no
/// success, since the ratio has no finite estimate then.
/// </remarks>
public static class ScoreRiskRatio
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "score_risk_ratio";

    /// <summary>The test that the ratio treatment / control equals <paramref name="nullRatio"/>; its interval holds all ratios that it does not reject.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The null ratio is not positive and finite.</exception>
    public static Estimable<TestResult> Test(Proportion control, Proportion treatment, double nullRatio, Alternative alternative = Alternative.TwoSided)
    {
        if (!(nullRatio > 0 && double.IsFinite(nullRatio)))
        {
            throw new ArgumentOutOfRangeException(nameof(nullRatio), nullRatio, "a ratio of proportions is positive");
        }

        if (Proportion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        var statistic = Statistic(control, treatment, nullRatio);
        return new TestResult(Method, statistic, null, new ReferenceDistribution(null).PValue(statistic, alternative), alternative, nullRatio);
    }

    /// <summary>The ratio and its interval.</summary>
    public static Estimable<Effect> Interval(Proportion control, Proportion treatment, Level level)
    {
        if (Proportion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        if (control.Successes == 0)
        {
            return new Undefined(Undefined.OutsideDomain, "a ratio of proportions needs a success in the control");
        }

        var z = Normal.UpperQuantile(level.Alpha / 2);
        var ratio = treatment.Value / control.Value;
        var start = ratio > 0 ? ratio : 1 / ((double)treatment.Trials * control.Trials); // from 0 the search needs a positive place inside
        while (ratio == 0 && Math.Abs(Statistic(control, treatment, start)) > z)
        {
            start /= 2;
        }

        return new Effect(ratio, null, ConfidenceSet.Between(
            ratio == 0 ? 0 : SearchRoots.LogBoundary(start, false, r => Statistic(control, treatment, r) <= z),
            SearchRoots.LogBoundary(start, true, r => Statistic(control, treatment, r) >= -z),
            level));
    }

    /// <summary>(pb − R pa) / √V at the maximum-likelihood estimate under "treatment = R control".</summary>
    private static double Statistic(Proportion control, Proportion treatment, double ratio)
    {
        double na = control.Trials, nb = treatment.Trials, n = na + nb, xa = control.Successes, xb = treatment.Successes, x = xa + xb;
        double a = n * ratio, b = (nb * ratio) + xb + na + (xa * ratio);

        // The smaller root of a p² − b p + x = 0, written without cancellation.
        var pa = Math.Clamp(2 * x / (b + Math.Sqrt(Math.Max(0, (b * b) - (4 * a * x)))), 0, 1);
        var pb = Math.Clamp(ratio * pa, 0, 1);
        var variance = n / (n - 1) * ((pb * (1 - pb) / nb) + (ratio * ratio * pa * (1 - pa) / na));
        var numerator = treatment.Value - (ratio * control.Value);
        return variance > 0 ? numerator / Math.Sqrt(variance) : numerator == 0 ? 0 : Math.CopySign(double.PositiveInfinity, numerator);
    }
}
