namespace KpiLab.Core;

/// <summary>What is asked of an experiment's plan, beside what the plan itself says.</summary>
public sealed record PowerQuestion
{
    /// <summary>Mean of the primary KPI without treatment; of a share: the share.</summary>
    public double? Baseline { get; init; }

    /// <summary>Standard deviation of a unit's value.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Share of units, for a KPI that is a proportion.</summary>
    public double? Rate { get; init; }

    /// <summary>Share of the variance that covariates explain (ρ²), where no data tell it.</summary>
    public double? Explained { get; init; }

    /// <summary>Clusters are randomised: correlation of two units of one cluster; else as measured where the data have clusters.</summary>
    public double? Icc { get; init; }

    /// <summary>Mean units of a cluster, beside <see cref="Icc"/>.</summary>
    public double? ClusterSize { get; init; }

    /// <summary>Units a day in all variants; else as observed.</summary>
    public double? UnitsPerDay { get; init; }

    /// <summary>The effect to be found; else the hypothesis's minimum effect.</summary>
    public EffectSize? MinimumEffect { get; init; }

    /// <summary>Units in all variants; else the plan's.</summary>
    public long? Units { get; init; }

    /// <summary>The power asked for; else the plan's, else 0.8.</summary>
    public double? Power { get; init; }

    /// <summary>Whether to simulate the design as well.</summary>
    public bool Simulate { get; init; }

    /// <summary>Simulated experiments.</summary>
    public int Runs { get; init; } = 10_000;

    /// <summary>Whether the person gave what would else be read from the data.</summary>
    public bool HasBaseline => Baseline is not null || StandardDeviation is not null || Rate is not null;

    /// <summary>What is wrong with it for a metric, everything at once.</summary>
    /// <param name="metric">The primary KPI.</param>
    /// <param name="hypothesis">Where the minimum effect is, unless one was asked for.</param>
    /// <param name="plan">Where the units are, unless some were asked for.</param>
    public IReadOnlyList<Problem> Check(MetricDefinition metric, Hypothesis hypothesis, AnalysisPlan plan)
    {
        var problems = new List<Problem>();
        void Refuse(bool wrong, string option, string message, string remedy)
        {
            if (wrong)
            {
                problems.Add(new Problem(null, 0, option, message, remedy));
            }
        }

        var isShare = metric.Measure.Type == MeasureType.Proportion;
        Refuse(
            metric.Measure.Type == MeasureType.Quantile && HasBaseline,
            "--baseline",
            $"{metric.Id} is a quantile, whose noise depends on the density of the data around it",
            "leave out --baseline, --sd and --rate, and let it be measured on data");
        Refuse(Rate is not (null or (> 0 and < 1)), "--rate", Invariant($"{Rate} is not a share of units"), "write a share between 0 and 1, such as 0.12 or 12%");
        Refuse(Rate is not null && !isShare, "--rate", $"{metric.Id} is no share of units", "give `--baseline` and `--sd`, the mean and standard deviation of a unit's value");
        Refuse(isShare && Rate is null && Baseline is not (null or (> 0 and < 1)), "--baseline", Invariant($"{metric.Id} is a share, and {Baseline} is none"), "write a share between 0 and 1, such as 0.12 or 12%");
        Refuse(Rate is not null && Baseline is not null, "--rate", "stands beside --baseline", "give one of the two");
        Refuse(Baseline is { } b && !double.IsFinite(b), "--baseline", Invariant($"{Baseline} is not a number to plan from"), "write the mean of a unit's value");
        Refuse(StandardDeviation is { } s && !(s > 0 && double.IsFinite(s)), "--sd", Invariant($"{StandardDeviation} is not a standard deviation"), "write a positive number");
        Refuse(StandardDeviation is not null && isShare, "--sd", $"{metric.Id} is a share, whose standard deviation follows from it", "give `--rate` alone");
        Refuse(!isShare && StandardDeviation is not null && Baseline is null, "--baseline", "is missing beside --sd", "give the mean of a unit's value");
        Refuse(!isShare && Baseline is not null && StandardDeviation is null, "--sd", "is missing beside --baseline", "give the standard deviation of a unit's value");
        Refuse(Explained is not (null or (>= 0 and < 1)), "--explained", Invariant($"{Explained} is not a share of the variance"), "write ρ², at least 0 and below 1, such as 0.3");
        Refuse(Icc is not (null or (>= 0 and < 1)), "--icc", Invariant($"{Icc} is not a correlation of units in clusters"), "write a number at least 0 and below 1, such as 0.02");
        Refuse(ClusterSize is { } m && !(m >= 1 && double.IsFinite(m)), "--cluster-size", Invariant($"{ClusterSize} is no size of clusters"), "write the mean units of a cluster, at least 1");
        Refuse(Icc is null != (ClusterSize is null), Icc is null ? "--icc" : "--cluster-size", $"is missing beside {(Icc is null ? "--cluster-size" : "--icc")}", "give both: how alike units of a cluster are, and how many it has");
        Refuse(UnitsPerDay is { } t && !(t > 0 && double.IsFinite(t)), "--traffic-per-day", Invariant($"{UnitsPerDay} is no traffic"), "write the units a day of all variants together, a positive number");
        Refuse(Units is < 4, "--units", Invariant($"{Units} units are no experiment"), "write the units of all variants together, at least 4");
        Refuse(Power is not (null or (> 0 and < 1)), "--power", Invariant($"{Power} is not a probability below 1"), "write a number such as 0.8");
        Refuse(Runs is < 100 or > 10_000_000, "--runs", Invariant($"{Runs} experiments"), "write a number from 100 to 10000000");
        Refuse(MinimumEffect is { Value: <= 0 }, "--effect", $"{MinimumEffect} is no effect to find", "write a positive size such as 2% or 1pp; the hypothesis says which way");
        Refuse(
            MinimumEffect is null && hypothesis.MinimumEffect is null && Units is null && plan.Units is null,
            "hypothesis.minimum_effect",
            "is missing, and so is a number of units, of which one can be found from the other",
            "write the smallest effect that matters, such as `minimum_effect: 2%`, or give `--effect 2%` or `--units 40000`");
        return problems;
    }
}
