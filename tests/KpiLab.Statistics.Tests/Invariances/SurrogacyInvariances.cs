using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>What must not change, or must change in step, in estimators of surrogacy and drift.</summary>
public class SurrogacyInvariances
{
    private static readonly Level Ninety5 = Level.Of(0.95);

    private static Gen<(int Seed, double A, double B)> Cases => from seed in Gen.Choose(1, 1_000_000)
                                                               from a in Properties.Signed(Properties.Magnitude(-2, 2))
                                                               from b in Properties.Signed(Properties.Magnitude(-2, 2))
                                                               select (seed, a, b);

    [Fact]
    public void Effect_covariances_follow_units_and_forget_which_arm_was_the_treatment() => Properties.Hold(Cases, c =>
    {
        var r = new SeededRandom(c.Seed);
        double[][] effects = [.. Enumerable.Range(0, 12).Select(_ => r.NextNormal() is var s ? new[] { s, (0.7 * s) + (0.3 * r.NextNormal()) } : [])];
        double[] units = [.. effects.Select(_ => 200.0 + r.NextInt(800))];
        double[,] unit = { { 4, 1 }, { 1, 9 } }, scaled = { { 4 * c.A * c.A, c.A * c.B }, { c.A * c.B, 9 * c.B * c.B } };
        EffectCovarianceResult here = EffectCovariance.Estimate(effects, units, unit, 500, Ninety5).Value;
        var there = EffectCovariance.Estimate([.. effects.Select(d => new[] { c.A * d[0], c.B * d[1] })], units, scaled, 500, Ninety5).Value;
        var turned = EffectCovariance.Estimate([.. effects.Select((d, i) => i % 2 == 0 ? d : [-d[0], -d[1]]).Reverse()], [.. units.Reverse()], unit, 500, Ninety5).Value;
        var slope = c.B / c.A;
        Near(slope * here.SingleSlopes[0].Value, there.SingleSlopes[0].Value);
        Near(here.SingleSlopes[0].Value, turned.SingleSlopes[0].Value);
        Near(here.Debiased[0, 1] * c.A * c.B, there.Debiased[0, 1]);
        Near(here.Quality.Value, there.Quality.Value * 1);
        Near(here.SingleSlopes[0].Value, here.DebiasedSlopes.Value[0]);
        ConfidenceSet set = here.SingleSlopeSets[0], other = there.SingleSlopeSets[0];
        Assert.Equal(set.Shape, other.Shape);
        if (set.Shape == ConfidenceShape.Bounded)
        {
            Near(slope > 0 ? slope * set.Lower : slope * set.Upper, other.Lower);
        }

        // Λ + noise = naive; without noise the slopes are the naive ones.
        Near(here.Naive[0, 1], here.Debiased[0, 1] + here.Noise[0, 1]);
        var exact = EffectCovariance.Estimate(effects, units, new double[2, 2], 500, Ninety5).Value;
        Near(exact.NaiveSingleSlopes[0].Value, exact.SingleSlopes[0].Value);
        Near(here.NaiveSingleSlopes[0].Value, effects.Sum(d => d[0] * d[1]) / effects.Sum(d => d[0] * d[0]));
    });

    [Fact]
    public void Pooled_effects_lie_among_their_estimates_and_follow_scale_shift_and_order() => Properties.Hold(
        from c in Cases
        from count in Gen.Choose(2, 9)
        from estimates in Gen.ArrayOf(Gen.Choose(-500, 500), count)
        from variances in Gen.ArrayOf(Properties.Magnitude(-2, 1), count)
        from pooling in Gen.Elements(Pooling.Fixed, Pooling.DerSimonianLaird, Pooling.Reml)
        select (c, estimates: Array.ConvertAll(estimates, e => e / 100.0), variances, pooling),
        t =>
        {
            var r = MetaAnalysis.Pool(t.estimates, t.variances, t.pooling).Value;
            Assert.InRange(r.Estimate, t.estimates.Min() - 1e-9, t.estimates.Max() + 1e-9);
            Assert.InRange(r.I2, 0, 100);
            Assert.True(r.Tau2 >= 0 && r.StandardError >= Math.Sqrt(1 / t.variances.Sum(v => 1 / v)) * (1 - 1e-12));
            Assert.True(r.Prediction.Lower <= r.Interval.Lower + 1e-12 && r.Prediction.Upper >= r.Interval.Upper - 1e-12);
            Assert.Equal(r.Interval.Lower > 0 || r.Interval.Upper < 0, r.PValue < 0.05);
            var moved = MetaAnalysis.Pool([.. t.estimates.Select(e => (t.c.A * e) + t.c.B).Reverse()], [.. t.variances.Select(v => t.c.A * t.c.A * v).Reverse()], t.pooling).Value;
            Properties.Close((t.c.A * r.Estimate) + t.c.B, moved.Estimate, 1e-5, Math.Abs(t.c.A) + Math.Abs(t.c.B));
            Properties.Close(r.Tau2 * t.c.A * t.c.A, moved.Tau2, 1e-5, t.c.A * t.c.A);
            Properties.Close(r.Q.Statistic, moved.Q.Statistic, 1e-6, 1);
        });

    [Fact]
    public void Trial_level_surrogacy_follows_units_and_its_threshold_and_is_one_regression() => Properties.Hold(Cases, c =>
    {
        var r = new SeededRandom(c.Seed);
        double[] s = [.. Enumerable.Range(0, 9).Select(_ => r.NextNormal())], t = [.. s.Select(v => 0.2 + (0.9 * v) + (0.4 * r.NextNormal()))], w = [.. s.Select(_ => 1 + r.NextDouble())];
        double scale = Math.Abs(c.A);
        TrialLevelResult here = TrialLevelSurrogacy.Regress(s, t, w).Value, there = TrialLevelSurrogacy.Regress([.. s.Select(v => scale * v)], [.. t.Select(v => c.B * v)], [.. w.Select(v => 7 * v)]).Value;
        Near(here.RSquared, there.RSquared);
        Near(here.Slope * c.B / scale, there.Slope);
        Near(here.Correlation * Math.Sign(c.B), there.Correlation);
        Near(Math.Abs(here.SlopeTest.Statistic), Math.Abs(there.SlopeTest.Statistic));
        Assert.InRange(here.RSquared, here.Interval.Lower, here.Interval.Upper);
        Assert.InRange(here.Correlation, here.CorrelationInterval.Lower, here.CorrelationInterval.Upper);
        Assert.Equal(here.ThresholdEffect.IsDefined, there.ThresholdEffect.IsDefined);
        if (here.ThresholdEffect.IsDefined)
        {
            Near(here.ThresholdEffect.Value * scale, there.ThresholdEffect.Value);
        }

        // Unweighted: the squared correlation.
        double ms = s.Average(), mt = t.Average(), st = s.Zip(t, (a, b) => (a - ms) * (b - mt)).Sum();
        Near(st * st / s.Sum(v => (v - ms) * (v - ms)) / t.Sum(v => (v - mt) * (v - mt)), TrialLevelSurrogacy.Regress(s, t).Value.RSquared);
    });

    [Fact]
    public void Surrogacy_over_units_of_trials_does_not_depend_on_units_of_measurement_labels_or_order() => Properties.Hold(Cases, c =>
    {
        var (s, t, z, trial) = Trials(c.Seed, 7, 8);
        var here = MetaAnalyticSurrogacy.Estimate(s, t, z, trial).Value;
        int[] order = Shuffled(c.Seed, s.Length);
        var there = MetaAnalyticSurrogacy.Estimate([.. order.Select(i => (c.A * s[i]) + 3)], [.. order.Select(i => (c.B * t[i]) - 2)], [.. order.Select(i => z[i])], [.. order.Select(i => 1000 - trial[i])]).Value;
        Near(here.FullWeighted.RSquared, there.FullWeighted.RSquared);
        Near(here.FullUnweighted.RSquared, there.FullUnweighted.RSquared);
        Near(here.FullWeighted.Individual, there.FullWeighted.Individual);
        foreach (var model in new[] { here.FullWeighted, here.FullUnweighted, here.ReducedWeighted, here.ReducedUnweighted })
        {
            Assert.InRange(model.RSquared, 0, 1);
            Assert.InRange(model.Individual, 0, 1 + 1e-12);
            Assert.InRange(model.RSquared, model.Interval.Lower, model.Interval.Upper);
        }

        // A trial's effect is the difference of its arms' means, for a treatment of 0 and 1.
        var first = here.Trials[0];
        double Arm(double arm) => Enumerable.Range(0, s.Length).Where(i => trial[i] == first.Trial && z[i] == arm).Average(i => s[i]);
        Near(Arm(1) - Arm(0), first.EffectS, 1e-9, 1);
    });

    [Fact]
    public void Prentice_criteria_do_not_depend_on_units_and_agree_with_the_two_sample_test() => Properties.Hold(Cases, c =>
    {
        var r = new SeededRandom(c.Seed);
        double[] z = [.. Enumerable.Range(0, 30).Select(i => (double)(i % 2))], s = [.. z.Select(v => v + r.NextNormal())], t = [.. s.Select((v, i) => v + (0.3 * z[i]) + r.NextNormal())];
        PrenticeResult here = PrenticeCriteria.Assess(s, t, z).Value, there = PrenticeCriteria.Assess([.. s.Select(v => (c.A * v) + 1)], [.. t.Select(v => (c.B * v) - 4)], [.. z.Select(v => 1 - v)]).Value;
        Near(here.ProportionExplained, there.ProportionExplained, 1e-6, 1);
        Near(here.RelativeEffect * c.B / c.A, there.RelativeEffect, 1e-6, Math.Abs(c.B / c.A));
        Near(here.AdjustedAssociation * Math.Sign(c.A * c.B), there.AdjustedAssociation, 1e-6, 1);
        Near(here.TreatmentGivenSurrogate.Test.PValue, there.TreatmentGivenSurrogate.Test.PValue, 1e-5, 1);
        Assert.Equal(here.Passed, there.Passed);
        Near(here.TreatmentOnOutcome.Estimate / here.TreatmentOnSurrogate.Estimate, here.RelativeEffect);

        // The first criterion is Student's t test of the surrogate.
        Arm Side(double arm) => Arm.Of(Moments.Of([.. s.Where((_, i) => z[i] == arm)]));
        Near(StudentTTest.Contrast(Side(0), Side(1)).Value.Test().PValue, here.TreatmentOnSurrogate.Test.PValue, 1e-7, 1e-3);
    });

    [Fact]
    public void A_surrogate_index_turns_with_its_arms_and_ignores_units_of_the_surrogate() => Properties.Hold(Cases, c =>
    {
        var r = new SeededRandom(c.Seed);
        double[] Column(int n) => [.. Enumerable.Range(0, n).Select(_ => r.NextNormal())];
        double[] one = Column(20), two = Column(20), y = [.. one.Select((v, i) => v - (0.5 * two[i]) + r.NextNormal())];
        double[][] control = [Column(9), Column(9)], treatment = [Column(11), Column(11)];
        double[] Moved(double[] v) => [.. v.Select(x => (c.A * x) + 5)];
        var here = SurrogateIndex.Estimate([one, two], y, control, treatment).Value;
        var moved = SurrogateIndex.Estimate([Moved(one), two], [.. y.Select(v => (c.B * v) + 1)], [Moved(control[0]), control[1]], [Moved(treatment[0]), treatment[1]]).Value;
        var turned = SurrogateIndex.Estimate([two, one], y, [treatment[1], treatment[0]], [control[1], control[0]]).Value;
        Near(c.B * here.Effect, moved.Effect, 1e-6, Math.Abs(c.B));
        Near(Math.Abs(c.B) * here.StandardError, moved.StandardError, 1e-6, Math.Abs(c.B));
        Near(-here.Effect, turned.Effect, 1e-9, 1);
        Near(here.StandardError, turned.StandardError, 1e-9, 1);
        Assert.True(here.StandardError >= here.SamplingError);
        Near(here.Coefficients[1] * (treatment[0].Average() - control[0].Average()) + (here.Coefficients[2] * (treatment[1].Average() - control[1].Average())), here.Effect, 1e-9, 1);
    });

    [Fact]
    public void Predictions_of_units_do_not_depend_on_units_of_predictors_and_their_auc_is_that_of_all_pairs() => Properties.Hold(Cases, c =>
    {
        var r = new SeededRandom(c.Seed);
        double[] x = [.. Enumerable.Range(0, 80).Select(_ => r.NextNormal())], y = [.. x.Select(v => r.NextBernoulli(1 / (1 + Math.Exp(-v))) ? 1.0 : 0)];
        var found = UnitPrediction.Assess(y, [x], 50);
        if (!found.IsDefined)
        {
            return;
        }

        UnitPredictionResult here = found.Value, there = UnitPrediction.Assess(y, [[.. x.Select(v => (c.A * v) + 2)]], 50).Value;
        Near(here.Probabilities.Sum(), there.Probabilities.Sum(), 1e-6, 1);
        Near(here.Auc, there.Auc, 1e-9, 1);
        Near(here.Brier, there.Brier, 1e-6, 1);
        Near(here.Coefficients[1], there.Coefficients[1] * c.A, 1e-5, 1);
        var test = Enumerable.Range(50, 30).ToList();
        var sign = Math.Sign(here.Coefficients[1]);
        var pairs = test.Where(i => y[i] == 1).SelectMany(i => test.Where(j => y[j] == 0).Select(j => sign * (x[i] - x[j]))).ToList();
        Near(pairs.Average(d => d > 0 ? 1.0 : d == 0 ? 0.5 : 0), here.Auc, 1e-12, 1);
        Near(test.Average(i => Math.Pow(y[i] - here.Probabilities[i - 50], 2)), here.Brier, 1e-12, 1);
        Assert.InRange(here.McFaddenRSquared, -1e-9, 1);
        Assert.InRange(here.AveragePrecision, 0, 1 + 1e-12);
        Assert.InRange(here.ExpectedCalibrationError, 0, 1);
    });

    [Fact]
    public void Drift_is_none_of_a_sample_to_itself_grows_with_a_shift_and_follows_units() => Properties.Hold(
        from c in Cases from a in Properties.Sample(10, 40) from b in Properties.Sample(10, 40) select (c, a, b),
        t =>
        {
            DriftResult same = DistributionDrift.Between(t.a, [.. t.a.Reverse()]).Value, drift = DistributionDrift.Between(t.a, t.b).Value, back = DistributionDrift.Between(t.b, t.a).Value;
            Assert.Equal(0, same.Distance.Statistic);
            Assert.Equal(0, same.Wasserstein);
            Assert.Equal(0, same.Psi, 1e-12);
            Assert.Equal("stable", same.Band);
            Assert.True(drift.Psi >= 0);
            Properties.Close(drift.Distance.Statistic, back.Distance.Statistic, 1e-12);
            Properties.Close(drift.Wasserstein, back.Wasserstein, 1e-9);
            Assert.Equal(t.b.Length, drift.CurrentCounts.Sum());
            Assert.True(drift.Wasserstein >= Math.Abs(t.a.Average() - t.b.Average()) - (1e-9 * t.a.Concat(t.b).Max(Math.Abs)));

            // A shift by d moves the distribution by |d|; a positive factor scales it.
            var spread = t.a.Max() - t.a.Min();
            double d = t.c.B * (spread + 1), scale = t.a.Max(Math.Abs) + Math.Abs(d);
            Properties.Close(Math.Abs(d), DistributionDrift.Between(t.a, Array.ConvertAll(t.a, v => v + d)).Value.Wasserstein, 1e-9, scale);
            double[] Scaled(double[] v) => Array.ConvertAll(v, x => Math.Abs(t.c.A) * x);
            Properties.Close(Math.Abs(t.c.A) * drift.Wasserstein, DistributionDrift.Between(Scaled(t.a), Scaled(t.b)).Value.Wasserstein, 1e-9, Math.Abs(t.c.A) * t.a.Concat(t.b).Max(Math.Abs));
        });

    [Fact]
    public void Kolmogorovs_law_falls_from_one_to_nothing_and_is_its_alternating_series() => Properties.Hold(
        from x in Gen.Choose(0, 4000) from step in Gen.Choose(1, 500) select (x: x / 1000.0, step: step / 1000.0),
        t =>
        {
            var p = Kolmogorov.Survival(t.x);
            Assert.InRange(p, 0, 1);
            Assert.True(Kolmogorov.Survival(t.x + t.step) <= p);
            if (t.x > 0.3)
            {
                Assert.Equal(2 * Enumerable.Range(1, 60).Sum(k => (k % 2 == 1 ? 1 : -1) * Math.Exp(-2 * k * k * t.x * t.x)), p, 1e-12);
            }
        });

    private static (double[] S, double[] T, double[] Z, double[] Trial) Trials(int seed, int trials, int units)
    {
        var r = new SeededRandom(seed);
        double[] trial = [.. Enumerable.Range(0, trials * units).Select(i => (double)(i / units))], z = [.. Enumerable.Range(0, trials * units).Select(i => (double)(i % 2))];
        double[] a = [.. Enumerable.Range(0, trials).Select(_ => r.NextNormal())], b = [.. a.Select(v => (0.8 * v) + (0.4 * r.NextNormal()))];
        double[] s = [.. z.Select((v, i) => (v * a[i / units]) + r.NextNormal())];
        return (s, [.. z.Select((v, i) => (v * b[i / units]) + (0.5 * s[i]) + r.NextNormal())], z, trial);
    }

    private static int[] Shuffled(int seed, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new SeededRandom(seed).Shuffle<int>(order);
        return order;
    }

    private static void Near(double expected, double actual, double relative = 1e-6, double scale = 1e-3) => Properties.Close(expected, actual, relative, scale);
}
