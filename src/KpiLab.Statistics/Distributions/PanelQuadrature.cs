using MathNet.Numerics.Integration;

namespace KpiLab.Statistics;

/// <summary>Integrals of functions that are smooth between known points: Gauss–Legendre with 20 nodes on every panel.</summary>
internal static class PanelQuadrature
{
    private const int Order = 20;

    private static readonly (double At, double Weight)[] Nodes = MakeNodes();

    /// <summary>Standard deviations at which a bell-shaped density or its tail deserves a panel of its own.</summary>
    public static ReadOnlySpan<double> BellPoints => [-38, -24, -16, -12, -9, -7, -5.5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5.5, 7, 9, 12, 16, 24, 38];

    /// <summary>The integral over the panels between consecutive points; they are sorted here, and infinite ones left out.</summary>
    public static double Integrate(Func<double, double> function, IEnumerable<double> points)
    {
        double sum = 0, lost = 0, left = double.NaN;
        foreach (var right in points.Where(double.IsFinite).Order())
        {
            if (right > left)
            {
                double middle = left + ((right - left) / 2), half = (right - left) / 2, panel = 0;
                foreach (var (at, weight) in Nodes)
                {
                    panel += weight * function(middle + (half * at));
                }

                var next = DoubleDouble.Sum(sum, panel * half);
                sum = next.High;
                lost += next.Low;
            }

            left = right;
        }

        return sum + lost;
    }

    private static (double At, double Weight)[] MakeNodes()
    {
        var rule = new GaussLegendreRule(-1, 1, Order);
        var nodes = new (double, double)[Order];
        for (var i = 0; i < Order; i++)
        {
            nodes[i] = (rule.GetAbscissa(i), rule.GetWeight(i));
        }

        return nodes;
    }
}
