using KpiLab.Reporting;
using KpiLab.Statistics;
using static KpiLab.Simulation.PageFigures;

namespace KpiLab.Simulation;

/// <summary>Figures of series and links.</summary>
internal static class SeriesFigures
{
    public static Dictionary<string, Func<Figure>> All { get; } = new(StringComparer.Ordinal)
    {
        ["lagged-correlation"] = () =>
        {
            var (lead, outcome) = Linked(new SeededRandom(Seed), 160, 4, _ => 0.5);
            LagCorrelations raw = CrossCorrelation.Of(lead, outcome, 12).Value;
            var white = Prewhitening.Correlate(lead, outcome, 4, 12, 12).Value;
            return Plot(
                "Correlation by lag", "A lead four periods ahead of an outcome with a memory of its own: raw, and after pre-whitening.", "Lag, periods", new FigureAxis("Correlation", Signed: true),
                [new LineSeries("raw", [.. Enumerable.Range(-12, 25).Select(l => ((double)l, raw.At(l)))]), new LineSeries("pre-whitened", [.. Enumerable.Range(-12, 25).Select(l => ((double)l, white.CommonFilter.At(l)))])],
                new ReferenceLine(raw.Bound95, "95 % without a link", ReferenceKind.Limit), new ReferenceLine(0, "", ReferenceKind.Zero));
        },
        ["lead-regression"] = () =>
        {
            var (lead, outcome) = Linked(new SeededRandom(Seed), 120, 3, _ => 0.6, 0);
            var fit = LeadRegression.Fit(lead, outcome, 3).Value;
            return new ScatterPlot(
                "Outcome against the lead three periods before", Invariant($"120 periods; slope {fit.Coefficients[1]:0.00}, true 0.60."), new FigureAxis("Lead, three periods before"), new FigureAxis("Outcome"),
                [.. Enumerable.Range(3, 117).Select(t => new ScatterPoint("", lead[t - 3], outcome[t]))], (fit.Coefficients[0], fit.Coefficients[1]));
        },
        ["granger"] = () => Plot(
            "Power of the Granger test at 5 %", "104 periods, two lags, by the strength of the lead.", "Coefficient of the lead", Share,
            [Rate("F test", Range(0, 0.6, 7), 400, (r, b) => Linked(r, 104, 1, _ => b) is var s && GrangerTest.F(s.Lead, s.Outcome, 2).Match(t => t.PValue <= 0.05, _ => false))], Promise(0.05, "alpha")),
        ["links"] = () => Plot(
            "Correlation against prediction", "Share of pairs of independent random walks, and of independent white series, that a correlation at 5 % calls linked; and that the Granger test of differences does.", "Periods", Share,
            [
                Rate("walks, correlation", [52, 104, 156, 208], 400, (r, n) => Walks(r, (int)n, differences: false)), Rate("walks, differenced and own past", [52, 104, 156, 208], 400, (r, n) => Walks(r, (int)n, differences: true)),
            ],
            Promise(0.05, "promised")),
        ["backtest"] = () =>
        {
            var (lead, outcome) = Linked(new SeededRandom(Seed), 200, 2, t => t < 120 ? 0.6 : 0);
            var test = RollingOrigin.Run(lead, outcome, new BacktestPlan(2, 2)).Value;
            double sum = 0;
            return Plot(
                "What the lead saved", "Sum of squared errors without the lead less that with it; the link dies at period 120.", "Period", new FigureAxis("Squared error saved so far", Signed: true),
                [new LineSeries("saved", [.. test.Targets.Select((t, i) => ((double)t, sum += Math.Pow(test.Actual[i] - test.Benchmark[i], 2) - Math.Pow(test.Actual[i] - test.WithLead[i], 2)))])],
                new ReferenceLine(0, "no help", ReferenceKind.Zero));
        },
        ["own-path"] = () =>
        {
            var random = new SeededRandom(Seed);
            var values = new double[96];
            for (var t = 0; t < values.Length; t++)
            {
                values[t] = 50 + (0.1 * t) + (t > 0 ? 0.6 * (values[t - 1] - 50 - (0.1 * (t - 1))) : 0) + random.NextNormal();
            }

            OwnForecast[] ahead = [.. Enumerable.Range(1, 12).Select(h => OwnPath.Ahead(values, 1, h, new SeededRandom(Seed)).Value)];
            return Plot(
                "A year ahead by its own past", "96 months with a trend and a memory of .6; the middle of the simulated paths, and their 80 % interval.", "Month", new FigureAxis("KPI"),
                [
                    new LineSeries("past", [.. Enumerable.Range(60, 36).Select(t => ((double)t, values[t]))]), new LineSeries("middle", [.. ahead.Select(f => (95.0 + f.Horizon, f.Median))]),
                    new LineSeries("80 %, upper", [.. ahead.Select(f => (95.0 + f.Horizon, f.Upper80))]), new LineSeries("80 %, lower", [.. ahead.Select(f => (95.0 + f.Horizon, f.Lower80))]),
                ]);
        },
        ["breaks"] = () =>
        {
            var (lead, outcome) = Linked(new SeededRandom(Seed), 160, 1, t => t < 100 ? 0.7 : 0, 0);
            var scan = BreakTest.Scan(StabilityDesign.Of(outcome[1..], lead[..^1]).Value).Value;
            return Plot(
                "Chow's statistic at every date", Invariant($"The link dies at period 100; found after {scan.BreakAfter}, sup-F p = {scan.SupremumPValue:0.0000}."), "Last period of the earlier regime", new FigureAxis("F"),
                [new LineSeries("F", [.. scan.Statistics.Select((f, i) => ((double)(scan.First + i), f))])]);
        },
        ["time-varying-coefficient"] = () =>
        {
            var (lead, outcome) = Linked(new SeededRandom(Seed), 200, 1, t => 0.8 * (1 - (t / 200.0)));
            var path = TimeVaryingCoefficient.Rolling(lead, outcome, 1, 52).Value;
            return Plot(
                "A link that wears off", "Coefficient of the lead in windows of 52 periods, with two standard errors; true strength falls from 0.8 to 0.", "Last period of the window", new FigureAxis("Coefficient", Signed: true),
                [
                    new LineSeries("estimate", [.. path.Select(p => ((double)p.Period, p.Value))]), new LineSeries("lower", [.. path.Select(p => ((double)p.Period, p.Value - (2 * p.StandardError)))]),
                    new LineSeries("upper", [.. path.Select(p => ((double)p.Period, p.Value + (2 * p.StandardError)))]),
                ],
                new ReferenceLine(0, "no link", ReferenceKind.Zero));
        },
        ["seasonality"] = () =>
        {
            var random = new SeededRandom(Seed);
            double[] values = [.. Enumerable.Range(0, 96).Select(t => 20 + (0.05 * t) + (3 * Math.Sin(2 * Math.PI * t / 12)) + (0.6 * random.NextNormal()))];
            var parts = SeasonalTrendLoess.Decompose(values, 12).Value;
            return Plot(
                "Series, trend and season", Invariant($"Monthly values; strength of the season {parts.SeasonalStrength:0.00}, of the trend {parts.TrendStrength:0.00}."), "Month", new FigureAxis("Value"),
                [new LineSeries("series", [.. values.Select((v, t) => ((double)t, v))]), new LineSeries("trend", [.. parts.Trend.Select((v, t) => ((double)t, v))]), new LineSeries("season", [.. parts.Seasonal.Select((v, t) => ((double)t, v))])]);
        },
        ["stationarity"] = () => Plot(
            "How often a unit root is rejected at 5 %", "Dickey and Fuller's test with two lags and a constant, by the memory of the series.", "Coefficient of the period before", Share,
            [.. new[] { 60, 120, 240 }.Select(n => Rate($"{n} periods", [0.7, 0.8, 0.9, 0.95, 1], 300, (r, a) => AugmentedDickeyFuller.Test(Autoregressive(r, n, a), 2).Match(t => t.PValue <= 0.05, _ => false)))], Promise(0.05, "alpha")),
        ["lasso"] = () =>
        {
            var random = new SeededRandom(Seed);
            double[][] columns = [.. Enumerable.Range(0, 6).Select(_ => Simulation.Draw(150, random.NextNormal))];
            double[] y = [.. Enumerable.Range(0, 150).Select(t => columns[0][t] - (0.5 * columns[1][t]) + random.NextNormal())];
            var largest = Lasso.LargestPenalty(y, columns).Value;
            return Plot(
                "Coefficients by penalty", "Six candidates, of which the first two matter (1 and −0.5).", "Penalty over the largest", new FigureAxis("Coefficient", Signed: true),
                [.. columns.Select((_, j) => Line($"candidate {j + 1}", Range(0.01, 1, 50), p => Lasso.Fit(y, columns, p * largest).Value.Coefficients[j]))], new ReferenceLine(0, "", ReferenceKind.Zero));
        },
    };

    private static double[] Autoregressive(SeededRandom random, int n, double memory)
    {
        var values = new double[n];
        for (var t = 1; t < n; t++)
        {
            values[t] = (memory * values[t - 1]) + random.NextNormal();
        }

        return values;
    }

    private static bool Walks(SeededRandom random, int n, bool differences)
    {
        double[] a = Autoregressive(random, n, 1), b = Autoregressive(random, n, 1);
        return differences
            ? GrangerTest.F([.. a.Skip(1).Zip(a, (x, y) => x - y)], [.. b.Skip(1).Zip(b, (x, y) => x - y)], 2).Match(t => t.PValue <= 0.05, _ => false)
            : LaggedCorrelation.Of(a, b, 1).Match(c => c.Pearson.Test.PValue <= 0.05, _ => false);
    }
}
