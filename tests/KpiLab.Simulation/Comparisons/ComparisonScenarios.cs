using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>One simulated experiment a run, and what should happen at a nominal rate.</summary>
internal sealed record Scenario(double Nominal, Func<SeededRandom, bool> Happens);

/// <summary>Experiments with known truth: does the set hold it, does the test reject a true null hypothesis.</summary>
internal static class ComparisonScenarios
{
    private static readonly Level Level = Level.Of(0.95);

    public static readonly IReadOnlyDictionary<string, Scenario> All = new Dictionary<string, Scenario>
    {
        ["Welch covers the difference of normal means with unequal variances and arms"] = new(0.95, random =>
            Welch(random, 25, r => 3 + r.NextNormal(), 60, r => 4 + (4 * r.NextNormal())).Absolute(Level).Set.Contains(1)),
        ["Welch covers at 80 percent"] = new(0.8, random =>
            Welch(random, 25, r => 3 + r.NextNormal(), 60, r => 4 + (4 * r.NextNormal())).Absolute(Level.Of(0.8)).Set.Contains(1)),
        ["Welch covers at 99 percent"] = new(0.99, random =>
            Welch(random, 25, r => 3 + r.NextNormal(), 60, r => 4 + (4 * r.NextNormal())).Absolute(Level.Of(0.99)).Set.Contains(1)),
        ["Welch covers the difference of exponential means"] = new(0.95, random =>
            Welch(random, 200, r => r.NextExponential(), 200, r => 1.3 * r.NextExponential()).Absolute(Level).Set.Contains(0.3)),
        ["Welch rejects a true null hypothesis at alpha"] = new(0.05, random =>
            Welch(random, 150, r => r.NextExponential(), 150, r => r.NextExponential()).Rejects(Level)),
        ["Welch one-sided rejects a true null hypothesis at alpha"] = new(0.05, random =>
            Welch(random, 100, r => r.NextNormal(), 60, r => 2 * r.NextNormal()).Rejects(Level, Alternative.Greater)),
        ["Student covers where variances are equal"] = new(0.95, random => StudentTTest.Contrast(
            Arm.Of(Moments.Of(Simulation.Draw(8, random.NextNormal))), Arm.Of(Moments.Of(Simulation.Draw(15, random.NextNormal)))).Value.Absolute(Level).Set.Contains(0)),

        ["Fieller covers the lift of exponential means"] = new(0.95, random =>
            Welch(random, 250, r => r.NextExponential(), 250, r => 1.3 * r.NextExponential()).Relative(Level).Value.Set.Contains(0.3)),
        ["Fieller covers where the baseline is within its noise"] = new(0.95, random =>
            Welch(random, 100, r => 0.1 + r.NextNormal(), 100, r => 0.3 + r.NextNormal()).Relative(Level).Value.Set.Contains(2)),
        ["Fieller one-sided covers"] = new(0.95, random =>
            Welch(random, 100, r => 5 + r.NextNormal(), 100, r => 6 + r.NextNormal()).Relative(Level, LiftMethod.Fieller, Alternative.Greater).Value.Set.Contains(0.2)),
        ["Fieller covers a lift over a negative baseline"] = new(0.95, random =>
            Welch(random, 60, r => -2 + r.NextNormal(), 60, r => -1 + r.NextNormal()).Relative(Level).Value.Set.Contains(-0.5)),

        ["Fieller excludes no lift at alpha where 2 percent of the users spend and nothing changed"] = new(0.05, random =>
            !Welch(random, 2000, Spend, 2000, Spend).Relative(Level).Value.Set.Contains(0)),

        ["Delta method covers the difference of ratios"] = new(0.95, random =>
            RatioOfMeans.Contrast(Sessions(random, 500, 0.4), Sessions(random, 500, 0.5), 0, 1).Value.Absolute(Level).Set.Contains(0.1)),
        ["Fieller covers the lift of ratios"] = new(0.95, random =>
            RatioOfMeans.Contrast(Sessions(random, 500, 0.4), Sessions(random, 500, 0.5), 0, 1).Value.Relative(Level).Value.Set.Contains(0.25)),
        ["Ratios reject a true null hypothesis at alpha"] = new(0.05, random =>
            RatioOfMeans.Contrast(Sessions(random, 500, 0.4), Sessions(random, 500, 0.4), 0, 1).Value.Rejects(Level)),

        ["CUPED covers the difference of means"] = new(0.95, random =>
            Cuped.Adjust(Before(random, 200, 10, 1), Before(random, 200, 10.5, 1), 0, 1).Value.Contrast.Absolute(Level).Set.Contains(0.5)),
        ["CUPED covers the lift over the unadjusted control mean"] = new(0.95, random =>
            Cuped.Adjust(Before(random, 200, 10, 1), Before(random, 200, 10.5, 1), 0, 1).Value.Contrast.Relative(Level).Value.Set.Contains(0.05)),
        ["CUPED with three covariates rejects a true null hypothesis at alpha"] = new(0.05, random =>
            Cuped.Adjust(Before(random, 300, 10, 3), Before(random, 300, 10, 3), 0, 1, 2, 3).Value.Contrast.Rejects(Level)),
        ["CUPED covers the difference of ratios"] = new(0.95, random =>
            AdjustedRatio(random, 0.4, 0.5).Contrast.Absolute(Level).Set.Contains(0.1)),
        ["CUPED covers the lift of ratios"] = new(0.95, random =>
            AdjustedRatio(random, 0.4, 0.5).Contrast.Relative(Level).Value.Set.Contains(0.25)),
        ["Lin regression with HC2 covers the difference of means"] = new(0.95, Lin),

        ["Newcombe covers the difference of proportions"] = new(0.95, random =>
        {
            double pa = 0.1 + (0.3 * random.NextDouble()), pb = 0.1 + (0.3 * random.NextDouble());
            return NewcombeDifference.Interval(random.Binomial(400, pa), random.Binomial(400, pb), Level).Value.Set.Contains(pb - pa);
        }),
        ["Score interval covers the difference of proportions in small arms"] = new(0.95, random =>
        {
            double pa = 0.1 + (0.5 * random.NextDouble()), pb = 0.1 + (0.5 * random.NextDouble());
            return ScoreDifference.Interval(random.Binomial(60, pa), random.Binomial(60, pb), Level).Value.Set.Contains(pb - pa);
        }),
        ["Wilson covers a proportion"] = new(0.95, random =>
        {
            var p = 0.1 + (0.8 * random.NextDouble());
            return WilsonInterval.Of(random.Binomial(150, p), Level).Value.Contains(p);
        }),
        ["Welch on zeros and ones rejects a true null hypothesis at alpha"] = new(0.05, random =>
        {
            var p = 0.1 + (0.3 * random.NextDouble());
            return WelchTest.Contrast(random.Binomial(400, p).SampleArm, random.Binomial(400, p).SampleArm).Value.Rejects(Level);
        }),

        ["Non-inferiority is claimed at alpha where the loss is the absolute margin"] = new(0.05, random =>
            Claimed(Welch(random, 100, r => 10 + (2 * r.NextNormal()), 80, r => 9.5 + (3 * r.NextNormal())), Margin.Absolute(0.5))),
        ["Non-inferiority is claimed at alpha where the loss is the relative margin"] = new(0.05, random =>
            Claimed(Welch(random, 100, r => 10 + (2 * r.NextNormal()), 80, r => 9.5 + (3 * r.NextNormal())), Margin.Relative(0.05))),
        ["Non-inferiority after CUPED is claimed at alpha where the loss is the relative margin"] = new(0.05, random =>
            Claimed(Cuped.Adjust(Before(random, 200, 10, 1), Before(random, 200, 9.5, 1), 0, 1).Value.Contrast, Margin.Relative(0.05))),
    };

    private static double Spend(SeededRandom random) => random.NextBernoulli(0.02) ? random.NextExponential() : 0;

    private static bool Claimed(Contrast contrast, Margin margin)
        => NonInferiority.Test(contrast, margin, BetterWhen.Higher, Level).Value.IsNonInferior;

    private static Contrast Welch(SeededRandom random, int na, Func<SeededRandom, double> control, int nb, Func<SeededRandom, double> treatment)
        => WelchTest.Contrast(
            Moments.Of(Simulation.Draw(na, () => control(random))), Moments.Of(Simulation.Draw(nb, () => treatment(random)))).Value;

    /// <summary>Users with sessions and revenue: every session earns the rate on average, and busy users differ in both.</summary>
    private static JointMoments Sessions(SeededRandom random, int users, double rate, bool withPast = false)
    {
        var columns = Enumerable.Range(0, withPast ? 4 : 2).Select(_ => new double[users]).ToArray();
        for (var i = 0; i < users; i++)
        {
            var taste = 0.5 + random.NextDouble(); // persists from the past, so that the past predicts
            for (var period = 0; period < columns.Length; period += 2)
            {
                var sessions = 1 + random.NextPoisson(3);
                columns[period][i] = sessions * taste * (period == 0 ? rate : 0.4) * (0.5 + random.NextDouble());
                columns[period + 1][i] = sessions;
            }
        }

        return JointMoments.Of(columns);
    }

    private static CupedResult AdjustedRatio(SeededRandom random, double control, double treatment)
        => Cuped.Adjust(Sessions(random, 500, control, withPast: true), Sessions(random, 500, treatment, withPast: true), Estimand.Ratio(0, 1), [Estimand.Ratio(2, 3)]).Value;

    /// <summary>An outcome with covariates from before exposure, each correlated with it.</summary>
    private static JointMoments Before(SeededRandom random, int units, double mean, int covariates)
    {
        var columns = Enumerable.Range(0, covariates + 1).Select(_ => new double[units]).ToArray();
        for (var i = 0; i < units; i++)
        {
            var outcome = mean + random.NextNormal();
            for (var j = 1; j <= covariates; j++)
            {
                columns[j][i] = 5 + random.NextNormal() + (0.3 * random.NextExponential());
                outcome += 0.9 * (columns[j][i] - 5.3);
            }

            columns[0][i] = outcome;
        }

        return JointMoments.Of(columns);
    }

    private static bool Lin(SeededRandom random)
    {
        double[] x = Simulation.Draw(60, random.NextNormal), z = Simulation.Draw(40, random.NextNormal);
        var fit = LinOls.Fit(
            [.. x.Select(v => 1 + (2 * v) + random.NextNormal())], [x], [.. z.Select(v => 2 + (0.5 * v) + (2 * random.NextNormal()))], [z]).Value;

        // With both slopes and random covariates the effect is that at the mean covariate, here 1, up to the noise of that mean, which HC2 leaves out.
        var mean = (x.Sum() + z.Sum()) / 100;
        return fit.Effect(LinOls.Effect, CovarianceEstimator.Hc2, Level).Value.Set.Contains(1 - (1.5 * mean));
    }
}
