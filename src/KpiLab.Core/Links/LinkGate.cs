using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Whether two aligned series carry enough to be judged at all.</summary>
public static class LinkGate
{
    private const int LargestOwnLag = 4;
    private static readonly LinkGateSettings Default = new();

    /// <summary>Why the pair cannot be judged; null when it can.</summary>
    /// <exception cref="ArgumentException">The series differ in length.</exception>
    public static Undefined? Refusal(LinkSeries link, LinkGateSettings? settings = null)
    {
        var gate = settings ?? Default;
        IReadOnlyList<IReadOnlyList<double?>> all = [link.Outcome, link.Lead, .. link.Controls];
        var n = link.Outcome.Count;
        if (all.Any(s => s.Count != n))
        {
            throw new ArgumentException("the series of a link must be of one length", nameof(link));
        }

        var (lastLag, season) = (link.Window.Last, link.Season);
        var least = Fewest(lastLag, season, link.FewestPeriods, gate);
        if (n < least)
        {
            return TooFew(Invariant($"there are {n} periods; {least} are the least for lags up to {lastLag}{(season > 1 ? Invariant($" and a season of {season}") : "")}"));
        }

        var missing = Enumerable.Range(0, n).Count(t => all.Any(s => s[t] is null));
        if (missing > gate.LargestMissingShare * n)
        {
            return Gaps(Invariant($"{missing} of {n} periods miss a value; at most {gate.LargestMissingShare * 100:0.##} % may"));
        }

        var gap = all.Max(s => LongestRun(s, n));
        var longest = season > 1 ? Math.Min(gate.LongestGap, season) : gate.LongestGap;
        if (gap > longest)
        {
            return Gaps(Invariant($"there is a gap of {gap} periods; the longest that may be bridged is {longest}"));
        }

        foreach (var (name, series) in new[] { ("outcome", link.Outcome), ("lead", link.Lead) })
        {
            var values = series.Take(n).Where(v => v is not null).Select(v => v!.Value).ToList();
            if (values.Distinct().Count() < gate.FewestDistinct)
            {
                return Still(values.Distinct().Count() is 1 ? $"the {name} never changes" : Invariant($"the {name} takes only {values.Distinct().Count()} different values; {gate.FewestDistinct} are the least"));
            }

            var changes = values.Zip(values.Skip(1)).Count(p => p.First != p.Second);
            if (changes < gate.FewestChanges)
            {
                return Still(Invariant($"the {name} changes {changes} times; {gate.FewestChanges} are the least"));
            }
        }

        return null;
    }

    /// <summary>Fewest periods for these lags and this season.</summary>
    public static int Fewest(int lastLag, int season, int? declared = null, LinkGateSettings? settings = null)
    {
        var gate = settings ?? Default;
        return Math.Max(declared ?? Math.Max(gate.FewestPeriods, 10 + (3 * (LargestOwnLag + lastLag))), season > 1 ? gate.Seasons * season : 0);
    }

    /// <summary>Fills gaps on the straight line between their neighbours, and the ends with the nearest value.</summary>
    public static double[] Bridge(IReadOnlyList<double?> series, int length)
    {
        var result = new double[length];
        var last = -1;
        for (var t = 0; t < length; t++)
        {
            if (series[t] is not { } value)
            {
                continue;
            }

            for (var gap = last + 1; gap < t; gap++)
            {
                result[gap] = last < 0 ? value : result[last] + ((value - result[last]) * (gap - last) / (t - last));
            }

            result[t] = value;
            last = t;
        }

        for (var gap = last + 1; gap < length && last >= 0; gap++)
        {
            result[gap] = result[last];
        }

        return result;
    }

    private static Undefined TooFew(string sentence) => new(SeriesReason.TooShort, sentence);

    private static Undefined Gaps(string sentence) => new(SeriesReason.Gaps, sentence);

    private static Undefined Still(string sentence) => new(SeriesReason.Constant, sentence);

    private static int LongestRun(IReadOnlyList<double?> series, int length)
    {
        int longest = 0, run = 0;
        for (var t = 0; t < length; t++)
        {
            run = series[t] is null ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
