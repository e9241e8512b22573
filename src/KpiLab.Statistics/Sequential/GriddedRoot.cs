namespace KpiLab.Statistics;

/// <summary>The root of a rising function that is dear to evaluate and is inverted for many values: nodes at whole numbers are shared by all of them.</summary>
/// <remarks>
/// The cell between two nodes that holds the root is found first, for which a caller who remembers the nodes pays once. Inverse interpolation through the nodes around (Neville) and secant
/// steps finish within the cell; where they leave it, Brent's method does.
/// </remarks>
internal static class GriddedRoot
{
    private const int MostSteps = 8;

    /// <summary>The root, or the end nearer to it where there is none between the ends.</summary>
    /// <param name="function">Rising; told whether it is asked for a node.</param>
    /// <param name="low">One end.</param>
    /// <param name="high">The other.</param>
    /// <param name="accuracy">Accuracy of the root.</param>
    public static double Of(Func<double, bool, double> function, double low, double high, double accuracy)
    {
        double first = Math.Ceiling(low), last = Math.Floor(high);
        var from = first;
        while (from <= last && function(from, true) < 0)
        {
            from++;
        }

        // The root lies between the node before and this one.
        double a = Math.Max(low, from - 1), b = Math.Min(high, from);
        if (a >= b)
        {
            return a;
        }

        bool IsNode(double x) => x == Math.Floor(x);
        double At(double x) => function(x, IsNode(x));
        List<(double X, double F)> around = [];
        for (var x = Math.Max(first, from - 2); x <= Math.Min(last, from + 1); x++)
        {
            around.Add((x, At(x)));
        }

        // Where the function is flat, as at rates too small to be told apart, there is nothing to interpolate.
        if (around.Count > 1 && around.Zip(around.Skip(1), (l, r) => r.F - l.F).All(d => d > 1e-6))
        {
            double x = Inverse(around), value = At(x), slope = (around[^1].F - around[0].F) / (around[^1].X - around[0].X);
            for (var step = 0; step < MostSteps; step++)
            {
                var next = x - (value / slope);
                if (Math.Abs(next - x) <= accuracy)
                {
                    return Math.Clamp(next, a, b);
                }

                if (!(next >= a && next <= b))
                {
                    break;
                }

                var there = At(next);
                if (there == value)
                {
                    return next;
                }

                slope = (there - value) / (next - x);
                (x, value) = (next, there);
            }
        }

        return BracketedRoot.Of(At, a, b, accuracy);
    }

    // Neville: the polynomial x(f) through the nodes, at f = 0.
    private static double Inverse(List<(double X, double F)> nodes)
    {
        double[] x = [.. nodes.Select(n => n.X)];
        for (var order = 1; order < x.Length; order++)
        {
            for (var i = 0; i < x.Length - order; i++)
            {
                x[i] = ((nodes[i + order].F * x[i]) - (nodes[i].F * x[i + 1])) / (nodes[i + order].F - nodes[i].F);
            }
        }

        return Math.Clamp(x[0], nodes[0].X, nodes[^1].X);
    }
}
