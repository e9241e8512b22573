using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a reader of compared events must know: which test there is, and whether events come singly, as it assumes.</summary>
internal static class EventFindings
{
    public static IEnumerable<Finding> Of(AnalysisPlan plan, IReadOnlyList<KpiComparison> comparisons)
    {
        var (kpi, name) = (comparisons[0].Kpi, comparisons[0].Name);
        List<KpiComparison> By(EventTest test) => [.. comparisons.Where(c => c.Events?.Test == test)];
        if (By(EventTest.MidP) is { Count: > 0 } few)
        {
            yield return new Finding(
                "few-events",
                Severity.Info,
                $"{name} has too few events for the normal approximation ({ReadingChecks.Some(few)}): p is the mid-p of the conditional Poisson test, with its interval of the ratio and the score interval of the difference.",
                Invariant($"Nothing to do; from {EventComparison.LeastExpected} events expected an arm on the usual test comes back. `methods: {{{kpi}: poisson}}` asks for the exact test whatever their number."),
                kpi);
        }

        if (By(EventTest.Robust) is { Count: > 0 } bursts)
        {
            yield return new Finding(
                "few-events-in-bursts",
                Severity.Warning,
                $"{name} has few events, and they come in bursts ({ReadingChecks.Some(bursts)}): a unit with one has several more often than chance allows, so that no Poisson law holds, and a normal approximation is rough.",
                "Compare the share of units with an event (`type: proportion`), or wait for more units.",
                kpi);
        }

        var exact = By(EventTest.Exact).FindAll(c => c.Segment is null);
        if (exact.Count == 0)
        {
            yield break;
        }

        yield return new Finding(
            "poisson-comparison",
            Severity.Info,
            $"{name} is compared as events that come singly and independently: p is that of the exact conditional Poisson test, with its interval of the ratio and the score interval of the difference."
                + (plan.Covariates.Count > 0 ? " Covariates are not used for it." : ""),
            "Nothing to do, if an event of a unit makes the next neither more nor less likely.",
            kpi);
        if (exact.Where(c => c.Events!.IsOverdispersed).MaxBy(c => c.Events!.Dispersion.Value.Index) is { } worst)
        {
            var dispersion = worst.Events!.Dispersion.Value;
            yield return new Finding(
                "over-dispersed",
                Severity.Warning,
                Invariant($"Events of {name} come in bursts, or units differ in their rates: units scatter {dispersion.Index:0.0} times as much as a Poisson law says ({Rounding.PValue(dispersion.PValue)}). Its intervals are about {Math.Sqrt(dispersion.Index):0.0} times too short, and its p-values too small."),
                $"Leave {kpi} out of `plan.methods`: the rate is then compared with its robust error, which needs no such law.",
                kpi);
        }
        else if (exact.Exists(c => !c.Events!.Dispersion.IsDefined && c.Events.Control.Events + c.Events.Treatment.Events > 2))
        {
            yield return new Finding(
                "dispersion-unseen",
                Severity.Info,
                $"Whether the events of {name} come singly does not show in the data: that takes several units with exposures of their own in an arm.",
                "Give one row a unit, if there are units behind the sums.",
                kpi);
        }
    }
}
