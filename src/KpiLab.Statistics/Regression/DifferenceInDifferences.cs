namespace KpiLab.Statistics;

/// <summary>One observation of a unit in a period.</summary>
/// <param name="Unit">The unit, by any number: the cluster of the errors (a larger cluster of units will do as well).</param>
/// <param name="IsTreated">Whether the observation belongs to the treated group.</param>
/// <param name="IsPost">Whether the period is after the change.</param>
/// <param name="Value">The outcome.</param>
public readonly record struct PanelRow(int Unit, bool IsTreated, bool IsPost, double Value);

/// <summary>A difference in differences with the four means behind it.</summary>
/// <param name="Effect">(treated after − before) − (control after − before), with interval.</param>
/// <param name="Test">t with units − 1 degrees of freedom.</param>
/// <param name="ControlPre">Mean of the control group before.</param>
/// <param name="ControlPost">Mean of the control group after.</param>
/// <param name="TreatedPre">Mean of the treated group before.</param>
/// <param name="TreatedPost">Mean of the treated group after.</param>
/// <param name="Units">Number of units.</param>
[TypeFormatterSource]
public sealed record DifferenceInDifferencesResult(
    Effect Effect, TestResult Test, double ControlPre, double ControlPost, double TreatedPre, double TreatedPost, int Units) : IShowable;

/// <summary>Change of a treated group less the change of a control group. Observational: it is the effect only if both groups would have changed alike (parallel trends), which the data cannot show.</summary>
/// <remarks>
/// Least squares on (1, treated, post, treated × post); errors clustered by unit, CR1 with K = 4, because observations of one unit depend on each other (Bertrand, Duflo and Mullainathan 2004, Quarterly J.
/// Economics 119:249). With few units of a group the errors are too small.
/// </remarks>
public static class DifferenceInDifferences
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "difference_in_differences";

    /// <summary>The estimate.</summary>
    /// <returns>Undefined where a group lacks observations before or after, with fewer than two units or five observations, and without residuals.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static Estimable<DifferenceInDifferencesResult> Compare(IReadOnlyList<PanelRow> rows, Level level)
    {
        foreach (var row in rows)
        {
            Domain.Finite(row.Value);
        }

        double Mean(bool treated, bool post) => Moments.Of([.. rows.Where(r => r.IsTreated == treated && r.IsPost == post).Select(r => r.Value)]).Mean;
        foreach (var (treated, post) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            if (!rows.Any(r => r.IsTreated == treated && r.IsPost == post))
            {
                return new Undefined(Undefined.TooFewUnits, Invariant($"there is no observation of the {(treated ? "treated" : "control")} group {(post ? "after" : "before")} the change"));
            }
        }

        double[] outcome = [.. rows.Select(r => r.Value)];
        double[] ones = [.. rows.Select(_ => 1.0)], inTreated = [.. rows.Select(r => r.IsTreated ? 1.0 : 0)], inPost = [.. rows.Select(r => r.IsPost ? 1.0 : 0)];
        var fit = LeastSquares.Fit(outcome, ones, inTreated, inPost, inTreated.Zip(inPost, (t, p) => t * p).ToArray());
        if (!fit.IsDefined)
        {
            return fit.Reason;
        }

        var clustered = ClusterRobust.Of(fit.Value, [.. rows.Select(r => r.Unit)]);
        if (!clustered.IsDefined)
        {
            return clustered.Reason;
        }

        var test = clustered.Value.Test(3, ClusterCorrection.Cr1);
        var effect = clustered.Value.Effect(3, ClusterCorrection.Cr1, level);
        return test.IsDefined
            ? new DifferenceInDifferencesResult(
                effect.Value, test.Value with { Method = Method }, Mean(false, false), Mean(false, true), Mean(true, false), Mean(true, true), rows.Select(r => r.Unit).Distinct().Count())
            : test.Reason;
    }
}
