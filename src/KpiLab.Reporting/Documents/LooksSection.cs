using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Which alpha applied where, for designs that allow several looks.</summary>
internal static class LooksSection
{
    public const string Title = "Looks and error rates";

    public static IEnumerable<Block> Of(Analysis analysis)
    {
        if (analysis.Sequential is not { } sequential)
        {
            yield break;
        }

        yield return new Heading(2, Title);
        var sentences = sequential.Account.ToList();
        sentences.AddRange(analysis.Comparisons.Where(c => c is { Segment: null, Sequential.AtStopping: not null }).Select(c => Stopping(c, c.Sequential!.AtStopping!)));
        yield return new Bullets(sentences);
    }

    private static string Stopping(KpiComparison comparison, StoppingResult stopping)
        => $"If {comparison.Name} with {comparison.Treatment} stops here: {Rounding.Absolute(stopping.Absolute, comparison.Unit)}, {stopping.Absolute.Set.Level} interval {Rounding.AbsoluteSet(stopping.Absolute, comparison.Unit)}, {Rounding.PValue(stopping.PValue)}, corrected for the rule that stopped it (median-unbiased, by stage-wise ordering).";
}
