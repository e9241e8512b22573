using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Prior, chances and losses of a Bayesian plan, in words.</summary>
internal static class PosteriorSection
{
    public const string Title = "Chances and prior";

    /// <summary>How to read a Bayesian plan's numbers.</summary>
    public const string HowToRead = "chance to beat control: the probability, given the prior and the data, that the treatment is the better of the two. The range beside a change holds it with the probability in brackets.";

    public static IEnumerable<Block> Of(Analysis analysis)
    {
        if (analysis.Bayesian is { } bayesian)
        {
            yield return new Heading(2, Title);
            yield return new Bullets(bayesian.Account);
        }
    }

    /// <summary>The chance of a comparison with its words.</summary>
    public static string Chance(BayesianResult result)
        => result.ChanceToBeatControl is { } beats ? Rounding.Chance(beats) : $"{Rounding.Chance(result.ChanceHigher)} higher";

    /// <summary>The losses to be expected.</summary>
    public static IEnumerable<string> Losses(KpiComparison c)
    {
        if (c.Bayesian is { LossOfShipping: { } shipping, LossOfKeeping: { } keeping })
        {
            yield return $"loss if shipped {Loss(shipping, c.Unit)}";
            yield return $"loss if kept {Loss(keeping, c.Unit)}";
        }
    }

    /// <summary>A loss in the KPI's unit.</summary>
    public static string Loss(double loss, MetricUnit unit)
        => Rounding.Loss(loss, unit);
}
