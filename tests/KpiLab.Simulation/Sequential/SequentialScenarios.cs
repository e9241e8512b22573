using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Experiments watched as their units come in.</summary>
internal static class SequentialScenarios
{
    public const double Alpha = 0.05;

    public static readonly IReadOnlyDictionary<string, Func<SeededRandom, double>> Shapes = new Dictionary<string, Func<SeededRandom, double>>
    {
        ["normal"] = r => r.NextNormal(),
        ["binary, 2 percent"] = r => r.NextBernoulli(0.02) ? 1 : 0,
        ["exponential"] = r => r.NextExponential(),
        ["5 percent spend, log-normal"] = r => r.NextBernoulli(0.05) ? Math.Exp(r.NextNormal()) : 0,
    };

    /// <summary>Whether some of 1,000 looks, from the stated minimum on, excludes no effect although there is none.</summary>
    public static bool EverCrosses(SeededRandom random, Func<SeededRandom, double> unit, Alternative alternative)
    {
        const int looks = 1000, unitsPerLook = 10;
        var sequence = AsymptoticConfidenceSequence.Of(Alpha, alternative: alternative);
        Moments a = default, b = default;
        for (var look = 0; look < looks; look++)
        {
            var units = look == 0 ? (int)AsymptoticConfidenceSequence.MinimumUnitsPerArm : unitsPerLook;
            a += Moments.Of(Simulation.Draw(units, () => unit(random)));
            b += Moments.Of(Simulation.Draw(units, () => unit(random)));
            var contrast = WelchTest.Contrast(a, b);
            if (contrast.IsDefined && AsymptoticConfidenceSequence.IsClaimedFor(contrast.Value) && sequence.Test(contrast.Value).PValue <= Alpha)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A group-sequential experiment of four unplanned looks, the last over-running; where it stopped and what it then says.</summary>
    public static GroupSequentialRun Run(SeededRandom random, double effect, GroupSequentialDesign design)
    {
        int[] unitsPerArm = [90, 240, 410, 530];
        const double planned = 500;
        Moments a = default, b = default;
        for (var k = 0; k < unitsPerArm.Length; k++)
        {
            var more = unitsPerArm[k] - (int)a.Count;
            a += Moments.Of(Simulation.Draw(more, () => random.NextExponential()));
            b += Moments.Of(Simulation.Draw(more, () => effect + random.NextExponential()));
            var contrast = WelchTest.Contrast(a, b).Value;
            var bounds = Bounds(design, unitsPerArm, k, planned);
            var crossed = contrast.Test().PValue <= bounds[k].NominalAlpha;
            if (crossed || k == unitsPerArm.Length - 1)
            {
                var z = Math.CopySign(Normal.UpperQuantile(contrast.Test().PValue / 2), contrast.Difference);
                var inference = StageWiseInference.Of(design, bounds, z, Level.FromAlpha(Alpha)).Value.InUnits(contrast.StandardError, bounds[k].Fraction);
                return new GroupSequentialRun(crossed, contrast.Difference > 0, inference);
            }
        }

        throw new InvalidOperationException("the last look stops");
    }

    public static IReadOnlyList<LookBound> Bounds(GroupSequentialDesign design, int[] units, int look, double planned)
        => design.Bounds([.. units.Take(look + 1).Select(n => n / planned)]);
}

internal sealed record GroupSequentialRun(bool Crossed, bool Upwards, Effect Inference);
