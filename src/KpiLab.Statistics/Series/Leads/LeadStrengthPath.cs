namespace KpiLab.Statistics;

/// <summary>The strength of a lead over time, on the series as its examination prepares them: to look at, not to test.</summary>
public static class LeadStrengthPath
{
    /// <summary>The coefficient at the lag that was found, moving as a random walk (see <see cref="TimeVaryingCoefficient"/>); rows are those of the series, 1-based.</summary>
    /// <returns>Outcome sd per lead sd, both of what is left once season and trend are taken out.</returns>
    public static Estimable<CoefficientPath> Of(
        IReadOnlyList<double> outcome, IReadOnlyList<double> lead, LeadWindow window, int season, LeadEvidence evidence, LeadSettings? settings = null)
    {
        var pair = new LeadPair([.. outcome], [.. lead], [], window, season);
        var preparation = pair.Prepare(pair.Length);
        var columns = new SeasonColumns(season);
        var clip = (settings ?? new LeadSettings()).Clip;
        double[] Prepared(int which, IReadOnlyList<double> values) => preparation.Series[which].Apply([.. values], values.Count, clip, columns)[preparation.Series[which].FirstRow..];
        var skipped = preparation.Series[0].FirstRow;
        return TimeVaryingCoefficient.LocalLevel(Prepared(1, lead), Prepared(0, outcome), evidence.Lag, Math.Max(1, evidence.OwnLags))
            .Select(p => p with { Path = [.. p.Path.Select(c => c with { Period = c.Period + skipped })] });
    }
}
