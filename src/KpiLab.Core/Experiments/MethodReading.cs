using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How one KPI is compared, where the plan says otherwise than by its mean and the t law.</summary>
public enum KpiMethod
{
    /// <summary>By ranks: how often the treatment has the higher value, less how often the control has it.</summary>
    Rank,

    /// <summary>Bootstrap, percentile interval.</summary>
    Bootstrap,

    /// <summary>Bootstrap, the percentile interval reflected about the effect.</summary>
    BootstrapBasic,

    /// <summary>Bootstrap, bias-corrected and accelerated.</summary>
    BootstrapBca,

    /// <summary>As events that come singly and independently, during an exposure: the exact conditional Poisson test.</summary>
    Poisson,
}

/// <summary>What a KPI's own method says beside its effect.</summary>
/// <param name="Method">The method.</param>
/// <param name="ProbabilityHigher">Ranks: the probability that of two units drawn by chance the treated one has the higher value, ties shared.</param>
/// <param name="Shift">Ranks: the median of all differences of a treated and a control unit (Hodges and Lehmann), in the KPI's unit.</param>
/// <param name="MannWhitneyPValue">Ranks: p of the Mann–Whitney test, which assumes equal spreads, for comparison.</param>
/// <param name="Resamples">Bootstrap: how many resamples there were.</param>
[TypeFormatterSource]
public sealed record MethodReading(KpiMethod Method, double? ProbabilityHigher, double? Shift, double? MannWhitneyPValue, int? Resamples)
{
    /// <summary>Resamples of a bootstrap in an analysis.</summary>
    public const int PlannedResamples = 2_000;

    /// <summary>Whether effects are on the scale of probabilities, not of the KPI.</summary>
    public bool IsRank => Method == KpiMethod.Rank;
}

/// <summary>Resampled effects of a comparison, with the interval that is read from them.</summary>
internal sealed record BootstrapEffects(BootstrapInterval Interval, BootstrapDraws Absolute, Estimable<BootstrapDraws> Relative)
{
    public string Method => Interval switch { BootstrapInterval.Basic => "bootstrap_basic", BootstrapInterval.Bca => "bootstrap_bca", _ => "bootstrap_percentile" };

    public Effect AbsoluteAt(Level level) => Of(Absolute, level).Value;

    public Estimable<Effect> RelativeAt(Level level) => Relative.Then(d => Of(d, level));

    public double PValue => Absolute.PValue(Interval).Value;

    private Estimable<Effect> Of(BootstrapDraws draws, Level level) => draws.Set(Interval, level).Select(s => new Effect(draws.Observed, draws.StandardError, s));
}

/// <summary>Contrasts from value counts by a KPI's own method.</summary>
internal static class MethodContrast
{
    /// <summary>By ranks; its sides are the probabilities of having the higher value.</summary>
    public static ArmContrast Ranks(ValueCounts control, ValueCounts treatment)
    {
        var arms = Together(control, treatment);
        var contrast = RankContrast.Of(arms);
        Estimable<Estimate> Side(Func<Contrast, Arm> of) => contrast.Select(c => new Estimate(of(c).Count, of(c).Mean, Math.Sqrt(of(c).SquaredStandardError)));
        var mannWhitney = MannWhitneyTest.Asymptotic(arms);
        var shift = HodgesLehmann.Shift(arms);
        return new ArmContrast(contrast, null, Side(c => c.Control), Side(c => c.Treatment))
        {
            IsStructured = true,
            Reading = new MethodReading(
                KpiMethod.Rank, contrast.IsDefined ? contrast.Value.Treatment.Mean : null, shift.IsDefined ? shift.Value : null, mannWhitney.IsDefined ? mannWhitney.Value.PValue : null, null),
        };
    }

    /// <summary>Rates of events with the variance of a Poisson law; intervals and p are those of the conditional test.</summary>
    public static ArmContrast Poisson(ArmContrast plain, Estimable<EventArm> control, Estimable<EventArm> treatment) => plain with
    {
        Contrast = !control.IsDefined ? control.Reason : !treatment.IsDefined ? treatment.Reason : EventComparison.Contrast(control.Value, treatment.Value),
        Reading = new MethodReading(KpiMethod.Poisson, null, null, null, null),
    };

    /// <summary>A contrast with the interval and p-value of a bootstrap.</summary>
    public static ArmContrast Bootstrap(ArmContrast plain, ValueCounts control, ValueCounts treatment, double? quantile, KpiMethod method, long seed)
    {
        var interval = method switch { KpiMethod.BootstrapBasic => BootstrapInterval.Basic, KpiMethod.BootstrapBca => BootstrapInterval.Bca, _ => BootstrapInterval.Percentile };
        var reading = new MethodReading(method, null, null, null, MethodReading.PlannedResamples);
        if (!plain.Contrast.IsDefined)
        {
            return plain with { Reading = reading };
        }

        var (absolute, relative) = quantile is { } q
            ? PoissonBootstrap.QuantileDraws(control, treatment, q, seed, MethodReading.PlannedResamples)
            : PoissonBootstrap.MeanDraws(control, treatment, seed, MethodReading.PlannedResamples);
        var usable = absolute.Then(d => d.Set(interval, Level.Of(0.95)));
        return usable.IsDefined
            ? plain with { Reading = reading, IsStructured = true, Bootstrap = new BootstrapEffects(interval, absolute.Value, relative) }
            : plain with { Reading = reading, IsStructured = true, Contrast = usable.Reason };
    }

    private static RankedArms Together(ValueCounts control, ValueCounts treatment)
    {
        double[] values = [.. control.Values, .. treatment.Values];
        var a = new long[values.Length];
        var b = new long[values.Length];
        control.Counts.CopyTo(a);
        treatment.Counts.CopyTo(b.AsSpan(control.Counts.Length));
        return RankedArms.OfCounts(values, a, b);
    }
}
