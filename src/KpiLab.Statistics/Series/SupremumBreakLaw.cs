using MathNet.Numerics.Integration;
using MathNet.Numerics.LinearAlgebra;

namespace KpiLab.Statistics;

/// <summary>P-values of the largest break statistic over all dates.</summary>
/// <remarks>
/// Andrews (1993), Econometrica 61:821: sup of Q = ‖B(s)‖²/(s(1 − s)) over s in [π₀, 1 − π₀]. In ½ ln(s/(1 − s)) Q is a stationary squared-radius diffusion with generator 4r f″ + (2k − 2r) f′, so that
/// P(sup ≤ x) = Σ c² e^(−λT) over its eigenfunctions that vanish at x, T = ln((1 − π₀)/π₀). Solved by Galerkin's method with polynomials; in the far tail the expansion of Estrella (2003), Econometric Theory
/// 19:1128. The tables in use (Andrews; Hansen 1997) and every sample take the largest over a grid of dates, which is below that over all: √x is raised by the continuity correction of Broadie, Glasserman and Kou
/// (1997, Math. Finance 7:325) for Hansen's grid of 1,000 dates, which lies between theory (p = 0.167 becomes 0.152 in the case of BJsales) and the hundred dates of a short series.
/// </remarks>
internal static class SupremumBreakLaw
{
    private const double GridDates = 1000;
    private const int Basis = 20;
    private const int Nodes = 64;

    public static double PValue(double statistic, int coefficients, double trim)
    {
        if (statistic <= 0)
        {
            return 1;
        }

        var time = Math.Log((1 - trim) / trim);

        // −ζ(½)/√(2π) standard deviations of a step; a step of Δs is one of cosh²(u) 2Δs in u, whose mean root is sinh(T/2)/(T/2).
        var raised = Math.Sqrt(statistic) + (0.5826 * Math.Sqrt(4 / GridDates) * Math.Sinh(time / 2) / (time / 2));
        statistic = raised * raised;
        var far = FarTail(statistic, coefficients, time);
        return statistic > 3 * coefficients && far < 1e-5 ? far : Math.Clamp(1 - StaysBelow(statistic, coefficients, time), 0, 1);
    }

    private static double FarTail(double x, double k, double time)
    {
        var log = (0.5 * k * Math.Log(x / 2)) - (x / 2) - SpecialFunctions.LogGamma(k / 2);
        return Math.Exp(log) * (((1 - (k / x)) * 2 * time) + (2 / x));
    }

    private static double StaysBelow(double x, double k, double time)
    {
        var rule = new GaussLegendreRule(0, Math.Sqrt(x), Nodes);
        double[,] mass = new double[Basis, Basis], stiffness = new double[Basis, Basis];
        var load = new double[Basis];
        double[] f = new double[Basis], df = new double[Basis];
        var norm = Math.Log(2) - (0.5 * k * Math.Log(2)) - SpecialFunctions.LogGamma(k / 2);
        for (var node = 0; node < rule.Order; node++)
        {
            // r = ρ²; the density of r times dr.
            double rho = rule.GetAbscissa(node), r = rho * rho;
            var weight = rule.GetWeight(node) * Math.Exp(norm + ((k - 1) * Math.Log(rho)) - (r / 2));
            Functions(r / x, x, f, df);
            for (var i = 0; i < Basis; i++)
            {
                load[i] += weight * f[i];
                for (var j = 0; j <= i; j++)
                {
                    mass[i, j] += weight * f[i] * f[j];
                    stiffness[i, j] += weight * 4 * r * df[i] * df[j];
                }
            }
        }

        for (var i = 0; i < Basis; i++)
        {
            for (var j = 0; j < i; j++)
            {
                (mass[j, i], stiffness[j, i]) = (mass[i, j], stiffness[i, j]);
            }
        }

        var lower = Matrix<double>.Build.DenseOfArray(mass).Cholesky().Factor.Inverse();
        var symmetric = lower * Matrix<double>.Build.DenseOfArray(stiffness) * lower.Transpose();
        var modes = ((symmetric + symmetric.Transpose()) / 2).Evd(Symmetricity.Symmetric);
        var start = modes.EigenVectors.TransposeThisAndMultiply(lower * Vector<double>.Build.DenseOfArray(load));
        return Enumerable.Range(0, Basis).Sum(i => start[i] * start[i] * Math.Exp(-modes.EigenValues[i].Real * time));
    }

    // (1 − u) P_j(2u − 1) and its derivative by r = ux, P_j Legendre's polynomials.
    private static void Functions(double u, double x, double[] f, double[] df)
    {
        double z = (2 * u) - 1, before = 0, p = 1, slopeBefore = 0, slope = 0;
        for (var j = 0; j < Basis; j++)
        {
            f[j] = (1 - u) * p;
            df[j] = ((2 * (1 - u) * slope) - p) / x;
            var next = (((2 * j) + 1) * z * p / (j + 1)) - (j * before / (j + 1));
            var slopeNext = slopeBefore + (((2 * j) + 1) * p);
            (before, p, slopeBefore, slope) = (p, next, slope, slopeNext);
        }
    }
}
