namespace KpiLab.Statistics;

/// <summary>What is computed beside the ladder of a link: shown always, decisive only where that was declared.</summary>
/// <param name="Horizon">Periods that the lead was found to be ahead.</param>
/// <param name="LeadTime">The backtest that many periods ahead.</param>
/// <param name="HacT">t of the strongest candidate with errors of Newey and West, in the tested sign.</param>
/// <param name="HacLags">Autocovariances in it.</param>
/// <param name="SeasonalSkill">1 − MSE with the lead / MSE of the same season a cycle ago (of the last value without a season), one period ahead, in the outcome's own units.</param>
/// <param name="BestSkill">The same against the better of that and the outcome's own past.</param>
/// <remarks>HAC: Newey and West (1987), lags ⌊4(n/100)^(2/9)⌋. In short samples its test rejects too often (n &lt; 100), which is why least squares decide by default.</remarks>
[TypeFormatterSource]
public sealed record LeadBeside(
    int Horizon, Estimable<LeadBacktest> LeadTime, Estimable<double> HacT, int HacLags, Estimable<double> SeasonalSkill, Estimable<double> BestSkill) : IShowable
{
    /// <summary>Computes it for a link that was examined.</summary>
    public static LeadBeside Of(
        IReadOnlyList<double> outcome,
        IReadOnlyList<double> lead,
        IReadOnlyList<IReadOnlyList<double>> controls,
        LeadWindow window,
        int season,
        int declaredSign,
        LeadEvidence evidence,
        LeadSettings? settings = null)
    {
        settings ??= new LeadSettings();
        double[][] z = [.. controls.Where(c => c.Distinct().Take(2).Count() == 2).Select(c => c.ToArray())];
        var pair = new LeadPair([.. outcome], [.. lead], z, window, season);
        var ahead = new LeadPair([.. outcome], [.. lead], z, new LeadWindow(Math.Max(window.First, evidence.Lag), window.Last), season);
        var (t, lags) = Hac(pair, evidence, settings);
        var past = LeadForecaster.Past(outcome, lead, controls, window, season, declaredSign, 1, settings.FewestForecasts, settings);
        var skills = past.Then<(double Seasonal, double Best)>(forecasts =>
        {
            double withLead = 0, own = 0, naive = 0;
            foreach (var f in forecasts)
            {
                withLead += Square(outcome[f.Row] - f.Lead);
                own += Square(outcome[f.Row] - f.Baseline);
                naive += Square(outcome[f.Row] - outcome[f.Row - Math.Min(season, f.Row)]);
            }

            return naive > 0 && own > 0
                ? (1 - (withLead / naive), 1 - (withLead / Math.Min(naive, own)))
                : new Undefined(Undefined.ZeroBaseline, "the benchmark is never wrong, so that there is nothing to improve on");
        });
        return new LeadBeside(evidence.Lag, LeadBacktest.Run(ahead, declaredSign, settings, evidence.Lag), t, lags, skills.Select(s => s.Seasonal), skills.Select(s => s.Best));
    }

    private static (Estimable<double> T, int Lags) Hac(LeadPair pair, LeadEvidence evidence, LeadSettings settings)
    {
        var design = pair.DesignAt(pair.Length, pair.Prepare(pair.Length), settings.Clip);
        var weights = new double[pair.Window.Count];
        foreach (var lag in evidence.Best.Lags)
        {
            weights[lag - pair.Window.First] = 1.0 / evidence.Best.Lags.Count;
        }

        double[] Rows(double[] column) => column[design.From..pair.Length];
        double[][] columns = [.. design.Columns(evidence.OwnLags)[..(design.BaseWithoutOwn + evidence.OwnLags)].Select(Rows), Rows(design.Candidate(weights))];
        var lags = (int)Math.Floor(4 * Math.Pow((pair.Length - design.From) / 100.0, 2.0 / 9));
        var t = Ols.Fit(Rows(design.Outcome), columns).Then<double>(fit =>
        {
            var last = columns.Length - 1;
            var variance = NeweyWest.Covariance(fit, lags)[last, last] * fit.Rows / (fit.Rows - fit.Columns);
            return variance > 0
                ? evidence.Sign * fit.Coefficients[last] / Math.Sqrt(variance)
                : new Undefined(Undefined.ZeroVariance, "the regression leaves no residuals, so that there is no error to judge by");
        });
        return (t, lags);
    }

    private static double Square(double value) => value * value;
}
