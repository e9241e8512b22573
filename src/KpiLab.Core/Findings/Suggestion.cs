namespace KpiLab.Core;

/// <summary>Finds what a person probably meant.</summary>
public static class Suggestion
{
    private const int MostCandidates = 2000;

    /// <summary>The candidate closest to <paramref name="word"/> when it is close enough to be a slip, else null.</summary>
    /// <remarks>Optimal string alignment distance, case ignored: at most a third of the word's length, and at least one slip, but none between names of one letter, which have nothing in common; else the only one that begins so.</remarks>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > 64)
        {
            return null;
        }

        var allowed = word.Length == 1 ? 0 : Math.Max(1, word.Length / 3);
        string? best = null;
        var bestDistance = allowed + 1;
        foreach (var candidate in candidates.Take(MostCandidates))
        {
            if (Math.Abs(candidate.Length - word.Length) > allowed || candidate.Length is 0 or > 64 || (candidate.Length == 1 && word.Length > 1))
            {
                continue;
            }

            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < bestDistance || (distance == bestDistance && best is not null && string.CompareOrdinal(candidate, best) < 0))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return bestDistance <= allowed ? best : Beginning(word, candidates);
    }

    /// <summary>A short list in words: <c>a, b, c</c>, cut with the number left out.</summary>
    public static string List(IEnumerable<string> items, int most = 20)
    {
        var all = items.ToArray();
        return all.Length <= most
            ? string.Join(", ", all)
            : string.Join(", ", all.Take(most)) + Invariant($" and {all.Length - most} more");
    }

    /// <summary><c>did you mean a? </c> where something is close, else nothing; then the list of what is possible.</summary>
    public static string DidYouMean(string word, IReadOnlyCollection<string> candidates, string otherwise)
        => Closest(word, candidates) is { } meant ? $"did you mean {meant}?" : otherwise;

    // mon for monday: the only candidate that begins so.
    private static string? Beginning(string word, IEnumerable<string> candidates)
    {
        var matches = word.Length < 3 ? [] : candidates.Take(MostCandidates).Where(c => c.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray();
        return matches.Length == 1 ? matches[0] : null;
    }

    private static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[b.Length];
    }
}
