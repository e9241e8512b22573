namespace KpiLab.Statistics;

/// <summary>Whether any lag of a declared window, or a mean of several, carries something of the outcome beyond what the base explains: the largest t against the distribution of the largest of correlated normals.</summary>
/// <remarks>
/// The probability that the largest of m correlated normals exceeds the largest t seen: Σ P(Zᵢ &gt; c)·E[1/#{j: Zⱼ &gt; c} | Zᵢ &gt; c] (Naiman and Priebe
/// 2001, J. Comput. Graph. Stat. 10:296), by fixed draws: unbiased, and as exact at 1e-9 as at 0.05. t is brought to the normal scale by its tail.
/// </remarks>
internal static class WindowTest
{
    private const int Draws = 2000;

    // Normal draws for windows of up to this many lags; wider windows cycle through them with another stride.
    private static readonly Lazy<(double[] Normals, double[] Uniforms)> FixedDraws = new(Draw);

    /// <param name="fit">Lags with the base partialled out.</param>
    /// <param name="candidates">Weights.</param>
    /// <param name="observed">The largest normal score seen, oriented so that large is evidence.</param>
    /// <param name="twoSided">Whether both tails count.</param>
    public static double PValue(LeadFit fit, IReadOnlyList<double[]> candidates, double observed, bool twoSided)
    {
        var width = candidates[0].Length;
        var loadings = Loadings(fit, candidates, width);
        var m = candidates.Count;
        if (twoSided)
        {
            observed = Math.Abs(observed);
        }

        var tail = Normal.Survival(observed);
        var (normals, uniforms) = FixedDraws.Value;
        Span<double> z = stackalloc double[m];
        Span<double> draw = stackalloc double[width];
        var sum = 0.0;
        for (var d = 0; d < Draws; d++)
        {
            var chosen = d % m;
            for (var j = 0; j < width; j++)
            {
                draw[j] = normals[((d * width) + j) % normals.Length];
            }

            for (var i = 0; i < m; i++)
            {
                z[i] = Dot(loadings.AsSpan(i * width, width), draw);
            }

            // The chosen one beyond the observed value, the others moved with it.
            var beyond = Normal.UpperQuantile(uniforms[d] * tail);
            var shift = beyond - z[chosen];
            var count = 0;
            for (var i = 0; i < m; i++)
            {
                var value = i == chosen ? beyond : z[i] + (shift * Dot(loadings.AsSpan(i * width, width), loadings.AsSpan(chosen * width, width)));
                if (value >= observed || (twoSided && -value >= observed))
                {
                    count++;
                }
            }

            sum += 1.0 / count;
        }

        return Math.Min(1, (twoSided ? 2 : 1) * m * tail * sum / Draws);
    }

    // Row i holds the candidate's loadings on independent normals: wᵢ′L/|wᵢ′L|, with LL′ the lags' cross products.
    private static double[] Loadings(LeadFit fit, IReadOnlyList<double[]> candidates, int width)
    {
        var lower = new double[width, width];
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var cell = fit.LagProduct(i, j);
                for (var k = 0; k < j; k++)
                {
                    cell -= lower[i, k] * lower[j, k];
                }

                lower[i, j] = i != j ? (lower[j, j] > 0 ? cell / lower[j, j] : 0) : Math.Sqrt(Math.Max(cell, 0));
            }
        }

        var loadings = new double[candidates.Count * width];
        for (var c = 0; c < candidates.Count; c++)
        {
            var length = 0.0;
            for (var k = 0; k < width; k++)
            {
                var loading = 0.0;
                for (var i = k; i < width; i++)
                {
                    loading += candidates[c][i] * lower[i, k];
                }

                loadings[(c * width) + k] = loading;
                length += loading * loading;
            }

            length = Math.Sqrt(length);
            for (var k = 0; k < width; k++)
            {
                loadings[(c * width) + k] = length > 0 ? loadings[(c * width) + k] / length : 0;
            }
        }

        return loadings;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static (double[] Normals, double[] Uniforms) Draw()
    {
        var random = new SeededRandom(20260101);
        var normals = new double[Draws * 8];
        for (var i = 0; i < normals.Length; i++)
        {
            normals[i] = random.NextNormal();
        }

        // One in each of as many equal strips, in random order.
        var uniforms = new double[Draws];
        for (var i = 0; i < Draws; i++)
        {
            uniforms[i] = (i + random.NextOpenDouble()) / Draws;
        }

        for (var i = Draws - 1; i > 0; i--)
        {
            var j = (int)(random.NextDouble() * (i + 1));
            (uniforms[i], uniforms[j]) = (uniforms[j], uniforms[i]);
        }

        return (normals, uniforms);
    }
}
