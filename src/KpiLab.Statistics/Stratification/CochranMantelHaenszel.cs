namespace KpiLab.Statistics;

/// <summary>Proportions of two arms compared within strata and combined: one odds ratio, one risk ratio, one test, free of the strata's mix.</summary>
/// <remarks>
/// Cochran (1954), Biometrics 10:417; Mantel and Haenszel (1959), J. Natl. Cancer Inst. 22:719; standard error of the log odds ratio by Robins, Breslow and Greenland (1986), Biometrics 42:311; homogeneity by Breslow and
/// Day (1980), §4.4, without Tarone's correction. Ratios are treatment/control. Strata without units count for nothing.
/// </remarks>
public static class CochranMantelHaenszel
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "cochran_mantel_haenszel";

    /// <summary>The test of no association within strata: χ² with one degree of freedom.</summary>
    /// <param name="strata">One table a stratum.</param>
    /// <param name="continuityCorrection">Whether one half is taken off the distance.</param>
    /// <returns>Undefined where no stratum has units of both arms and both outcomes.</returns>
    public static Estimable<TestResult> Test(IReadOnlyList<StratumTable> strata, bool continuityCorrection = false)
    {
        double distance = 0, variance = 0;
        foreach (var s in strata)
        {
            var n = s.Total;
            if (n > 1)
            {
                distance += s.Treatment.Successes - (s.Treatment.Trials * (s.Successes / n));
                variance += s.Treatment.Trials / n * s.Control.Trials * (s.Successes / n) * (s.Failures / (n - 1));
            }
        }

        if (!(variance > 0))
        {
            return new Undefined(Undefined.ZeroVariance, "no stratum has units of both arms and both outcomes, so that nothing can be compared within strata");
        }

        var size = Math.Max(0, Math.Abs(distance) - (continuityCorrection ? 0.5 : 0));
        var statistic = size / variance * size;
        return new TestResult(Method, statistic, 1, ChiSquared.Survival(statistic, 1), Alternative.TwoSided);
    }

    /// <summary>The common odds ratio, treatment over control.</summary>
    /// <returns>+∞ where only its denominator vanishes, then without a bounded interval; undefined where both parts do.</returns>
    public static Estimable<Effect> OddsRatio(IReadOnlyList<StratumTable> strata, Level level)
    {
        double r = 0, s = 0, pr = 0, cross = 0, qs = 0;
        foreach (var t in strata)
        {
            var n = t.Total;
            if (n > 0)
            {
                double ad = t.Treatment.Successes / n * t.Control.Failures, bc = t.Treatment.Failures / n * t.Control.Successes;
                double p = (t.Treatment.Successes + (double)t.Control.Failures) / n, q = (t.Treatment.Failures + (double)t.Control.Successes) / n;
                r += ad;
                s += bc;
                pr += p * ad;
                cross += (p * bc) + (q * ad);
                qs += q * bc;
            }
        }

        if (r == 0 || s == 0)
        {
            return r == 0 && s == 0
                ? new Undefined(Undefined.OutsideDomain, "no stratum has successes of one arm beside failures of the other: there is no common odds ratio")
                : new Effect(r / s, null, ConfidenceSet.Everything(level));
        }

        double ratio = r / s, error = Math.Sqrt((pr / (2 * r * r)) + (cross / (2 * r * s)) + (qs / (2 * s * s)));
        var half = Normal.UpperQuantile(level.Alpha / 2) * error;
        return new Effect(ratio, error, ConfidenceSet.Between(ratio * Math.Exp(-half), ratio * Math.Exp(half), level));
    }

    /// <summary>The common risk ratio, treatment over control.</summary>
    /// <returns>+∞ where only its denominator vanishes; undefined where both parts do.</returns>
    public static Estimable<double> RiskRatio(IReadOnlyList<StratumTable> strata)
    {
        double above = 0, below = 0;
        foreach (var s in strata)
        {
            var n = s.Total;
            if (n > 0)
            {
                above += s.Treatment.Successes * (s.Control.Trials / n);
                below += s.Control.Successes * (s.Treatment.Trials / n);
            }
        }

        return above == 0 && below == 0
            ? new Undefined(Undefined.OutsideDomain, "no stratum has a success beside units of the other arm: there is no common risk ratio")
            : above / below;
    }

    /// <summary>The odds ratio of the table summed over the strata: what one sees without them.</summary>
    /// <returns>+∞ where only its denominator vanishes; undefined where both parts do.</returns>
    public static Estimable<double> CrudeOddsRatio(IReadOnlyList<StratumTable> strata)
    {
        double a = 0, b = 0, c = 0, d = 0;
        foreach (var s in strata)
        {
            a += s.Treatment.Successes;
            b += s.Treatment.Failures;
            c += s.Control.Successes;
            d += s.Control.Failures;
        }

        return (a == 0 || d == 0) && (b == 0 || c == 0)
            ? new Undefined(Undefined.OutsideDomain, "the summed table has an empty row or column: there is no odds ratio")
            : a / b * (d / c) is var ratio && double.IsNaN(ratio) ? new Undefined(Undefined.OutsideDomain, "the summed table has no odds ratio") : ratio;
    }

    /// <summary>Whether the strata have one odds ratio: χ² with informative strata − 1 degrees of freedom.</summary>
    /// <remarks>A stratum is informative when it has units of both arms and both outcomes; expected counts solve the quadratic equation of the common odds ratio.</remarks>
    /// <returns>Undefined with fewer than two informative strata, or without a finite positive common odds ratio.</returns>
    public static Estimable<TestResult> BreslowDay(IReadOnlyList<StratumTable> strata)
    {
        var common = OddsRatio(strata, Level.Of(0.95));
        if (!common.IsDefined || common.Value.StandardError is null)
        {
            return common.IsDefined ? new Undefined(Undefined.OutsideDomain, Invariant($"the common odds ratio is {common.Value.Value}: expected counts do not exist")) : common.Reason;
        }

        double statistic = 0;
        var informative = 0;
        foreach (var s in strata)
        {
            double rows = s.Treatment.Trials, others = s.Control.Trials, successes = s.Successes, failures = s.Failures;
            if (Math.Min(Math.Min(rows, others), Math.Min(successes, failures)) <= 0)
            {
                continue;
            }

            informative++;
            var (a, b, c, d) = Expected(common.Value.Value, rows, others, successes, failures);
            var distance = s.Treatment.Successes - a;
            statistic += distance * distance * ((1 / a) + (1 / b) + (1 / c) + (1 / d));
        }

        double df = informative - 1;
        return informative < 2
            ? new Undefined(Undefined.TooFewUnits, Invariant($"homogeneity needs two strata with both arms and both outcomes; there are {informative}"))
            : double.IsFinite(statistic) ? new TestResult("breslow_day", statistic, df, ChiSquared.Survival(statistic, df), Alternative.TwoSided)
            : new Undefined(Undefined.OutsideDomain, "the expected counts are beyond the range of floating point");
    }

    // The cells (a b / c d) with these margins and odds ratio. For a ratio of at least 1 the root has no cancellation; below 1 the rows change places.
    private static (double A, double B, double C, double D) Expected(double ratio, double rows, double others, double successes, double failures)
    {
        if (ratio < 1)
        {
            var (c, d, a, b) = Expected(1 / ratio, others, rows, successes, failures);
            return (a, b, c, d);
        }

        var linear = (ratio * (rows + successes)) + (others - successes);
        var root = Math.Sqrt(Math.Max(0, (linear * linear) - (4 * (ratio - 1) * ratio * rows * successes)));
        var cell = 2 * ratio * rows * successes / (linear + root);
        return (cell, rows - cell, successes - cell, failures - (rows - cell));
    }
}
