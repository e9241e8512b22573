using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Draws variants anew for units, or for groups of units that belong together, with the planned weights.</summary>
internal sealed class Assignments
{
    private readonly int[]? _groups;
    private readonly int _count;
    private readonly uint[] _upTo; // of the first k − 1 variants, in units of 2⁻³²

    /// <summary>How to draw.</summary>
    /// <param name="rows">The units.</param>
    /// <param name="together">Whether groups are drawn; else units.</param>
    /// <param name="weights">Planned weights of the variants, in any scale.</param>
    public Assignments(UnitValues rows, bool together, IReadOnlyList<double> weights)
    {
        if (together && rows.Together is { } numbers)
        {
            var known = new Dictionary<int, int>();
            _groups = [.. numbers.Select(n => known.TryGetValue(n, out var group) ? group : known[n] = known.Count)];
            _count = known.Count;
        }
        else
        {
            _count = rows.Count;
        }

        double sum = weights.Sum(), cumulative = 0;
        _upTo = [.. weights.Take(weights.Count - 1).Select(w => (uint)Math.Min(uint.MaxValue, Math.Round((cumulative += w) / sum * 4294967296.0)))];
    }

    /// <summary>Groups, or units, that are drawn.</summary>
    public int Count => _count;

    /// <summary>Group of every unit; null where units are drawn.</summary>
    public int[]? Groups => _groups;

    /// <summary>One assignment: the variant of every unit.</summary>
    /// <param name="random">The source.</param>
    /// <param name="ofGroups">Room for the groups; as many as <see cref="Count"/>.</param>
    /// <param name="variants">Receives the variant of every unit.</param>
    public void Draw(SeededRandom random, byte[] ofGroups, byte[] variants)
    {
        var drawn = _groups is null ? variants : ofGroups;
        for (var i = 0; i < _count; i += 2)
        {
            var bits = random.NextUInt64();
            drawn[i] = Of((uint)bits);
            if (i + 1 < _count)
            {
                drawn[i + 1] = Of((uint)(bits >> 32));
            }
        }

        if (_groups is not null)
        {
            for (var unit = 0; unit < _groups.Length; unit++)
            {
                variants[unit] = drawn[_groups[unit]];
            }
        }
    }

    private byte Of(uint draw)
    {
        // Without a branch: half of the draws would be guessed wrong.
        var variant = 0;
        foreach (var limit in _upTo)
        {
            variant += draw >= limit ? 1 : 0;
        }

        return (byte)variant;
    }
}
