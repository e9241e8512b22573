namespace KpiLab.Statistics;

/// <summary>The way back from a prepared series to its own units.</summary>
/// <param name="Level">What was taken out at a row: mean, season, line or step.</param>
/// <param name="Mean">Mean of the rest, once clipped.</param>
/// <param name="Sd">Its sd: one unit of the prepared series.</param>
/// <param name="IsDifferenced">True when the prepared series is of changes.</param>
internal sealed record PreparedScale(Func<int, double> Level, double Mean, double Sd, bool IsDifferenced)
{
    /// <summary>A value of the prepared series in its own units.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="prepared">The value.</param>
    /// <param name="before">The row before it, in its own units; only read where changes were taken.</param>
    public double Raw(int row, double prepared, double before) => Above(Level(row), prepared, before);

    /// <summary>The same where it is known what was taken out at the row.</summary>
    public double Above(double level, double prepared, double before) => (prepared * Sd) + Mean + level + (IsDifferenced ? before : 0);
}
