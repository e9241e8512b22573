using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Adds units up again, after something was computed of each.</summary>
internal static class RowMoments
{
    /// <summary>The cells with one block replaced by other quantities of the same units.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="rows">The block's units.</param>
    /// <param name="columns">The quantities, one value a unit.</param>
    public static ExperimentCells Replace(ExperimentCells cells, UnitRows rows, double[][] columns)
    {
        var grains = cells.Grains.Select((grain, g) => Replace(
            grain, rows, columns, cells.IsJoint ? [.. Enumerable.Range(0, cells.Segments.Count)] : g == 0 ? [] : [g - 1])).ToList();
        return cells with
        {
            Grains = grains,
            Clusters = [.. cells.Clusters.Select(c => c.Block == rows.Block ? Replace(c, rows, columns, cells.Segments.Count) : c)],
        };
    }

    private static List<Cell> Replace(IReadOnlyList<Cell> grain, UnitRows rows, double[][] columns, int[] segments)
    {
        var groups = Groups(rows, segments);
        var sums = new Dictionary<(int Variant, string Segments), JointMoments>();
        foreach (var members in groups)
        {
            var first = members[0];
            sums[(rows.Variants[first], Key(segments.Select(s => rows.SegmentTexts[s][rows.Segments[s][first]])))] = Moments(columns, members);
        }

        return [.. grain.Select(cell =>
        {
            var moments = sums.GetValueOrDefault((cell.Variant, Key(segments.Select(s => cell.Segments[s])))) ?? JointMoments.Empty(columns.Length);
            return cell with { Blocks = [.. cell.Blocks.Select((b, i) => i == rows.Block ? moments : b)] };
        })];
    }

    private static ClusterCells Replace(ClusterCells cells, UnitRows rows, double[][] columns, int segments)
    {
        var arms = new List<ClusterArm>();
        for (var s = -1; s < segments; s++)
        {
            foreach (var members in Groups(rows, s < 0 ? [] : [s]))
            {
                var first = members[0];
                var clusters = members.Where(i => rows.Clusters[i] >= 0).GroupBy(i => rows.Clusters[i]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToList();
                arms.Add(new ClusterArm(
                    rows.Variants[first], s < 0 ? null : s, s < 0 ? null : rows.SegmentTexts[s][rows.Segments[s][first]],
                    [.. clusters.Select(c => rows.Clusters[c[0]])],
                    [.. clusters.Select(c => (long)c.Length)],
                    [.. columns.Select(column => (IReadOnlyList<double>)[.. clusters.Select(c => c.Sum(i => column[i]))])]));
            }
        }

        return new ClusterCells(cells.Block, cells.Column, cells.MissingUnits, arms);
    }

    /// <summary>Units by variant and by their values of some segment columns, in order of appearance.</summary>
    public static List<int[]> Groups(UnitRows rows, int[] segments)
    {
        var group = rows.Variants.ToArray();
        foreach (var s in segments)
        {
            var known = new Dictionary<(int, int), int>();
            for (var i = 0; i < group.Length; i++)
            {
                var key = (group[i], rows.Segments[s][i]);
                if (!known.TryGetValue(key, out var number))
                {
                    known[key] = number = known.Count;
                }

                group[i] = number;
            }
        }

        return [.. Enumerable.Range(0, group.Length).GroupBy(i => group[i]).Select(g => g.ToArray())];
    }

    private static JointMoments Moments(double[][] columns, int[] members)
        => JointMoments.Of([.. columns.Select(c => Array.ConvertAll(members, i => c[i]))]);

    /// <summary>Values with their lengths, so that no two lists of values share a key.</summary>
    internal static string Key(IEnumerable<string?> values) => string.Concat(values.Select(v => v is null ? "-;" : Invariant($"{v.Length}:{v};")));
}
