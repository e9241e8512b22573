using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Says in plain words what a Bayesian analysis stands on, and where its prior speaks louder than the data.</summary>
internal static class BayesianWording
{
    // From half of the precision on the prior weighs as much as all the data.
    private const double Strong = 0.5;

    // Standard deviations between prior and data that chance explains about three times in a thousand.
    private const double Conflicting = 3;

    /// <summary>The prior in words.</summary>
    public static string Prior(EffectPrior prior) => prior.IsFlat
        ? "a flat prior (every effect as likely as every other)"
        : prior.Scale == EffectScale.Relative
            ? FormattableString.Invariant($"the prior that the effect is {prior.Mean * 100:0.####} % of the control mean, give or take {prior.StandardDeviation * 100:0.####} % (normal)")
            : FormattableString.Invariant($"the prior that the effect is {prior.Mean:0.######} in the KPI's unit, give or take {prior.StandardDeviation:0.######} (normal)");

    /// <summary>The account of a Bayesian design; null for others.</summary>
    public static BayesianAccount? Account(AnalysisPlan plan, IReadOnlyList<KpiComparison> comparisons, int guardrails)
    {
        if (plan.Design != Design.Bayesian)
        {
            return null;
        }

        double ship = 1 - (plan.Alpha / 2), rollback = plan.Alpha / 2;
        var sentences = new List<string>
        {
            $"Bayesian design with {Prior(plan.Prior)}: a treatment counts as better from a chance of {Rounding.Chance(ship)} to beat the control, as worse up to {Rounding.Chance(rollback)}.",
            $"Effects are what is believed after the data, ranges hold the effect with a probability of {Rounding.Chance(1 - plan.Alpha)}, given that prior.",
        };
        if (!plan.Prior.IsFlat)
        {
            sentences.Add(plan.Prior.Scale == EffectScale.Relative
                ? "The prior is applied to the primary KPI, to secondary KPIs and to their segments."
                : "The prior, being in the primary KPI's unit, is applied to that KPI and its segments alone; secondary KPIs have a flat one.");
        }

        sentences.Add("Chances are for each comparison by itself; they are not corrected for the number of comparisons.");
        if (guardrails > 0)
        {
            sentences.Add(FormattableString.Invariant($"Guardrails are no matter of belief: each is tested one-sided at {plan.Alpha * 100:G3} %, without prior."));
        }

        sentences.AddRange(comparisons.Where(c => c is { Segment: null, Role: ComparisonRole.Primary, Bayesian: not null }).Select(Told));
        return new BayesianAccount(plan.Prior, ship, rollback, sentences);
    }

    /// <summary>Findings about the prior and about looks.</summary>
    public static IEnumerable<Finding> Findings(AnalysisPlan plan, LookHistory history, bool isComplete, IReadOnlyList<KpiComparison> comparisons)
    {
        if (plan.Design != Design.Bayesian)
        {
            yield break;
        }

        foreach (var c in comparisons.Where(c => c is { Segment: null, Role: ComparisonRole.Primary, Bayesian: not null }))
        {
            foreach (var finding in AboutPrior(c, c.Bayesian!))
            {
                yield return finding;
            }
        }

        if (plan.Prior.IsFlat && (!isComplete || history.Units.Count > 1))
        {
            yield return Looks(plan, history, isComplete);
        }
    }

    private static string Told(KpiComparison c)
    {
        var b = c.Bayesian!;
        var chance = b.ChanceToBeatControl is { } beats ? $"chance to beat control {Rounding.Chance(beats)}" : $"chance to be higher than the control {Rounding.Chance(b.ChanceHigher)}";
        var loss = b is { LossOfShipping: { } shipping, LossOfKeeping: { } keeping }
            ? $"; expected loss {Rounding.Loss(shipping, c.Unit)} if it is shipped, {Rounding.Loss(keeping, c.Unit)} if the control is kept"
            : "";
        var region = b.Equivalence is { } e ? $"; a chance of {Rounding.Chance(e.Region.Within)} that the effect, whichever way, is smaller than the minimum effect" : "";
        return $"{c.Name} with {c.Treatment}: {chance}{loss}{region}.";
    }

    private static IEnumerable<Finding> AboutPrior(KpiComparison c, BayesianResult b)
    {
        var about = $"{c.Name} with {c.Treatment}";
        if (b.PriorShare >= Strong)
        {
            yield return new Finding(
                "strong-prior",
                Severity.Warning,
                $"The prior weighs more than the data in the result of {about}: {Rounding.Chance(b.PriorShare)} against {Rounding.Chance(1 - b.PriorShare)}.",
                "Collect more units, or justify the prior from experiments like this one; read the effect of the data alone beside it.",
                c.Kpi);
        }

        if (c.Verdict != b.VerdictOfDataAlone)
        {
            yield return new Finding(
                "prior-decides",
                Severity.Warning,
                $"The prior decides about {about}: with it the KPI is {Word(c.Verdict)}, by the data alone it would be {Word(b.VerdictOfDataAlone)}.",
                "Decide only if everybody concerned shares the prior; else wait for more units.",
                c.Kpi);
        }

        if (b.Conflict > Conflicting)
        {
            yield return new Finding(
                "prior-conflict",
                Severity.Warning,
                FormattableString.Invariant($"Prior and data contradict each other about {about}: they lie {b.Conflict:0.0} standard deviations apart, and the result between them fits neither."),
                "Find out which of the two is wrong: check the data, or the experiments that the prior came from.",
                c.Kpi);
        }
    }

    // With a flat prior "a chance of 1 − alpha/2" is the same event as "p at most alpha", so that looks cost what they cost a test.
    private static Finding Looks(AnalysisPlan plan, LookHistory history, bool isComplete)
    {
        var units = history.Units.Select(u => (double)u).ToList();
        if (!isComplete && plan.Units is { } planned && planned > units[^1])
        {
            units.Add(planned);
        }

        var cost = units.Count > 1
            ? FormattableString.Invariant($"; at these {units.Count} looks{(isComplete ? "" : ", the planned end included,")} {PeekingCost.Of([.. units], plan.Alpha).AnyLook * 100:G3} % of treatments without any effect would reach one of the two chances at some look, instead of {plan.Alpha * 100:G3} %")
            : "";
        return new Finding(
            "looks-at-flat-prior",
            Severity.Info,
            $"With a flat prior the chance to beat the control holds at a look that was chosen beforehand; whoever stops at the first look that convinces is convinced too often{cost}.",
            "Decide at the planned units or end; or plan a prior from past experiments, or `design: always_valid`, where looks are wanted.");
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        Verdict.Different => "different",
        _ => "undecided",
    };
}
