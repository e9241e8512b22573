namespace KpiLab.Statistics;

/// <summary>Whether one of two leads of an outcome can go: the encompassing test on series prepared as the examination of a link prepares them.</summary>
/// <remarks>Two leads that share a trend or a season are no twins for it: what the examination takes out is taken out of all three before they are compared.</remarks>
public static class LeadRedundancy
{
    /// <summary>Compares the leads over lags up to the window's last.</summary>
    /// <param name="outcome">n values without a gap.</param>
    /// <param name="first">n values.</param>
    /// <param name="second">n values.</param>
    /// <param name="window">The lags of both.</param>
    /// <param name="season">Periods of a cycle; 1 for none.</param>
    /// <param name="ownLags">Own lags of the outcome.</param>
    /// <param name="settings">For the clip.</param>
    /// <exception cref="ArgumentException">The series differ in length.</exception>
    public static Estimable<Encompassing> Compare(double[] outcome, double[] first, double[] second, LeadWindow window, int season, int ownLags, LeadSettings settings)
    {
        if (first.Length != outcome.Length || second.Length != outcome.Length)
        {
            throw new ArgumentException("the leads and their outcome must cover the same periods", nameof(first));
        }

        var n = outcome.Length;
        var preparation = new LeadPair(outcome, first, [second], window, season).Prepare(n);
        var columns = new SeasonColumns(season);
        var from = preparation.Series.Max(s => s.FirstRow);
        double[] Prepared(double[] values, int at) => preparation.Series[at].Apply(values, n, settings.Clip, columns, n)[from..];
        return Encompassing.Compare(Prepared(outcome, 0), Prepared(first, 1), Prepared(second, 2), Math.Max(1, ownLags), window.Last);
    }
}
