namespace KpiLab.Statistics;

/// <summary>Which units the coefficients of covariate adjustment are estimated from.</summary>
public enum ThetaSource
{
    /// <summary>Both arms pooled, about the grand means.</summary>
    PooledSample,

    /// <summary>The sum of the two arms' covariances, each about its own means and with divisor n − 1, not weighted by n.</summary>
    WithinArms,
}

/// <summary>A covariate-adjusted comparison, with what the adjustment did.</summary>
/// <param name="Contrast">Difference of the adjusted arms; relative effects are divided by the unadjusted control mean.</param>
/// <param name="Theta">One coefficient a covariate, in the order given; 0 where it was left out.</param>
/// <param name="Omitted">Positions of covariates left out, because they do not vary or are a linear combination of earlier ones.</param>
/// <param name="VarianceReduction">1 − adjusted / unadjusted variance of the difference; negative where adjusting did harm.</param>
/// <param name="Correlation">
/// Correlation of the outcome with its prediction by the covariates where θ was estimated; with one covariate signed, with several the multiple correlation.
/// </param>
/// <param name="Unadjusted">The same comparison without adjustment.</param>
public sealed record CupedResult(
    Contrast Contrast, IReadOnlyList<double> Theta, IReadOnlyList<int> Omitted, double VarianceReduction, double Correlation, Contrast Unadjusted);

/// <summary>Comparison of means or ratios, adjusted for one or several covariates measured before exposure.</summary>
/// <remarks>
/// <para>Deng, Xu, Kohavi and Walker (2013), WSDM, eq. 4 (CUPED): y − θ′(x − mean x) has the same expected difference between arms and a smaller variance; θ minimises it.
/// Ratios through their influence values: Deng, Knoblich and Lu (2018), KDD, §4. A covariate may itself be a mean or a ratio.</para>
/// <para>θ comes from the pooled sample for means (gbstats and tea-tasting agree on that), and within arms for ratios (gbstats; tea-tasting pools).
/// Adjusted arms are re-centred at the pooled covariates, which moves both arms alike. That θ is estimated is not counted in the
/// degrees of freedom, by the convention of these peers; with many covariates and few units use <see cref="LinOls"/>.</para>
/// <para>Covariates must not be affected by the treatment: measured before exposure.</para>
/// </remarks>
public static class Cuped
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "cuped";

    // A covariate whose variance is explained to this share by earlier ones carries nothing of its own that double precision could hold.
    private const double Collinear = 1e-10;

    // Relative to its mean: below this a column of equal values is told from a varying one only by rounding.
    private const double Constant = 1e-14;

    /// <summary>Adjusted comparison of the means of one quantity.</summary>
    /// <param name="control">Joint moments of the control units.</param>
    /// <param name="treatment">Joint moments of the treatment units, the same quantities.</param>
    /// <param name="outcome">Index of the outcome.</param>
    /// <param name="covariates">Indices of the covariates.</param>
    public static Estimable<CupedResult> Adjust(JointMoments control, JointMoments treatment, int outcome, params ReadOnlySpan<int> covariates)
    {
        var quantities = new Quantity[covariates.Length];
        for (var i = 0; i < quantities.Length; i++)
        {
            quantities[i] = Quantity.Mean(covariates[i]);
        }

        return Adjust(control, treatment, Quantity.Mean(outcome), quantities);
    }

    /// <summary>Adjusted comparison of a mean or a ratio.</summary>
    /// <param name="control">Joint moments of the control units.</param>
    /// <param name="treatment">Joint moments of the treatment units, the same quantities.</param>
    /// <param name="outcome">What is compared.</param>
    /// <param name="covariates">What it is adjusted for; none gives the unadjusted comparison.</param>
    /// <param name="source">Where θ comes from; left out, pooled for a mean and within arms for a ratio.</param>
    /// <returns>Undefined below two units in an arm, where a ratio's denominator is zero, and where neither adjusted arm varies.</returns>
    public static Estimable<CupedResult> Adjust(
        JointMoments control, JointMoments treatment, Quantity outcome, IReadOnlyList<Quantity> covariates, ThetaSource? source = null)
    {
        if (Math.Min(control.Count, treatment.Count) < 2)
        {
            return Arms.TooFew(control.Count, treatment.Count, 2);
        }

        var pooled = control + treatment;
        if (Sample.Of(control, outcome, covariates, out var reason) is not { } a
            || Sample.Of(treatment, outcome, covariates, out reason) is not { } b
            || Sample.Of(pooled, outcome, covariates, out reason) is not { } both)
        {
            return reason!;
        }

        var plain = Contrast.Satterthwaite(outcome.IsRatio ? RatioOfMeans.Method : WelchTest.Method, a.Plain, b.Plain);
        if (!plain.IsDefined)
        {
            return plain.Reason;
        }

        var normal = (source ?? (outcome.IsRatio ? ThetaSource.WithinArms : ThetaSource.PooledSample)) == ThetaSource.PooledSample
            ? NormalEquations.Of(both)
            : NormalEquations.Of(a) + NormalEquations.Of(b);
        var varies = covariates.Select((_, j) => both.Covariates[j].Variance > Square(Constant * both.Covariates[j].Value)).ToArray();
        var (theta, omitted) = normal.Solve(varies, Collinear);

        double mean = plain.Value.Baseline.Mean, gradient = plain.Value.Difference / mean;
        var baseline = new Baseline(mean, a.Outcome.Variance, a.CovarianceWithAdjusted(theta));

        // gbstats evaluates the gradient of a mean's lift at the unadjusted lift, that of a ratio's at the adjusted one.
        var contrast = Contrast.Satterthwaite(Method, a.Adjusted(theta, both), b.Adjusted(theta, both), baseline, outcome.IsRatio ? null : gradient);
        return contrast.Select(c => new CupedResult(
            c, theta, omitted, 1 - (c.Variance / plain.Value.Variance), normal.Correlation(theta, signed: covariates.Count - omitted.Length == 1), plain.Value));
    }

    private static double Square(double x) => x * x;

    /// <summary>Outcome and covariates in one group of units.</summary>
    private sealed record Sample(long Count, Influence Outcome, Influence[] Covariates)
    {
        public Arm Plain => new(Count, Outcome.Value, Outcome.Variance);

        public static Sample? Of(JointMoments moments, Quantity outcome, IReadOnlyList<Quantity> covariates, out Undefined? reason)
        {
            var y = outcome.In(moments);
            var x = covariates.Select(c => c.In(moments)).ToArray();
            reason = !y.IsDefined ? y.Reason : Array.Find(x, e => !e.IsDefined) is { IsDefined: false } missing && x.Any(e => !e.IsDefined) ? missing.Reason : null;
            return reason is null ? new Sample(moments.Count, y.Value, [.. x.Select(e => e.Value)]) : null;
        }

        public Arm Adjusted(double[] theta, Sample centre)
        {
            double mean = Outcome.Value, variance = CovarianceWithAdjusted(theta);
            for (var j = 0; j < theta.Length; j++)
            {
                mean -= theta[j] * (Covariates[j].Value - centre.Covariates[j].Value);
                var covariance = Covariates[j].Covariance(Outcome);
                for (var k = 0; k < theta.Length; k++)
                {
                    covariance -= theta[k] * Covariates[j].Covariance(Covariates[k]);
                }

                variance -= theta[j] * covariance;
            }

            return new Arm(Count, mean, Math.Max(0, variance));
        }

        public double CovarianceWithAdjusted(double[] theta)
        {
            var covariance = Outcome.Covariance(Outcome);
            for (var j = 0; j < theta.Length; j++)
            {
                covariance -= theta[j] * Covariates[j].Covariance(Outcome);
            }

            return covariance;
        }
    }

    /// <summary>Sxx θ = sxy, with syy for the correlation.</summary>
    private sealed record NormalEquations(double[,] Sxx, double[] Sxy, double Syy)
    {
        public static NormalEquations Of(Sample sample)
        {
            var k = sample.Covariates.Length;
            var sxx = new double[k, k];
            var sxy = new double[k];
            for (var i = 0; i < k; i++)
            {
                sxy[i] = sample.Covariates[i].Covariance(sample.Outcome);
                for (var j = 0; j < k; j++)
                {
                    sxx[i, j] = sample.Covariates[i].Covariance(sample.Covariates[j]);
                }
            }

            return new NormalEquations(sxx, sxy, sample.Outcome.Variance);
        }

        public static NormalEquations operator +(NormalEquations a, NormalEquations b)
        {
            var sum = new NormalEquations((double[,])a.Sxx.Clone(), [.. a.Sxy.Zip(b.Sxy, (x, y) => x + y)], a.Syy + b.Syy);
            for (var i = 0; i < sum.Sxy.Length; i++)
            {
                for (var j = 0; j < sum.Sxy.Length; j++)
                {
                    sum.Sxx[i, j] += b.Sxx[i, j];
                }
            }

            return sum;
        }

        /// <summary>Cholesky in the order given, leaving out what does not vary or is explained by earlier covariates.</summary>
        public (double[] Theta, int[] Omitted) Solve(bool[] varies, double tolerance)
        {
            var k = Sxy.Length;
            var factor = new double[k, k];
            var kept = new List<int>(k);
            for (var i = 0; i < k; i++)
            {
                foreach (var j in kept)
                {
                    var sum = Sxx[i, j];
                    foreach (var l in kept.TakeWhile(l => l < j))
                    {
                        sum -= factor[i, l] * factor[j, l];
                    }

                    factor[i, j] = sum / factor[j, j];
                }

                var own = Sxx[i, i] - kept.Sum(j => factor[i, j] * factor[i, j]);
                if (varies[i] && own > tolerance * Sxx[i, i])
                {
                    factor[i, i] = Math.Sqrt(own);
                    kept.Add(i);
                }
            }

            var theta = new double[k];
            foreach (var i in kept)
            {
                theta[i] = (Sxy[i] - kept.TakeWhile(j => j < i).Sum(j => factor[i, j] * theta[j])) / factor[i, i];
            }

            foreach (var i in Enumerable.Reverse(kept))
            {
                theta[i] = (theta[i] - kept.Where(j => j > i).Sum(j => factor[j, i] * theta[j])) / factor[i, i];
            }

            return (theta, [.. Enumerable.Range(0, k).Except(kept)]);
        }

        public double Correlation(double[] theta, bool signed)
        {
            var explained = theta.Zip(Sxy, (t, s) => t * s).Sum();
            var r = Syy > 0 ? Math.Sqrt(Math.Clamp(explained / Syy, 0, 1)) : 0;
            return signed && theta.Sum() < 0 ? -r : r;
        }
    }
}
