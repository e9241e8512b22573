namespace KpiLab.Statistics;

/// <summary>The law of a test statistic at one look, over the paths that crossed no bound before.</summary>
/// <remarks>
/// Z at information fraction t is normal with mean θ√t and variance 1, and Z√t has independent increments. The sub-density of a look is an integral over
/// that of the look before (Armitage, McPherson and Rowe 1969, J. R. Stat. Soc. A 132:235; Jennison and Turnbull 2000, ch. 19), here by Gauss–Legendre
/// panels whose width follows the narrower of the two laws that meet in the integrand, so that looks may come at any distance: about 1e-12 absolute.
/// A look knows the looks before it and nothing of those after, so that a later look cannot change an earlier bound, not in the last bit.
/// </remarks>
internal sealed class LookProcess
{
    // Beyond this many standard deviations from its mean a path has probability 1e-19.
    private const double Reach = 9;

    // In standard deviations of the narrower law: 16 nodes integrate a product of two normal densities over it to about 1e-12.
    private const double PanelWidth = 4;

    private const int PanelLimit = 4096;

    private readonly double _drift;
    private readonly double[] _before; // values at the look before
    private readonly double[] _mass;   // their probability mass
    private readonly double _fractionBefore;

    private LookProcess(double drift, double[] before, double[] mass, double fractionBefore, double fraction)
    {
        _drift = drift;
        _before = before;
        _mass = mass;
        _fractionBefore = fractionBefore;
        Fraction = fraction;
    }

    /// <summary>Information fraction of this look.</summary>
    public double Fraction { get; }

    private double Step => Math.Sqrt(Fraction - _fractionBefore);

    /// <summary>The first look.</summary>
    /// <param name="fraction">Its information fraction; above 0.</param>
    /// <param name="drift">θ = E Z(1); 0 under the null hypothesis.</param>
    public static LookProcess First(double fraction, double drift = 0) => new(drift, [0], [1], 0, fraction);

    /// <summary>P(no bound crossed before, Z ≥ z).</summary>
    public double Above(double z)
    {
        double sum = 0, root = Math.Sqrt(_fractionBefore), at = (z * Math.Sqrt(Fraction)) - (_drift * (Fraction - _fractionBefore)), step = Step;
        for (var i = 0; i < _before.Length; i++)
        {
            sum += _mass[i] * Normal.Survival((at - (_before[i] * root)) / step);
        }

        return sum;
    }

    /// <summary>P(no bound crossed before, Z ≤ z).</summary>
    public double Below(double z)
    {
        double sum = 0, root = Math.Sqrt(_fractionBefore), at = (z * Math.Sqrt(Fraction)) - (_drift * (Fraction - _fractionBefore)), step = Step;
        for (var i = 0; i < _before.Length; i++)
        {
            sum += _mass[i] * Normal.Cdf((at - (_before[i] * root)) / step);
        }

        return sum;
    }

    /// <summary>The sub-density at z.</summary>
    public double Density(double z)
    {
        const double reach = 38; // beyond it exp(−x²/2) is 0
        double sum = 0, root = Math.Sqrt(_fractionBefore), at = (z * Math.Sqrt(Fraction)) - (_drift * (Fraction - _fractionBefore)), step = Step;
        for (var i = 0; i < _before.Length; i++)
        {
            var x = (at - (_before[i] * root)) / step;
            sum += x is < reach and > -reach ? _mass[i] * Math.Exp(-0.5 * x * x) : 0;
        }

        return sum * Math.Sqrt(Fraction / (2 * Math.PI)) / step;
    }

    /// <summary>The next look, over the paths that are within the bounds at this one.</summary>
    /// <param name="lower">Lower bound of this look; −∞ where there is none.</param>
    /// <param name="upper">Its upper bound.</param>
    /// <param name="nextFraction">Information fraction of the next look; above that of this one.</param>
    public LookProcess Continue(double lower, double upper, double nextFraction)
    {
        var mean = _drift * Math.Sqrt(Fraction);
        double from = Math.Max(lower, mean - Reach), to = Math.Min(upper, mean + Reach);
        if (!(from < to))
        {
            return new LookProcess(_drift, [], [], Fraction, nextFraction);
        }

        var own = _fractionBefore == 0 ? 1 : Step / Math.Sqrt(Fraction);
        var scale = Math.Min(own, Math.Sqrt((nextFraction - Fraction) / Fraction));
        var panels = (int)Math.Clamp(Math.Ceiling((to - from) / (PanelWidth * Math.Min(1, scale))), 1, PanelLimit);
        var nodes = new double[panels * GaussLegendre.Nodes.Length];
        var mass = new double[nodes.Length];
        var half = (to - from) / (2 * panels);
        for (int panel = 0, i = 0; panel < panels; panel++)
        {
            var middle = from + (((2 * panel) + 1) * half);
            for (var j = 0; j < GaussLegendre.Nodes.Length; j++, i++)
            {
                nodes[i] = middle + (half * GaussLegendre.Nodes[j]);
                mass[i] = half * GaussLegendre.Weights[j] * Density(nodes[i]);
            }
        }

        return new LookProcess(_drift, nodes, mass, Fraction, nextFraction);
    }

    /// <summary>The upper bound that is crossed first at this look with the given probability; without drift.</summary>
    public double UpperBound(double probability)
    {
        // Crossing first here is rarer than being up there at all, hence a bound on the safe side, and the answer where the increment is beyond the integration.
        var safe = Normal.UpperQuantile(probability);
        if (_fractionBefore == 0 || probability < 1e-17)
        {
            return safe;
        }

        return SearchRoots.Falling(
            z =>
            {
                var above = Above(z);
                return (Math.Log(above / probability), -Density(z) / above);
            },
            -Reach,
            safe,
            safe - 1e-3);
    }

    /// <summary>The lower bound that is crossed first at this look with the given probability.</summary>
    public double LowerBound(double probability)
    {
        if (probability <= 0)
        {
            return double.NegativeInfinity;
        }

        var mean = _drift * Math.Sqrt(Fraction);
        return -SearchRoots.Falling(
            x =>
            {
                var below = Below(-x);
                return (Math.Log(below / probability), -Density(-x) / below);
            },
            -mean - Reach,
            -mean + Reach,
            -mean + 1);
    }
}

/// <summary>The rule with 16 points on [−1, 1].</summary>
internal static class GaussLegendre
{
    private static readonly double[] HalfNodes =
    [
        0.095012509837637440185, 0.281603550779258913230, 0.458016777657227386342, 0.617876244402643748447,
        0.755404408355003033895, 0.865631202387831743880, 0.944575023073232576078, 0.989400934991649932596,
    ];

    private static readonly double[] HalfWeights =
    [
        0.189450610455068496285, 0.182603415044923588867, 0.169156519395002538189, 0.149595988816576732081,
        0.124628971255533872052, 0.095158511682492784810, 0.062253523938647892863, 0.027152459411754094852,
    ];

    public static readonly double[] Nodes = [.. HalfNodes.Reverse().Select(x => -x), .. HalfNodes];

    public static readonly double[] Weights = [.. HalfWeights.Reverse(), .. HalfWeights];
}
