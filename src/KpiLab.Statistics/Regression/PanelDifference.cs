namespace KpiLab.Statistics;

/// <summary>One unit (or larger cluster) of a panel: the sum and number of its observations in each group before and after the change.</summary>
/// <param name="ControlBefore">Control group, before.</param>
/// <param name="ControlAfter">Control group, after.</param>
/// <param name="TreatedBefore">Treated group, before.</param>
/// <param name="TreatedAfter">Treated group, after.</param>
public readonly record struct PanelCluster(PanelSum ControlBefore, PanelSum ControlAfter, PanelSum TreatedBefore, PanelSum TreatedAfter);

/// <summary>Observations added up.</summary>
/// <param name="Total">Their sum.</param>
/// <param name="Count">Their number.</param>
public readonly record struct PanelSum(double Total, double Count);

/// <summary>Difference in differences from one sum and count a unit, group and period: what a scan can gather for any number of observations.</summary>
/// <remarks>
/// The estimate and CR1 error of <see cref="DifferenceInDifferences"/>: in the saturated regression a cluster moves the effect by ψ = Σ ± (S − m n)/N over the four cells; squared error Σψ² G/(G − 1) (N − 1)/(N − 4), t with G − 1 degrees of freedom.
/// The baseline of lifts is what the treated group would have been without treatment if both had changed alike: treated before + control after − control before.
/// </remarks>
public static class PanelDifference
{
    /// <summary>The contrast, to be asked at any level; its counts are observations.</summary>
    /// <returns>Undefined where a group has no observations before or after, below two clusters or five observations, and where no cluster differs from its cells' means.</returns>
    public static Estimable<Contrast> Contrast(IReadOnlyList<PanelCluster> clusters)
    {
        Func<PanelCluster, PanelSum>[] cells = [c => c.ControlBefore, c => c.ControlAfter, c => c.TreatedBefore, c => c.TreatedAfter];
        string[] names = ["control group before", "control group after", "treated group before", "treated group after"];
        double[] counts = [.. cells.Select(cell => clusters.Sum(c => cell(c).Count))];
        var empty = Array.FindIndex(counts, c => !(c > 0));
        if (empty >= 0)
        {
            return new Undefined(Undefined.TooFewUnits, $"there is no observation of the {names[empty]} the change");
        }

        double n = counts.Sum(), g = clusters.Count;
        if (g < 2 || n < 5)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"a difference in differences needs at least 2 units and 5 observations; there are {g} and {n}"));
        }

        double[] means = [.. cells.Select((cell, i) => clusters.Sum(c => cell(c).Total) / counts[i])];
        double[] signs = [1, -1, -1, 1], levels = [-1, 1, 1, 0];
        double difference = 0, baseline = 0, both = 0;
        foreach (var cluster in clusters)
        {
            double move = 0, level = 0;
            for (var i = 0; i < 4; i++)
            {
                var cell = cells[i](cluster);
                var share = (cell.Total - (means[i] * cell.Count)) / counts[i];
                move += signs[i] * share;
                level += levels[i] * share;
            }

            difference += move * move;
            baseline += level * level;
            both += move * level;
        }

        // The whole error of the difference is written on the control's side; the baseline keeps its own error and the covariance.
        double factor = g / (g - 1) * ((n - 1) / (n - 4)), units = counts[0] + counts[1], expected = means[2] + means[1] - means[0];
        return KpiLab.Statistics.Contrast.WithReference(
            DifferenceInDifferences.Method,
            new Arm((long)units, expected, difference * factor * units),
            new Arm((long)(counts[2] + counts[3]), means[3], 0),
            g - 1,
            new Baseline(expected, baseline * factor * units, -both * factor * units));
    }
}
