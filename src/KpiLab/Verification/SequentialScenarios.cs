using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Experiments that are looked at while they run.</summary>
internal static class SequentialScenarios
{
    private const double Alpha = 0.05;

    private static readonly (string Name, Func<SeededRandom, double> Draw)[] Units =
    [
        ("normal", r => r.NextNormal()),
        ("rare binary, 2 %", r => r.NextBernoulli(0.02) ? 1 : 0),
        ("5 % spend, log-normal", r => r.NextBernoulli(0.05) ? Math.Exp(r.NextNormal()) : 0),
    ];

    public static IReadOnlyList<MethodScenario> All { get; } = [.. ThousandLooks(), .. FewLooks()];

    private static IEnumerable<MethodScenario> ThousandLooks()
    {
        foreach (var (name, draw) in Units)
        {
            var shape = name + ", 1,000 looks of 10 and 10 units, from 100 and 100 on, no effect";
            yield return new("asymptotic confidence sequence", shape, MethodMeasure.EverCrossing, MethodPromise.Guaranteed, Alpha, 100, r =>
            {
                var sequence = AsymptoticConfidenceSequence.Of(Alpha);
                return MethodTrial.Of(Crosses(r, draw, c => sequence.Test(c).PValue <= Alpha));
            });
        }

        yield return new("mixture SPRT", "normal, known variance, 1,000 looks of 10 and 10 units, no effect", MethodMeasure.EverCrossing, MethodPromise.Guaranteed, Alpha, 100, r =>
        {
            double sum = 0;
            for (var look = 1; look <= 1000; look++)
            {
                // Sum of ten differences of unit normals.
                sum += Math.Sqrt(20) * r.NextNormal();
                if (MixtureSprt.Of(sum / (10 * look), 2, 10 * look, 0.01, Level.Of(0.95)).Value.PValue <= Alpha)
                {
                    return new MethodTrial(1);
                }
            }

            return new MethodTrial(0);
        });
        yield return new("fixed design, looked at 1,000 times", "normal, from 100 and 100 on, no effect", MethodMeasure.EverCrossing, MethodPromise.Shown, Alpha, 100, r =>
            MethodTrial.Of(Crosses(r, Units[0].Draw, c => c.Test().PValue <= Alpha)));
    }

    private static IEnumerable<MethodScenario> FewLooks()
    {
        double[] fractions = [0.18, 0.45, 0.66, 0.9, 1];
        (string, SpendingFunction)[] spendings = [("O'Brien–Fleming", SpendingFunction.ObrienFleming), ("Pocock", SpendingFunction.Pocock), ("Hwang–Shih–DeCani −4", SpendingFunction.HwangShihDecani(-4))];
        foreach (var (name, spending) in spendings)
        {
            double[] bounds = [.. new GroupSequentialDesign(spending, Alpha).Bounds(fractions, lastIsFinal: true).Select(b => b.Bound)];
            yield return new($"group sequential, {name}", "Brownian, five looks at uneven fractions, no effect", MethodMeasure.EverCrossing, MethodPromise.Nominal, Alpha, 1, r =>
            {
                double path = 0, before = 0;
                for (var k = 0; k < fractions.Length; k++)
                {
                    path += Math.Sqrt(fractions[k] - before) * r.NextNormal();
                    before = fractions[k];
                    if (Math.Abs(path / Math.Sqrt(before)) >= bounds[k])
                    {
                        return new MethodTrial(1);
                    }
                }

                return new MethodTrial(0);
            });
        }
    }

    private static bool Crosses(SeededRandom random, Func<SeededRandom, double> draw, Func<Contrast, bool> rejects)
    {
        Moments a = default, b = default;
        for (var look = 0; look < 1000; look++)
        {
            var units = look == 0 ? (int)AsymptoticConfidenceSequence.MinimumUnitsPerArm : 10;
            a += Moments.Of(MeanScenarios.Draw(units, () => draw(random)));
            b += Moments.Of(MeanScenarios.Draw(units, () => draw(random)));
            if (WelchTest.Contrast(a, b) is { IsDefined: true } contrast && rejects(contrast.Value))
            {
                return true;
            }
        }

        return false;
    }
}
