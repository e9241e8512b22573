using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>What must not change, or must change in step, in estimators of series; each over a thousand series and units of measurement.</summary>
public class SeriesInvariances
{
    private static Gen<Case> Cases => from seed in Gen.Choose(1, 1_000_000)
                                      from periods in Gen.Choose(24, 48)
                                      from x in SeriesExamples.Units
                                      from y in SeriesExamples.Units
                                      select new Case(seed, periods, x, y);

    [Fact]
    public void Break_dates_and_statistics_do_not_depend_on_units_and_turning_time_round_mirrors_them() => Properties.Hold(Cases, c =>
    {
        var (lead, outcome) = c.Pair();
        int n = outcome.Length;
        var design = StabilityDesign.Of(outcome, lead).Value;
        var scaled = StabilityDesign.Of(outcome.In(c.Y), lead.In(c.X)).Value;
        var turned = StabilityDesign.Of([.. outcome.Reverse()], [.. lead.Reverse()]).Value;
        BreakScan here = BreakTest.Scan(design, 0.2).Value, there = BreakTest.Scan(scaled, 0.2).Value, back = BreakTest.Scan(turned, 0.2).Value;
        Near(here.Statistics, there.Statistics);
        Assert.Equal(here.BreakAfter, there.BreakAfter);
        Near(here.Statistics, [.. back.Statistics.Reverse()]);
        Near(here.Mean, back.Mean);
        Near(here.Exponential, back.Exponential);
        Assert.True(here.Statistics.All(s => s <= here.Supremum) && here.Mean <= here.Supremum && here.Exponential <= here.Supremum / 2);

        // Chow's F at the date is the scan's statistic there, a k-th of it.
        Near(here.Supremum / 2, BreakTest.Chow(design, here.BreakAfter).Value.Statistic);
    });

    [Fact]
    public void Segmentations_are_the_best_of_all_and_mirror_with_time() => Properties.Hold(Cases, c =>
    {
        var (lead, outcome) = c.Pair();
        var design = StabilityDesign.Of(outcome, lead).Value;
        Segmentations found = BaiPerron.Segment(design, 0.2, 3).Value, scaled = BaiPerron.Segment(StabilityDesign.Of(outcome.In(c.Y), lead.In(c.X)).Value, 0.2, 3).Value;
        Assert.Equal(found.BreaksAfter, scaled.BreaksAfter);
        Assert.Equal(found.Best, scaled.Best);
        Near(found.ResidualSumsOfSquares, [.. scaled.ResidualSumsOfSquares.Select(r => r / c.Y.Scale / c.Y.Scale)]);

        // One break more leaves no more, wherever a regime is long enough to be split.
        for (var m = 1; m < found.ResidualSumsOfSquares.Count; m++)
        {
            int[] dates = [0, .. m > 1 ? found.BreaksAfter[m - 2] : [], outcome.Length];
            var canSplit = dates.Zip(dates.Skip(1), (from, to) => to - from).Max() >= 2 * found.SegmentRows;
            Assert.True(!canSplit || found.ResidualSumsOfSquares[m] <= found.ResidualSumsOfSquares[m - 1] * (1 + 1e-9));
        }

        var back = BaiPerron.Segment(StabilityDesign.Of([.. outcome.Reverse()], [.. lead.Reverse()]).Value, 0.2, 3).Value;
        Near(found.ResidualSumsOfSquares, back.ResidualSumsOfSquares);

        // One break: no other date leaves less.
        int n = outcome.Length, h = found.SegmentRows;
        var least = Enumerable.Range(h, n - (2 * h) + 1).Min(at => Rss(outcome, lead, 0, at) + Rss(outcome, lead, at, n));
        Near(least, found.ResidualSumsOfSquares[1]);
    });

    [Fact]
    public void Fluctuations_do_not_depend_on_units_and_those_of_least_squares_not_on_the_direction_of_time() => Properties.Hold(Cases, c =>
    {
        var (lead, outcome) = c.Pair();
        var design = StabilityDesign.Of(outcome, lead).Value;
        var scaled = StabilityDesign.Of(outcome.In(c.Y), lead.In(c.X)).Value;
        var back = StabilityDesign.Of([.. outcome.Reverse()], [.. lead.Reverse()]).Value;
        Near(FluctuationTest.OlsCusum(design).Value.Statistic, FluctuationTest.OlsCusum(scaled).Value.Statistic);
        Near(FluctuationTest.OlsCusum(design).Value.Statistic, FluctuationTest.OlsCusum(back).Value.Statistic);
        Near(FluctuationTest.OlsMosum(design).Value.Statistic, FluctuationTest.OlsMosum(scaled).Value.Statistic);
        Near(FluctuationTest.OlsMosum(design).Value.Statistic, FluctuationTest.OlsMosum(back).Value.Statistic);
        Near(FluctuationTest.RecursiveCusum(design).Value.Statistic, FluctuationTest.RecursiveCusum(scaled).Value.Statistic, 1e-5);
        Assert.All([FluctuationTest.OlsCusum(design), FluctuationTest.OlsMosum(design), FluctuationTest.RecursiveCusum(design)], t => Assert.InRange(t.Value.PValue, 0, 1));
    });

    [Fact]
    public void The_lasso_meets_its_own_conditions_and_its_ends_are_least_squares_and_nothing() => Properties.Hold(
        from c in Cases from share in Gen.Choose(1, 99) select (c, share: share / 100.0),
        t =>
        {
            var (lead, outcome) = t.c.Pair();
            double[] other = SeriesExamples.Autoregression(new SeededRandom(t.c.Seed + 5), lead.Length, 0.3);
            double[][] columns = [lead, other];
            var largest = Lasso.LargestPenalty(outcome, columns).Value;
            Assert.Empty(Lasso.Fit(outcome, columns, largest * 1.000001).Value.Selected);
            Assert.NotEmpty(Lasso.Fit(outcome, columns, largest * 0.999).Value.Selected);
            Near(Ols.Fit(outcome, Ones(lead.Length), lead, other).Value.Coefficients.Skip(1), Lasso.Fit(outcome, columns, 0).Value.Coefficients, 1e-6);

            // Karush, Kuhn and Tucker: the correlation with the residuals is the penalty for what is selected, and at most that for what is not.
            var penalty = t.share * largest;
            var fit = Lasso.Fit(outcome, columns, penalty).Value;
            double[] e = [.. outcome.Select((y, i) => y - fit.Intercept - (fit.Coefficients[0] * lead[i]) - (fit.Coefficients[1] * other[i]))];
            Assert.Equal(0, e.Average(), 1e-8);
            for (var j = 0; j < 2; j++)
            {
                var m = columns[j].Average();
                var gradient = columns[j].Zip(e, (v, r) => (v - m) * r).Sum() / e.Length / Math.Sqrt(columns[j].Average(v => (v - m) * (v - m)));
                Assert.InRange(Math.Abs(gradient), fit.Standardised[j] == 0 ? 0 : penalty * (1 - 1e-6), penalty * (1 + 1e-6));
                Assert.True(fit.Standardised[j] == 0 || Math.Sign(gradient) == Math.Sign(fit.Standardised[j]));
            }

            // Units of a column change its coefficient alone; those of the outcome scale the penalty.
            var scaled = Lasso.Fit(outcome.In(t.c.Y), [lead.In(t.c.X), other], penalty * t.c.Y.Scale).Value;
            Near(fit.Coefficients[0] * t.c.Y.Scale, scaled.Coefficients[0] * t.c.X.Scale, 1e-5, t.c.Y.Scale);
            Near(fit.Coefficients[1] * t.c.Y.Scale, scaled.Coefficients[1], 1e-5, t.c.Y.Scale);
        });

    [Fact]
    public void Rolling_validation_selects_the_same_in_any_units() => Properties.Hold(
        from c in Cases where c.Seed % 10 == 0 select c,
        c =>
        {
            var (lead, outcome) = c.Pair();
            double[] other = SeriesExamples.Autoregression(new SeededRandom(c.Seed + 5), lead.Length, 0.3);
            LassoFit here = Lasso.RollingValidation(outcome, [lead, other], lead.Length - 4, 5).Value, there = Lasso.RollingValidation(outcome.In(c.Y), [lead.In(c.X), other], lead.Length - 4, 5).Value;
            Near(here.Penalty * c.Y.Scale, there.Penalty, 1e-6);
            Assert.Equal(here.Selected, there.Selected);
        });

    [Fact]
    public void Newey_and_West_agree_with_their_sum_and_are_White_at_lag_zero_and_never_negative() => Properties.Hold(
        from c in Cases from lag in Gen.Choose(0, 8) select (c, lag),
        t =>
        {
            var (lead, outcome) = t.c.Pair();
            var fit = Ols.Fit(outcome, Ones(lead.Length), lead).Value;
            var v = NeweyWest.Covariance(fit, t.lag);

            // (X'X)⁻¹ Σ_s Σ_t w(|s − t|) u_s u_t' (X'X)⁻¹ written out for two columns.
            int n = lead.Length;
            double sx = lead.Sum(), sxx = lead.Sum(x => x * x), det = (n * sxx) - (sx * sx);
            double[] e = [.. fit.Residuals];
            double[] slope = [.. lead.Select((x, i) => ((n * x) - sx) * e[i] / det)]; // row of (X'X)⁻¹ u that belongs to the slope
            var sum = 0.0;
            for (var i = 0; i < n; i++)
            {
                for (var j = Math.Max(0, i - t.lag); j <= Math.Min(n - 1, i + t.lag); j++)
                {
                    sum += (1 - (Math.Abs(i - j) / (t.lag + 1.0))) * slope[i] * slope[j];
                }
            }

            Near(sum, v[1, 1], 1e-6);
            Assert.True(v[0, 0] >= -1e-12 && v[1, 1] >= -1e-12 && (v[0, 1] * v[0, 1]) <= (v[0, 0] * v[1, 1] * (1 + 1e-6)) + 1e-20);
            Near(NeweyWest.Covariance(fit, 0)[1, 1], fit.Covariance(CovarianceEstimator.Hc0)[1, 1]);
            var scaled = NeweyWest.Covariance(Ols.Fit(outcome.In(t.c.Y), Ones(n), lead.In(t.c.X)).Value, t.lag);
            Near(v[1, 1] * Math.Pow(t.c.Y.Scale / t.c.X.Scale, 2), scaled[1, 1], 1e-4);
        });

    [Fact]
    public void Decompositions_add_up_and_follow_units_and_take_a_season_that_is_added_for_a_season() => Properties.Hold(
        from c in Cases from period in Gen.Choose(2, 8) from wave in Gen.ArrayOf(Gen.Choose(-50, 50), 8) select (c, period, wave),
        t =>
        {
            var (_, y) = t.c.Pair();
            var (n, p) = (y.Length, t.period);
            double[] cut = Array.ConvertAll(t.wave[..p], w => (double)w), season = [.. cut.Select(w => w - cut.Average())];
            double[] raised = [.. y.Select((v, i) => v + season[i % p])];
            Decomposition plain = SeasonalTrendLoess.Decompose(y, p).Value, more = SeasonalTrendLoess.Decompose(raised, p).Value, scaled = SeasonalTrendLoess.Decompose(y.In(t.c.Y), p).Value;
            ClassicalDecomposition classic = ClassicalSeasonality.Decompose(y, p).Value, classicMore = ClassicalSeasonality.Decompose(raised, p).Value, classicScaled = ClassicalSeasonality.Decompose(y.In(t.c.Y), p).Value;
            for (var i = 0; i < n; i++)
            {
                Near(y[i], plain.Seasonal[i] + plain.Trend[i] + plain.Remainder[i], 1e-9, 10);
                Near(plain.Remainder[i] * t.c.Y.Scale, scaled.Remainder[i], 1e-6, Math.Abs(t.c.Y.Shift) + t.c.Y.Scale);
                Assert.Equal(plain.Seasonal[i % p], plain.Seasonal[i]);
            }

            for (var i = 0; i < classic.Trend.Count; i++)
            {
                var at = i + classic.Lost;
                Near(y[at], classic.Figure[at % p] + classic.Trend[i] + classic.Remainder[i], 1e-9, 10);
                Near(classic.Trend[i], classicMore.Trend[i], 1e-9, 100);
                Near(classic.Remainder[i], classicMore.Remainder[i], 1e-9, 100);
                Near(classic.Remainder[i] * t.c.Y.Scale, classicScaled.Remainder[i], 1e-6, Math.Abs(t.c.Y.Shift) + t.c.Y.Scale);
            }

            Assert.Equal(0, classic.Figure.Average(), 1e-9);
            Near(season.Select((s, i) => s + classic.Figure[i]), classicMore.Figure, 1e-9, 100);
            Assert.InRange(plain.SeasonalStrength, 0, 1);
            Assert.InRange(more.TrendStrength, 0, 1);

            // Residuals on position dummies and a line know neither a season nor a line that is added.
            Near(ClassicalSeasonality.DummyTrendResiduals(y, p).Value, ClassicalSeasonality.DummyTrendResiduals([.. raised.Select((v, i) => v + (3 * i) - 7)], p).Value, 1e-7, 100);
            Near(ClassicalSeasonality.NaiveError(y, p).Value, ClassicalSeasonality.NaiveError(raised, p).Value, 1e-9, 100);
        });

    [Fact]
    public void Coefficients_over_time_follow_units_and_one_window_is_one_regression() => Properties.Hold(
        from c in Cases where c.Seed % 3 == 0 select c,
        c =>
        {
            var (lead, outcome) = c.Pair();
            var ratio = c.Y.Scale / c.X.Scale;
            IReadOnlyList<CoefficientAt> rolling = TimeVaryingCoefficient.Rolling(lead, outcome, 1, 14).Value, scaled = TimeVaryingCoefficient.Rolling(lead.In(c.X), outcome.In(c.Y), 1, 14).Value;
            Near(rolling.Select(r => r.Value * ratio), scaled.Select(r => r.Value), 1e-5, ratio);
            Near(rolling.Select(r => r.StandardError * ratio), scaled.Select(r => r.StandardError), 1e-5, ratio);

            // Frisch, Waugh and Lovell: a window of all periods has the slope of the regression on lead and own lag together.
            int n = outcome.Length;
            var whole = Assert.Single(TimeVaryingCoefficient.Rolling(lead, outcome, 1, n - 1).Value);
            Near(Ols.Fit(outcome[1..], Ones(n - 1), outcome[..^1], lead[..^1]).Value.Coefficients[2], whole.Value, 1e-7, 1);
            Assert.Equal(n, whole.Period);

            CoefficientPath path = TimeVaryingCoefficient.LocalLevel(lead, outcome, 1).Value, turned = TimeVaryingCoefficient.LocalLevel(lead.In((-c.X.Scale, c.X.Shift)), outcome.In(c.Y), 1).Value;
            Assert.True(path.SignalToNoise >= 0 && path.ErrorVariance > 0 && path.Path.All(p => p.StandardError > 0));
            if (path.SignalToNoise == 0)
            {
                // Without movement: one coefficient, that of least squares through the cleaned series, and its error with the divisor n − 1.
                Assert.All(path.Path, p => Near(whole.Value, p.Value, 1e-4, 1));
                Assert.All(turned.Path, p => Near(-whole.Value * ratio, p.Value, 1e-4, ratio));
            }
        });

    private static double Rss(double[] y, double[] x, int from, int to)
    {
        double n = to - from, mx = x[from..to].Average(), my = y[from..to].Average(), sxx = 0, sxy = 0, syy = 0;
        for (var t = from; t < to; t++)
        {
            (sxx, sxy, syy) = (sxx + ((x[t] - mx) * (x[t] - mx)), sxy + ((x[t] - mx) * (y[t] - my)), syy + ((y[t] - my) * (y[t] - my)));
        }

        return syy - (sxy * sxy / sxx);
    }

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    private static void Near(double expected, double actual, double relative = 1e-6, double scale = 1e-6) => Properties.Close(expected, actual, relative, scale);

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual, double relative = 1e-6, double scale = 1)
    {
        Assert.Equal(expected.Count(), actual.Count());
        Assert.All(expected.Zip(actual), p => Near(p.First, p.Second, relative, scale));
    }

    private sealed record Case(int Seed, int Periods, (double Scale, double Shift) X, (double Scale, double Shift) Y)
    {
        public (double[] Lead, double[] Outcome) Pair()
        {
            var random = new SeededRandom(Seed);
            double[] lead = SeriesExamples.Autoregression(random, Periods, 0.5), noise = SeriesExamples.Autoregression(random, Periods, 0.2);
            return (lead, [.. noise.Select((e, t) => e + (t > 0 ? 0.6 * lead[t - 1] : 0) + (t > Periods / 2 ? 0.8 * lead[t] : 0))]);
        }
    }
}
