namespace KpiLab.Statistics;

/// <summary>Sxx θ = sxy, whose solution minimises the variance of y − θ′x, with syy for the correlation.</summary>
internal sealed record AdjustmentSystem(double[,] Sxx, double[] Sxy, double Syy)
{
    // A covariate of whose variance less than this share is left by those before it carries nothing of its own that double precision could hold.
    private const double Collinear = 1e-10;

    public static AdjustmentSystem Of(AdjustmentSample sample)
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

        return new AdjustmentSystem(sxx, sxy, sample.Outcome.Variance);
    }

    public static AdjustmentSystem operator +(AdjustmentSystem a, AdjustmentSystem b)
    {
        var k = a.Sxy.Length;
        var sxx = new double[k, k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                sxx[i, j] = a.Sxx[i, j] + b.Sxx[i, j];
            }
        }

        return new AdjustmentSystem(sxx, [.. a.Sxy.Zip(b.Sxy, (x, y) => x + y)], a.Syy + b.Syy);
    }

    /// <summary>Cholesky in the order given, leaving out what does not vary or is a combination of earlier covariates; their θ is 0.</summary>
    public (double[] Theta, int[] Omitted) Solve(bool[] varies)
    {
        var k = Sxy.Length;
        var factor = new double[k, k];
        var kept = new List<int>(k);
        for (var i = 0; i < k; i++)
        {
            foreach (var j in kept)
            {
                factor[i, j] = (Sxx[i, j] - kept.Where(l => l < j).Sum(l => factor[i, l] * factor[j, l])) / factor[j, j];
            }

            var own = Sxx[i, i] - kept.Sum(j => factor[i, j] * factor[i, j]);
            if (varies[i] && own > Collinear * Sxx[i, i])
            {
                factor[i, i] = Math.Sqrt(own);
                kept.Add(i);
            }
        }

        var theta = new double[k];
        foreach (var i in kept)
        {
            theta[i] = (Sxy[i] - kept.Where(j => j < i).Sum(j => factor[i, j] * theta[j])) / factor[i, i];
        }

        foreach (var i in Enumerable.Reverse(kept))
        {
            theta[i] = (theta[i] - kept.Where(j => j > i).Sum(j => factor[j, i] * theta[j])) / factor[i, i];
        }

        return (theta, [.. Enumerable.Range(0, k).Except(kept)]);
    }

    /// <summary>Correlation of y with θ′x: with a single covariate its signed correlation, with several the multiple correlation.</summary>
    public double Correlation(double[] theta, bool signed)
    {
        var r = Syy > 0 ? Math.Sqrt(Math.Clamp(theta.Zip(Sxy, (t, s) => t * s).Sum() / Syy, 0, 1)) : 0;
        return signed && theta.Sum() < 0 ? -r : r;
    }
}
