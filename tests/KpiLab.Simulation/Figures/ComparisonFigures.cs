using KpiLab.Reporting;
using KpiLab.Statistics;
using static KpiLab.Simulation.PageFigures;

namespace KpiLab.Simulation;

/// <summary>Figures of comparisons of two arms.</summary>
internal static class ComparisonFigures
{
    private static readonly double[] Sizes = [5, 10, 20, 40, 80, 160, 320];

    public static Dictionary<string, Func<Figure>> All { get; } = new(StringComparer.Ordinal)
    {
        ["welch"] = () => Plot(
            "Coverage of 95 % intervals, exponential values", "Welch's interval against the same with the normal quantile, by units in each arm.", "Units in each arm", Share,
            [
                Rate("Welch", Sizes, 1000, (r, n) => Exponentials(r, (int)n).Absolute(Level95).Set.Contains(0)),
                Rate("normal quantile", Sizes, 1000, (r, n) => Exponentials(r, (int)n).AgainstNormal().Absolute(Level95).Set.Contains(0)),
            ],
            Promise(0.95, "promised")),
        ["student"] = () => Plot(
            "False positives at 5 %, 20 against 80 units", "Student's pooled test against Welch's, where the standard deviation of the smaller arm is so many times that of the larger.", "Ratio of the standard deviations", Share,
            [Rate("Student", Range(0.4, 2.5, 8), 1000, (r, s) => Unequal(r, s, pooled: true) <= 0.05), Rate("Welch", Range(0.4, 2.5, 8), 1000, (r, s) => Unequal(r, s, pooled: false) <= 0.05)],
            Promise(0.05, "promised")),
        ["contrast"] = () =>
        {
            var contrast = WelchTest.Contrast(new Moments(400, 10, 400 * 9.0), new Moments(420, 10.5, 420 * 9.0)).Value;
            return Plot(
                "p-value of every difference", "One contrast, asked about every difference: where the curve crosses 5 % the 95 % interval ends.", "Difference that is tested", new FigureAxis("Two-sided p-value", 100, " %"),
                [Line("p", Range(-0.5, 1.5, 101), d => contrast.Test(Alternative.TwoSided, d).PValue)], new ReferenceLine(0.05, "5 %", ReferenceKind.Limit));
        },
        ["lift"] = () =>
        {
            Contrast At(double z) => WelchTest.Contrast(new Moments(1000, z, 1000.0 * 1000), new Moments(1000, 1.1 * z, 1000.0 * 1000)).Value;
            double[] z = Range(3, 20, 60);
            return Plot(
                "Ends of a 95 % set of the lift", "A lift of 10 % as the control mean, in its standard errors, moves away from zero: Fieller's set against the delta method's interval.", "Control mean in standard errors", new FigureAxis("Lift", 100, " %", true),
                [
                    Line("Fieller, upper", z, x => At(x).Relative(Level95).Value.Set.Upper), Line("Fieller, lower", z, x => At(x).Relative(Level95).Value.Set.Lower),
                    Line("delta, upper", z, x => DeltaLift.Effect(At(x), Level95).Value.Set.Upper), Line("delta, lower", z, x => DeltaLift.Effect(At(x), Level95).Value.Set.Lower),
                ],
                new ReferenceLine(0, "no change", ReferenceKind.Zero));
        },
        ["cuped"] = () => Plot(
            "What a covariate saves", "Standard error with the covariate over that without, 20,000 units in each arm, against the square root of 1 − ρ².", "Correlation of covariate and outcome, ρ", new FigureAxis("Standard error, with over without"),
            [
                Line("measured", Range(0, 0.95, 12), rho => Adjusted(rho)), Line("√(1 − ρ²)", Range(0, 0.95, 60), rho => Math.Sqrt(1 - (rho * rho))),
            ]),
        ["outcome-model"] = () => Plot(
            "What a model foretells", "R² on units that the model had not seen, where the outcome turns from a line into a step of the same covariate; 2,000 units.", "Share of the step", new FigureAxis("R² out of fold", 100, " %"),
            [Line("ridge", Range(0, 1, 6), s => Explained(new RidgeModel(), s)), Line("boosted trees", Range(0, 1, 6), s => Explained(new BoostedTreesModel(1), s))]),
        ["regression"] = () => Plot(
            "Standard error of Lin's regression", "HC2 error of the effect over that of the plain difference, 150 units in each arm, by the correlation of covariate and outcome.", "Correlation", new FigureAxis("Standard error, with over without"),
            [Line("Lin, HC2", Range(0, 0.95, 12), Lin)]),
        ["ratio"] = () => Plot(
            "False positives at 5 % of a ratio of means", "Clicks per view where users differ: users compared by the delta method, and views compared as if each were independent.", "Users in each arm", Share,
            [Rate("users, delta method", Sizes[2..], 1000, (r, n) => Clicks(r, (int)n, byUser: true)), Rate("views as units", Sizes[2..], 1000, (r, n) => Clicks(r, (int)n, byUser: false))],
            Promise(0.05, "promised")),
        ["clusters"] = () => Plot(
            "False positives at 5 % where clusters were assigned", "20 clusters of 20 units in each arm, by the correlation of two units of a cluster.", "Correlation within clusters", Share,
            [Rate("sums by cluster", Range(0, 0.3, 7), 600, (r, c) => Clustered(r, c, byCluster: true)), Rate("units as if independent", Range(0, 0.3, 7), 600, (r, c) => Clustered(r, c, byCluster: false))],
            Promise(0.05, "promised")),
        ["proportions"] = () => Plot(
            "Coverage of 95 % intervals of one share", "Computed over all counts of 50 units.", "True share", new FigureAxis("Coverage", 100, " %"),
            [
                Line("Wilson", Range(0.01, 0.5, 120), p => Coverage(WilsonInterval.Of, p)), Line("Clopper–Pearson", Range(0.01, 0.5, 120), p => Coverage(ClopperPearsonInterval.Of, p)),
                Line("Wald", Range(0.01, 0.5, 120), p => Coverage(WaldInterval.Of, p)),
            ],
            Promise(0.95, "promised")),
        ["exact-proportions"] = () => Plot(
            "False positives at 5 % of tests of two shares", "Computed over all tables of 20 against 20 units.", "True share in both arms", new FigureAxis("False positives", 100, " %"),
            [
                Size("Fisher", (a, b) => FisherExactTest.Test(a, b).Match(t => t.PValue(), _ => 1)), Size("mid-p", (a, b) => FisherExactTest.Test(a, b).Match(t => t.MidP(), _ => 1)),
                Size("pooled z", (a, b) => PooledProportionTest.Contrast(a, b).Match(c => c.Test().PValue, _ => 1)),
            ],
            Promise(0.05, "at most")),
        ["event-rates"] = () => Plot(
            "False positives at 5 % of tests of two rates", "Equal exposures; by the events expected in each arm.", "Events expected in each arm", Share,
            [
                Rate("exact", Range(1, 30, 10), 2000, (r, m) => Rates(r, m, (a, b) => PoissonRateRatio.ExactPValue(a, b))), Rate("mid-p", Range(1, 30, 10), 2000, (r, m) => Rates(r, m, (a, b) => PoissonRateRatio.MidPValue(a, b))),
                Rate("Wald", Range(1, 30, 10), 2000, (r, m) => Rates(r, m, (a, b) => PoissonRateRatio.Wald(a, b).Select(t => t.PValue))),
            ],
            Promise(0.05, "promised")),
        ["rank-tests"] = () => Plot(
            "Power with heavy tails", "Log-normal values (σ = 1.2), 60 units in each arm, all of one arm multiplied.", "Factor", Share,
            [Rate("Mann–Whitney", Range(1, 2.4, 8), 600, (r, f) => Ranks(r, f)), Rate("Welch", Range(1, 2.4, 8), 600, (r, f) => Heavy(r, f))]),
        ["quantiles"] = () => Plot(
            "Coverage of 95 % intervals of a difference of quantiles", "Exponential values, by units in each arm.", "Units in each arm", Share,
            [Rate("median", [30, 60, 120, 250, 500, 1000], 500, (r, n) => Quantile(r, (int)n, 0.5)), Rate("90th percentile", [60, 120, 250, 500, 1000], 500, (r, n) => Quantile(r, (int)n, 0.9))],
            Promise(0.95, "promised")),
        ["resampling"] = () => Plot(
            "Standard errors of a mean, log-normal values", "Poisson bootstrap of 400 draws over Welch's, by units in each arm.", "Units in each arm", new FigureAxis("Bootstrap over analytic"),
            [Line("Poisson bootstrap", [50, 100, 200, 400, 800, 1600], Resampled)], Promise(1, "equal")),
        ["one-way-anova"] = () => Plot(
            "Power of the analysis of variance", "Five groups of 40 units, one of which differs.", "Difference in standard deviations", Share, [Rate("F test", Range(0, 1, 9), 600, Anova)], Promise(0.05, "alpha")),
        ["covariate-balance"] = () => Plot(
            "What an imbalance of so many standard deviations says", "p-value of the difference of a covariate's means, by units in each arm.", "Standardised difference", new FigureAxis("p-value", 100, " %"),
            [.. new[] { 100, 1000, 10_000 }.Select(n => Line($"{n} units", Range(0, 0.2, 60), d => CovariateImbalance.Compare(new Moments(n, 0, n - 1), new Moments(n, d, n - 1)).Value.Test.PValue))],
            new ReferenceLine(0.05, "5 %", ReferenceKind.Limit)),
        ["sample-ratio"] = () => Plot(
            "When the sample ratio alarms", "Decimal exponent of the p-value by the treatment's share of the units, planned at 50 %.", "Observed share of the treatment, %", new FigureAxis("−log₁₀ p"),
            [.. new[] { 10_000, 100_000, 1_000_000 }.Select(n => Line($"{n} units", Range(50, 51.5, 60), s => Math.Min(20, -Math.Log10(SampleRatioTest.ChiSquare([n - (long)(n * s / 100), (long)(n * s / 100)], [1, 1]).Value.Test.PValue))))],
            new ReferenceLine(3, "alarm", ReferenceKind.Limit)),
        ["post-stratification"] = () => Plot(
            "What strata save", "Standard error of the post-stratified difference over the plain one, two strata of 500 units in each arm, by the distance of their means.", "Distance of the strata's means in standard deviations", new FigureAxis("Standard error, with over without"),
            [Line("two strata", Range(0, 6, 25), d =>
            {
                Stratum[] strata = [new(new Moments(500, 0, 499), new Moments(500, 0.1, 499)), new(new Moments(500, d, 499), new Moments(500, d + 0.1, 499))];
                var result = PostStratification.Compare(strata).Value;
                return result.Contrast.StandardError / result.Unadjusted.StandardError;
            })]),
        ["stratified-effects"] = () => Plot(
            "Estimators of the plan on the same units", "Standard error over that of the plain difference, 300 units in each arm in four strata of different means, by the correlation of a covariate within strata.", "Correlation within strata", new FigureAxis("Standard error, with over without"),
            [Line("post-stratified", Range(0, 0.9, 10), r => Stratified(r).Strata), Line("regression on the covariate (Lin)", Range(0, 0.9, 10), r => Stratified(r).Lin)]),
        ["mantel-haenszel"] = () => Plot(
            "Confounding taken out", "Two strata with a common odds ratio of 1.5, of which one is treated more often the further right.", "Share of the treated in the easier stratum", new FigureAxis("Odds ratio"),
            [Line("within strata", Range(0.5, 0.9, 20), s => CochranMantelHaenszel.OddsRatio(Confounded(s), Level95).Value.Value), Line("crude", Range(0.5, 0.9, 20), s => CochranMantelHaenszel.CrudeOddsRatio(Confounded(s)).Value)],
            Promise(1.5, "true")),
        ["segments"] = () =>
        {
            double[] effects = [0.9, 0.3, 0.1, -0.2, 0.45, 0.15, -0.5, 0.25], errors = [0.4, 0.1, 0.1, 0.2, 0.2, 0.1, 0.5, 0.15];
            var shrunk = EffectShrinkage.Of(effects, [.. errors.Select(e => e * e)], Level95).Value;
            return new ScatterPlot(
                "Raw and shrunken effects of eight segments", "The noisier a segment, the closer its effect is drawn to the average; the line is no shrinkage.", new FigureAxis("Raw effect", Signed: true), new FigureAxis("Shrunken effect", Signed: true),
                [.. shrunk.Segments.Select((s, i) => new ScatterPoint("", s.Raw, s.Effect.Value) { XRange = (s.Raw - (1.96 * errors[i]), s.Raw + (1.96 * errors[i])), YRange = (s.Effect.Set.Lower, s.Effect.Set.Upper) })], (0, 1));
        },
        ["moments"] = () => Plot(
            "Digits of a variance", "Relative error of the variance of 2,000 values with standard deviation 1, by the size of their mean.", "Decimal exponent of the mean", new FigureAxis("Decimal exponent of the error"),
            [Line("moments", Range(0, 12, 13), e => Digits(e, naive: false)), Line("Σx² − n x̄²", Range(0, 12, 13), e => Digits(e, naive: true))]),
    };

    private static Contrast Exponentials(SeededRandom r, int n) => WelchTest.Contrast(Moments.Of(Simulation.Draw(n, r.NextExponential)), Moments.Of(Simulation.Draw(n, r.NextExponential))).Value;

    private static double Unequal(SeededRandom r, double ratio, bool pooled)
    {
        Moments a = Normals(r, 20, 0, ratio), b = Normals(r, 80);
        return (pooled ? StudentTTest.Contrast(new Arm(20, a.Mean, a.Variance), new Arm(80, b.Mean, b.Variance)) : WelchTest.Contrast(a, b)).Value.Test().PValue;
    }

    private static double Adjusted(double rho)
    {
        var random = new SeededRandom(Seed);
        JointMoments Arm()
        {
            var x = Simulation.Draw(20_000, random.NextNormal);
            return JointMoments.Of([.. x.Select(v => (rho * v) + (Math.Sqrt(1 - (rho * rho)) * random.NextNormal()))], x);
        }

        var cuped = Cuped.Adjust(Arm(), Arm(), 0, 1).Value;
        return cuped.Contrast.StandardError / cuped.Unadjusted.StandardError;
    }

    private static double Explained(IOutcomeModel model, double step)
    {
        var random = new SeededRandom(Seed);
        var x = Simulation.Draw(2000, random.NextNormal);
        return CrossFitting.Predict(model, [x], [.. x.Select(v => ((1 - step) * v) + (step * 2 * (Math.Abs(v) > 0.8 ? 1 : 0)) + (0.7 * random.NextNormal()))], [.. x.Select(_ => random.NextUInt64())]).Value.Explained;
    }

    private static double Lin(double rho)
    {
        var random = new SeededRandom(Seed);
        (double[] Y, double[] X) Arm()
        {
            var x = Simulation.Draw(150, random.NextNormal);
            return ([.. x.Select(v => (rho * v) + (Math.Sqrt(1 - (rho * rho)) * random.NextNormal()))], x);
        }

        var (a, b) = (Arm(), Arm());
        var fit = LinOls.Fit(a.Y, [a.X], b.Y, [b.X]).Value;
        return Math.Sqrt(fit.Covariance(CovarianceEstimator.Hc2).Value[1, 1]) / WelchTest.Contrast(Moments.Of(a.Y), Moments.Of(b.Y)).Value.StandardError;
    }

    private static bool Clicks(SeededRandom r, int users, bool byUser)
    {
        (double[] Clicks, double[] Views) Arm()
        {
            double[] clicks = new double[users], views = new double[users];
            for (var i = 0; i < users; i++)
            {
                double rate = 0.1 + (0.4 * r.NextDouble());
                views[i] = 1 + r.NextInt(20);
                for (var v = 0; v < views[i]; v++)
                {
                    clicks[i] += r.NextBernoulli(rate) ? 1 : 0;
                }
            }

            return (clicks, views);
        }

        var (a, b) = (Arm(), Arm());
        return (byUser
            ? RatioOfMeans.Contrast(JointMoments.Of(a.Clicks, a.Views), JointMoments.Of(b.Clicks, b.Views), 0, 1).Value.Test().PValue
            : PooledProportionTest.Contrast(new Proportion((long)a.Clicks.Sum(), (long)a.Views.Sum()), new Proportion((long)b.Clicks.Sum(), (long)b.Views.Sum())).Value.Test().PValue) <= 0.05;
    }

    private static bool Clustered(SeededRandom r, double correlation, bool byCluster)
    {
        double[][] Arm() => [.. Enumerable.Range(0, 20).Select(_ =>
        {
            var level = Math.Sqrt(correlation) * r.NextNormal();
            return Simulation.Draw(20, () => level + (Math.Sqrt(1 - correlation) * r.NextNormal()));
        })];
        var (a, b) = (Arm(), Arm());
        JointMoments Sums(double[][] arm) => ClusterDifference.Arm([.. arm.Select(c => c.Sum())], [.. arm.Select(c => (double)c.Length)]);
        return (byCluster ? ClusterDifference.Contrast(Sums(a), Sums(b)) : WelchTest.Contrast(Moments.Of([.. a.SelectMany(c => c)]), Moments.Of([.. b.SelectMany(c => c)]))).Value.Test().PValue <= 0.05;
    }

    private static double Coverage(Func<Proportion, Level, Estimable<ConfidenceSet>> interval, double p)
        => Enumerable.Range(0, 51).Where(x => interval(new Proportion(x, 50), Level95).Match(s => s.Contains(p), _ => false)).Sum(x => Binomial.Mass(x, 50, p));

    private static LineSeries Size(string name, Func<Proportion, Proportion, double> p)
    {
        var rejects = (from x in Enumerable.Range(0, 21) from y in Enumerable.Range(0, 21) where p(new Proportion(x, 20), new Proportion(y, 20)) <= 0.05 select (x, y)).ToList();
        return Line(name, Range(0.02, 0.5, 49), share => rejects.Sum(t => Binomial.Mass(t.x, 20, share) * Binomial.Mass(t.y, 20, share)));
    }

    private static bool Rates(SeededRandom r, double mean, Func<EventRate, EventRate, Estimable<double>> p)
    {
        long Count()
        {
            long events = -1;
            for (double left = mean; left >= 0; left -= r.NextExponential())
            {
                events++;
            }

            return events;
        }

        return p(new EventRate(Count(), 1), new EventRate(Count(), 1)).Match(v => v <= 0.05, _ => false);
    }

    private static double[] LogNormals(SeededRandom r, int n, double factor) => Simulation.Draw(n, () => factor * Math.Exp(1.2 * r.NextNormal()));

    private static bool Ranks(SeededRandom r, double factor) => MannWhitneyTest.Asymptotic(RankedArms.Of(LogNormals(r, 60, 1), LogNormals(r, 60, factor))).Value.PValue <= 0.05;

    private static bool Heavy(SeededRandom r, double factor) => WelchTest.Contrast(Moments.Of(LogNormals(r, 60, 1)), Moments.Of(LogNormals(r, 60, factor))).Value.Test().PValue <= 0.05;

    private static bool Quantile(SeededRandom r, int n, double q)
        => QuantileDifference.Contrast(ValueCounts.Of(Simulation.Draw(n, r.NextExponential)), ValueCounts.Of(Simulation.Draw(n, r.NextExponential)), q).Match(c => c.Absolute(Level95).Set.Contains(0), _ => false);

    private static double Resampled(double n)
    {
        var random = new SeededRandom(Seed);
        ValueCounts a = ValueCounts.Of(LogNormals(random, (int)n, 1)), b = ValueCounts.Of(LogNormals(random, (int)n, 1));
        return PoissonBootstrap.Mean(a, b, Seed, Level95, 400).Value.StandardError / WelchTest.Contrast(a.Moments(), b.Moments()).Value.StandardError;
    }

    private static bool Anova(SeededRandom r, double difference) => OneWayAnova.Test([.. Enumerable.Range(0, 5).Select(g => Normals(r, 40, g == 0 ? difference : 0))]).Value.PValue <= 0.05;

    private static StratumTable[] Confounded(double share)
    {
        Proportion Of(double units, double odds) => new((long)Math.Round(units * odds / (1 + odds)), (long)Math.Round(units));
        return [new(Of(10_000 * (1 - share), 1), Of(10_000 * share, 1.5)), new(Of(10_000 * share, 0.1), Of(10_000 * (1 - share), 0.15))];
    }

    private static (double Strata, double Lin) Stratified(double correlation)
    {
        var random = new SeededRandom(Seed);
        (double[] Y, double[] X) Arm()
        {
            var x = Simulation.Draw(300, random.NextNormal);
            return ([.. x.Select((v, i) => (i % 4 * 0.6) + (correlation * v) + (Math.Sqrt(1 - (correlation * correlation)) * random.NextNormal()))], x);
        }

        var (a, b) = (Arm(), Arm());
        Moments In(double[] y, int stratum) => Moments.Of([.. y.Where((_, i) => i % 4 == stratum)]);
        var post = PostStratification.Compare([.. Enumerable.Range(0, 4).Select(s => new Stratum(In(a.Y, s), In(b.Y, s)))]).Value;
        var lin = Math.Sqrt(LinOls.Fit(a.Y, [a.X], b.Y, [b.X]).Value.Covariance(CovarianceEstimator.Hc2).Value[1, 1]);
        return (post.Contrast.StandardError / post.Unadjusted.StandardError, lin / post.Unadjusted.StandardError);
    }

    private static double Digits(double exponent, bool naive)
    {
        var random = new SeededRandom(Seed);
        double[] small = Simulation.Draw(2000, random.NextNormal);
        var origin = Math.Pow(10, exponent);
        double[] values = [.. small.Select(v => origin + v)];
        double exact = Moments.Of([.. values.Select(v => v - origin)]).Variance, mean = values.Average();
        var found = naive ? (values.Sum(v => v * v) - (2000 * mean * mean)) / 1999 : Moments.Of(values).Variance;
        return Math.Log10(Math.Max(1e-16, Math.Abs((found / exact) - 1)));
    }
}
