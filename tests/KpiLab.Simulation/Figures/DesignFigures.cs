using KpiLab.Reporting;
using KpiLab.Statistics;
using static KpiLab.Simulation.PageFigures;

namespace KpiLab.Simulation;

/// <summary>Figures of designs, planning, several comparisons, posteriors, survival and evidence.</summary>
internal static class DesignFigures
{
    private static readonly FigureAxis Z = new("Bound in standard errors");

    public static Dictionary<string, Func<Figure>> All { get; } = new(StringComparer.Ordinal)
    {
        ["group-sequential"] = () => Plot(
            "Bounds of five looks", "Two-sided, 5 % over all looks, by how alpha is spent.", "Share of the planned units, %", Z,
            [.. new[] { SpendingFunction.ObrienFleming, SpendingFunction.Pocock, SpendingFunction.Power(2), SpendingFunction.HwangShihDecani(-4) }
                .Select(s => new LineSeries(s.Name, [.. new GroupSequentialDesign(s, 0.05).Bounds([0.2, 0.4, 0.6, 0.8, 1]).Select(b => (100 * b.Fraction, b.Bound))]))],
            new ReferenceLine(1.959963984540054, "one look", ReferenceKind.Target)),
        ["confidence-sequence"] = () => Plot(
            "What an always-valid interval costs", "Half-width of a 95 % confidence sequence in standard errors, by the units at which it is tuned to be narrowest.", "Units of both arms", Z,
            [.. new[] { 500, 5000, 50_000 }.Select(t => Line($"tuned at {t}", Range(200, 60_000, 120), n => Normal.UpperQuantile(LookRule.AlwaysValid(0.05, t).Nominal(0.05, Alternative.TwoSided, n) / 2)))],
            new ReferenceLine(1.959963984540054, "one look", ReferenceKind.Target)),
        ["mixture-sprt"] = () => Plot(
            "Half-width of the mixture test's interval", "In standard errors at 5 %, by the variance of the mixture; unit variance 1.", "Units in each arm", Z,
            [.. new[] { 0.001, 0.01, 0.1 }.Select(v => Line(Invariant($"mixing variance {v}"), Range(200, 20_000, 80), n => MixtureSprt.Of(0, 1, (long)n, v, Level95).Value.HalfWidth / Math.Sqrt(2 / n)))],
            new ReferenceLine(1.959963984540054, "one look", ReferenceKind.Target)),
        ["anytime-regression"] = () => Plot(
            "Interval of a coefficient, watched continuously", "A true effect of 0.5 with normal errors: the anytime-valid interval and the classical one as rows come.", "Rows", new FigureAxis("Ends of the 95 % interval", Signed: true),
            [
                Line("anytime, lower", Range(20, 400, 39), n => Anytime((int)n).Set.Lower), Line("anytime, upper", Range(20, 400, 39), n => Anytime((int)n).Set.Upper),
                Line("classical, lower", Range(20, 400, 39), n => Anytime((int)n).Coefficient - (StudentT.UpperQuantile(0.025, n - 2) * Anytime((int)n).StandardError)),
                Line("classical, upper", Range(20, 400, 39), n => Anytime((int)n).Coefficient + (StudentT.UpperQuantile(0.025, n - 2) * Anytime((int)n).StandardError)),
            ],
            new ReferenceLine(0.5, "true", ReferenceKind.Target)),
        ["bayesian"] = () => Plot(
            "Chance to win, by prior", "Probability that the effect is above 0 after data of one standard error, for three priors around 0.", "Estimate in standard errors", new FigureAxis("Chance to win", 100, " %"),
            [
                Line("flat", Range(-3, 3, 61), z => EffectPosterior.Combine(z, 1, EffectPrior.Flat).Value.ProbabilityAbove()),
                Line("sd 2 standard errors", Range(-3, 3, 61), z => EffectPosterior.Combine(z, 1, EffectPrior.Normal(0, 2, KpiLab.Statistics.EffectScale.Absolute)).Value.ProbabilityAbove()),
                Line("sd half a standard error", Range(-3, 3, 61), z => EffectPosterior.Combine(z, 1, EffectPrior.Normal(0, 0.5, KpiLab.Statistics.EffectScale.Absolute)).Value.ProbabilityAbove()),
            ],
            new ReferenceLine(0.975, "better from here on", ReferenceKind.Target)),
        ["power"] = () =>
        {
            PowerPlan plan = new(UnitNoise.OfMean(1));
            return new PowerCurve(
                "Power of designs", "An effect of a tenth of a standard deviation, by units of both arms.", new FigureAxis("Units of both arms"),
                [.. new (string Name, RejectionRule Rule)[] { ("fixed", RejectionRule.Fixed), ("five looks, O'Brien–Fleming", RejectionRule.GroupSequential(SpendingFunction.ObrienFleming, 5)), ("five looks, Pocock", RejectionRule.GroupSequential(SpendingFunction.Pocock, 5)), ("always valid, one look", RejectionRule.AlwaysValid()) }
                    .Select(d => new CurveSeries(d.Name, [.. Range(200, 8000, 60).Select(n => new CurvePoint(n, (plan with { Rule = d.Rule }).Power(0.1, n)))]))],
                [new ReferenceLine(0.8, "80 %", ReferenceKind.Target)], []);
        },
        ["equivalence"] = () => Plot(
            "Power to show equivalence", "Margins ± 0.2 standard deviations, by the true effect.", "True effect in standard deviations", new FigureAxis("Power", 100, " %"),
            [.. new[] { 500, 1000, 2000, 5000 }.Select(n => Line($"{n} units", Range(-0.3, 0.3, 61), e => new PowerPlan(UnitNoise.OfMean(1)).PowerOfEquivalence(e, 0.2, n)))],
            new ReferenceLine(0.05, "alpha", ReferenceKind.Limit)),
        ["non-inferiority"] = () => Plot(
            "Power to show that nothing is lost", "Margin of 0.1 standard deviations, one-sided 5 %, by the true gain.", "True gain in standard deviations", new FigureAxis("Power", 100, " %"),
            [.. new[] { 500, 1000, 2000, 5000 }.Select(n => Line($"{n} units", Range(-0.15, 0.15, 61), g => new PowerPlan(UnitNoise.OfMean(1)).PowerOfNonInferiority(g, 0.1, n)))],
            new ReferenceLine(0.05, "alpha", ReferenceKind.Limit)),
        ["multiple-testing"] = () => Plot(
            "What corrections find", "Twenty comparisons, five of them true effects of so many standard errors: share of the five that are found.", "True effect in standard errors", Share,
            [.. new[] { FamilyCorrection.None, FamilyCorrection.Bonferroni, FamilyCorrection.Holm, FamilyCorrection.BenjaminiHochberg }.Select(c => Line(c.ToString(), Range(0, 6, 13), e => Found(c, e)))]),
        ["platform-tables"] = () => Plot(
            "Width of a corrected interval", "Half-width after Bonferroni in standard errors, by the rows of the table.", "Rows", Z,
            [Line("Bonferroni", Range(1, 100, 100), m => WelchTest.Contrast(new Moments(100_000, 0, 1e5), new Moments(100_000, 0, 1e5)).Value is var c ? c.Absolute(Level.FromAlpha(0.05 / m)).Set.Upper / c.StandardError : 0)],
            new ReferenceLine(1.959963984540054, "one row", ReferenceKind.Target)),
        ["distributions"] = () => Plot(
            "Tails", "Decimal exponent of the upper tail, far beyond where 1 − cdf is 0.", "x", new FigureAxis("log₁₀ of the upper tail"),
            [Line("normal", Range(0, 35, 71), x => Math.Log10(Normal.Survival(x))), .. new[] { 5.0, 30 }.Select(d => Line(Invariant($"t, {d} df"), Range(0, 35, 71), x => Math.Log10(StudentT.Survival(x, d))))]),
        ["random-numbers"] = () =>
        {
            var random = new SeededRandom(Seed);
            var drawn = Simulation.Draw(100_000, random.NextNormal).Order().ToArray();
            return Plot(
                "100,000 normal draws", "Share of the draws below x, less what it should be; the lines are ± three standard errors at the middle.", "x", new FigureAxis("Share below x less Φ(x)", 100, " pp", true),
                [Line("draws", Range(-4, 4, 161), x => ((~Array.BinarySearch(drawn, x + 1e-12) is var at && at >= 0 ? at : 0) / 100_000.0) - Normal.Cdf(x))],
                new ReferenceLine(1.5 / Math.Sqrt(100_000), "", ReferenceKind.Limit), new ReferenceLine(-1.5 / Math.Sqrt(100_000), "", ReferenceKind.Limit));
        },
        ["survival"] = () =>
        {
            var random = new SeededRandom(Seed);
            FollowUp[] Arm(double mean) => [.. Enumerable.Range(0, 200).Select(_ => (Time: mean * random.NextExponential(), Leaves: 60 * random.NextDouble())).Select(u => new FollowUp(Math.Round(Math.Min(u.Time, u.Leaves), 1), u.Time <= u.Leaves))];
            FollowUp[] a = Arm(20), b = Arm(30);
            LineSeries Curve(string name, FollowUp[] arm)
            {
                var points = new List<(double, double)> { (0, 1) };
                foreach (var step in KaplanMeier.Curve(arm, Level95).Value)
                {
                    points.Add((step.Risk.Time, points[^1].Item2));
                    points.Add((step.Risk.Time, step.Survival));
                }

                return new LineSeries(name, points);
            }

            return Plot(
                "Units that have not had the event", Invariant($"200 units an arm, some of whom leave unseen; log-rank p = {LogRankTest.Test(a, b).Value.Test.PValue:0.00000}."), "Days", new FigureAxis("Survival", 100, " %"),
                [Curve("control", a), Curve("treatment", b)]);
        },
        ["effect-trend"] = () =>
        {
            double[] days = Range(0, 13, 14);
            var random = new SeededRandom(Seed);
            double[] effects = [.. days.Select(d => 0.3 - (0.02 * d) + (0.03 * random.NextNormal()))];
            double[][] covariance = [.. days.Select((_, i) => (double[])[.. days.Select((_, j) => i == j ? 0.0009 + 0.0004 : 0.0004)])];
            var fit = EffectTrend.Fit(days, effects, covariance, Level95).Value;
            return Plot(
                "An effect that fades", Invariant($"Effect by days since exposure and its trend, p = {fit.Test.PValue:0.0000}; days share the units, so that their errors are correlated."), "Days since exposure", new FigureAxis("Effect", Signed: true),
                [new LineSeries("effect", [.. days.Zip(effects)]), Line("trend", days, d => fit.Start.Value + (fit.Slope.Value * d))], new ReferenceLine(0, "no effect", ReferenceKind.Zero));
        },
        ["difference-in-differences"] = () =>
        {
            var random = new SeededRandom(Seed);
            List<PanelRow> rows = [.. Enumerable.Range(0, 60).SelectMany(u => (bool[])[false, true], (u, post) => new PanelRow(u, u % 2 == 1, post, (u % 2 == 1 ? 12 : 10) + (post ? 2 : 0) + (post && u % 2 == 1 ? 1.5 : 0) + random.NextNormal()))];
            var d = DifferenceInDifferences.Compare(rows, Level95).Value;
            return Plot(
                "Before and after", Invariant($"Means of 30 control and 30 treated units; the effect {d.Effect.Value:0.00} is how much the treated rise above what the controls did."), "Period", new FigureAxis("Mean"),
                [new LineSeries("control", [(0, d.ControlPre), (1, d.ControlPost)]), new LineSeries("treated", [(0, d.TreatedPre), (1, d.TreatedPost)]), new LineSeries("treated, had they moved as the controls", [(0, d.TreatedPre), (1, d.TreatedPre + d.ControlPost - d.ControlPre)])]);
        },
        ["logistic-regression"] = () =>
        {
            var random = new SeededRandom(Seed);
            var x = Simulation.Draw(400, random.NextNormal);
            bool[] y = [.. x.Select(v => random.NextBernoulli(1 / (1 + Math.Exp(1 - (1.2 * v)))))];
            var fit = LogisticRegression.Fit(y, [.. x.Select(_ => 1.0)], x).Value;
            return Plot(
                "Fitted and true probability", Invariant($"400 units; slope {fit.Coefficients[1]:0.00}, true 1.20."), "Covariate", new FigureAxis("Probability", 100, " %"),
                [Line("fitted", Range(-3, 3, 61), v => 1 / (1 + Math.Exp(-fit.Coefficients[0] - (fit.Coefficients[1] * v)))), Line("true", Range(-3, 3, 61), v => 1 / (1 + Math.Exp(1 - (1.2 * v))))]);
        },
        ["meta-analysis"] = () => Plot(
            "Coverage of 95 % intervals of a pooled effect", "Effects that differ by as much as their errors, by the number of experiments.", "Experiments", Share,
            [
                Rate("fixed", [3, 5, 8, 12, 20, 40], 600, (r, k) => Pooled(r, (int)k, Pooling.Fixed, false)), Rate("DerSimonian–Laird", [3, 5, 8, 12, 20, 40], 600, (r, k) => Pooled(r, (int)k, Pooling.DerSimonianLaird, false)),
                Rate("REML, Knapp–Hartung", [3, 5, 8, 12, 20, 40], 600, (r, k) => Pooled(r, (int)k, Pooling.Reml, true)),
            ],
            Promise(0.95, "promised")),
        ["surrogacy"] = () =>
        {
            var random = new SeededRandom(Seed);
            var lead = Simulation.Draw(25, () => 0.5 * random.NextNormal());
            double[] outcome = [.. lead.Select(x => (0.8 * x) + (0.15 * random.NextNormal()))];
            var fit = TrialLevelSurrogacy.Regress(lead, outcome).Value;
            return new ScatterPlot(
                "Effects of 25 experiments", Invariant($"On the lead and on the outcome; R² {fit.RSquared:0.00} ({fit.Interval.Lower:0.00} to {fit.Interval.Upper:0.00})."), new FigureAxis("Effect on the lead", Signed: true), new FigureAxis("Effect on the outcome", Signed: true),
                [.. lead.Zip(outcome, (x, y) => new ScatterPoint("", x, y))], (fit.Intercept, fit.Slope));
        },
        ["unit-evidence"] = () => Plot(
            "How well early behaviour tells the outcome", "AUC on 400 units that the model had not seen, by the strength of the predictor, with its 95 % interval.", "Log odds a standard deviation", new FigureAxis("AUC"),
            [Line("AUC", Range(0, 2, 11), s => Auc(s).Auc), Line("lower", Range(0, 2, 11), s => Auc(s).AucInterval.Lower), Line("upper", Range(0, 2, 11), s => Auc(s).AucInterval.Upper)],
            new ReferenceLine(0.5, "a coin", ReferenceKind.Zero)),
    };

    private static AnytimeRegression Anytime(int rows)
    {
        var random = new SeededRandom(Seed);
        var treated = Simulation.Draw(400, () => random.NextBernoulli(0.5) ? 1 : 0)[..rows];
        double[] y = [.. treated.Select(t => (0.5 * t) + random.NextNormal())];
        return AnytimeRegression.Of(LeastSquares.Fit(y, [.. treated.Select(_ => 1.0)], treated).Value, 1, 10, Level95).Value;
    }

    private static double Found(FamilyCorrection correction, double effect)
    {
        var found = 0;
        var source = new SeededRandom(Seed);
        for (var run = 0; run < 300; run++)
        {
            var random = source.Stream((ulong)run);
            List<FamilyMember> members = [.. Enumerable.Range(0, 20).Select(i => (i < 5 ? effect : 0) + random.NextNormal()).Select(z => FamilyMember.Of(2 * Normal.Survival(Math.Abs(z)), z))];
            found += ComparisonFamily.Decide(members, correction, 0.05).Take(5).Count(d => d.Rejected);
        }

        return found / 1500.0;
    }

    private static bool Pooled(SeededRandom random, int experiments, Pooling pooling, bool knappHartung)
    {
        double[] variances = [.. Enumerable.Range(0, experiments).Select(_ => 0.01 * (0.5 + random.NextDouble()))];
        return MetaAnalysis.Pool([.. variances.Select(v => (0.1 * random.NextNormal()) + (Math.Sqrt(v) * random.NextNormal()))], variances, pooling, knappHartung).Match(p => p.Interval.Lower <= 0 && p.Interval.Upper >= 0, _ => false);
    }

    private static UnitPredictionResult Auc(double strength)
    {
        var random = new SeededRandom(Seed);
        var x = Simulation.Draw(800, random.NextNormal);
        return UnitPrediction.Assess([.. x.Select(v => random.NextBernoulli(1 / (1 + Math.Exp(-strength * v))) ? 1.0 : 0)], [x], 400).Value;
    }
}
