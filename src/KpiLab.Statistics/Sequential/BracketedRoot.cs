namespace KpiLab.Statistics;

/// <summary>The root of a continuous function between two ends: Brent (1973), Algorithms for Minimization without Derivatives, ch. 4.</summary>
internal static class BracketedRoot
{
    /// <summary>The root, or the end nearer to zero where both ends have the same sign.</summary>
    /// <param name="function">Continuous.</param>
    /// <param name="low">One end.</param>
    /// <param name="high">The other.</param>
    /// <param name="relative">Relative accuracy of the root.</param>
    public static double Of(Func<double, double> function, double low, double high, double relative = 1e-13)
    {
        double a = low, b = high, fa = function(a), fb = function(b);
        if (fa == 0)
        {
            return a;
        }

        if (fa > 0 == fb > 0)
        {
            return Math.Abs(fa) < Math.Abs(fb) ? a : b;
        }

        double c = a, fc = fa, step = b - a, stepBefore = step;
        for (var i = 0; i < 200 && fb != 0; i++)
        {
            if (fb > 0 == fc > 0)
            {
                (c, fc) = (a, fa);
                stepBefore = step = b - a;
            }

            if (Math.Abs(fc) < Math.Abs(fb))
            {
                (a, b, c) = (b, c, b);
                (fa, fb, fc) = (fb, fc, fb);
            }

            double tolerance = relative * Math.Abs(b) + double.Epsilon, middle = 0.5 * (c - b);
            if (Math.Abs(middle) <= tolerance)
            {
                break;
            }

            if (Math.Abs(stepBefore) < tolerance || Math.Abs(fa) <= Math.Abs(fb))
            {
                stepBefore = step = middle;
            }
            else
            {
                double s = fb / fa, p, q;
                if (a == c)
                {
                    (p, q) = (2 * middle * s, 1 - s);
                }
                else
                {
                    double r = fb / fc, u = fa / fc;
                    p = s * ((2 * middle * u * (u - r)) - ((b - a) * (r - 1)));
                    q = (u - 1) * (r - 1) * (s - 1);
                }

                q = p > 0 ? -q : q;
                p = Math.Abs(p);
                if (2 * p < Math.Min((3 * middle * q) - Math.Abs(tolerance * q), Math.Abs(stepBefore * q)))
                {
                    stepBefore = step;
                    step = p / q;
                }
                else
                {
                    stepBefore = step = middle;
                }
            }

            (a, fa) = (b, fb);
            b += Math.Abs(step) > tolerance ? step : Math.CopySign(tolerance, middle);
            fb = function(b);
        }

        return b;
    }
}
