namespace KpiLab.Core;

/// <summary>What one snapshot says that another did not.</summary>
public static class ReviewDifference
{
    /// <summary>The changes in sentences: verdicts, advice, findings, KPIs that came and went, values of primary KPIs, targets out of reach; of one month also every value, deviations, experiments.</summary>
    public static IReadOnlyList<string> Between(ReviewSnapshot before, ReviewSnapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var lines = new List<string>();
        Pairs(before.Kpis, after.Kpis, k => k.Id, "KPI", lines, (a, b) => a.Advice != b.Advice ? Invariant($"KPI {b.Id}: advice from {Text(a.Advice)} to {Text(b.Advice)}.") : null);
        Pairs(before.Kpis, after.Kpis, k => k.Id, null, lines, (a, b) => a.TargetInReach != b.TargetInReach && b.TargetInReach is { } reach ? $"KPI {b.Id}: its target is now {(reach ? "within" : "out of")} reach." : null);
        Pairs(before.Kpis, after.Kpis, k => k.Id, null, lines, (a, b) => (before.Month == after.Month || b.Tier == Tier.Primary) && !Nullable.Equals(a.Value, b.Value) ? $"KPI {b.Id}: value from {Values(a, b)}." : null);
        Pairs(before.Links, after.Links, l => l.Id, "link", lines, (a, b) => a.Word != b.Word ? Invariant($"Link {b.Id}: from {Text(a.Word)} to {Text(b.Word)}: {b.Reason}") : null);
        Pairs(
            before.Findings, after.Findings, f => f.Code + " " + f.Subject, "finding", lines, (_, _) => null);
        if (before.Month == after.Month)
        {
            Pairs(before.Deviations, after.Deviations, d => d.Id, "deviation", lines, (a, b) => a.Done != b.Done ? $"Deviation {b.Id}: {b.Done ?? "no action"}." : null);
            Pairs(before.Experiments, after.Experiments, e => e.Id, "experiment", lines, (a, b) => a.Decision != b.Decision || a.Word != b.Word ? $"Experiment {b.Id}: {b.Word ?? "not analysed"}, decided {b.Decision ?? "nothing"}." : null);
        }

        return lines;
    }

    private static void Pairs<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> key, string? noun, List<string> lines, Func<T, T, string?> compare)
        where T : class
    {
        var old = before.GroupBy(key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        foreach (var now in after)
        {
            if (old.Remove(key(now), out var then))
            {
                if (compare(then, now) is { } line)
                {
                    lines.Add(line);
                }
            }
            else if (noun is not null)
            {
                lines.Add($"New {noun}: {key(now)}.");
            }
        }

        if (noun is not null)
        {
            lines.AddRange(old.Keys.Order(StringComparer.Ordinal).Select(gone => $"No longer there: {noun} {gone}."));
        }
    }

    // As everywhere else, and with every digit where that would show no change.
    private static string Values(ReviewKpi before, ReviewKpi after)
    {
        static string Shown(ReviewKpi k) => k.Value is { } value ? Rounding.KpiValue(value, k.StandardError, k.Unit) : "none";
        return Shown(before) != Shown(after) ? $"{Shown(before)} to {Shown(after)}" : Invariant($"{before.Value:R} to {after.Value:R}");
    }

    private static string Text<T>(T? word)
        where T : struct, Enum
        => word is { } known ? string.Concat(known.ToString().Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString())) : "nothing";
}
