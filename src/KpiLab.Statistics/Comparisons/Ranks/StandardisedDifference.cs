namespace KpiLab.Statistics;

/// <summary>Difference of means in units of the pooled standard deviation.</summary>
public static class StandardisedDifference
{
    /// <summary>(treatment − control)/pooled standard deviation.</summary>
    /// <remarks>Cohen (1988), Statistical Power Analysis, 2nd ed., eq. 2.5.2; positive where treatment has the greater mean.</remarks>
    /// <returns>Undefined without degrees of freedom, and where neither arm varies.</returns>
    public static Estimable<double> CohensD(in Moments control, in Moments treatment)
    {
        var df = control.Count + treatment.Count - 2;
        if (Math.Min(control.Count, treatment.Count) < 1 || df < 1)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"a pooled standard deviation needs a unit in each arm and three in all; there are {control.Count} and {treatment.Count}"));
        }

        var pooled = Math.Sqrt((control.CentredSumOfSquares + treatment.CentredSumOfSquares) / df);
        var d = (treatment.Mean - control.Mean) / pooled;
        return double.IsFinite(d) && pooled > 0 ? d : new Undefined(Undefined.ZeroVariance, "neither arm varies, or the numbers are beyond floating point: there is no standard deviation to divide by");
    }

    /// <summary>Cohen's d without its small-sample bias, by the exact factor.</summary>
    /// <remarks>Hedges (1981), J. Educational Statistics 6:107, eq. 6e: Γ(m/2)/(√(m/2) Γ((m − 1)/2)), m = N − 2.</remarks>
    /// <returns>Undefined as <see cref="CohensD"/>, and with one degree of freedom.</returns>
    public static Estimable<double> HedgesG(in Moments control, in Moments treatment)
    {
        var df = control.Count + treatment.Count - 2;
        var d = CohensD(control, treatment);
        return !d.IsDefined ? d
            : df < 2 ? new Undefined(Undefined.TooFewUnits, Invariant($"the correction for bias needs at least four units; there are {df + 2}"))
            : d.Value * Correction(df);
    }

    // With x = m/2: ln Γ(x) − ln Γ(x − ½) − ½ ln x = −(x − 1) ln(1 − 1/(2x)) − ½ + Δ(x) − Δ(x − ½), Δ being Stirling's error; nothing large cancels.
    private static double Correction(double m)
    {
        var x = m / 2;
        return Math.Exp((-(x - 1) * SpecialFunctions.Log1P(-0.5 / x)) - 0.5 + SpecialFunctions.StirlingError(x) - SpecialFunctions.StirlingError(x - 0.5));
    }
}
