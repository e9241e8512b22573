using System.Text;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Makes clusters of blocks of time: each row belongs to the block of its time, of its region where there are several; rows at the start of their block are passed over.</summary>
internal sealed class SwitchedBlocks(SwitchbackPlan plan, CodeBook regions)
{
    private readonly long _length = plan.Block.Ticks / TimeSpan.TicksPerMicrosecond;
    private readonly long _burnIn = plan.BurnIn.Ticks / TimeSpan.TicksPerMicrosecond;
    private readonly Dictionary<(int Region, long Block), int> _codes = [];
    private int[] _blocks = [];

    /// <summary>The blocks as clusters.</summary>
    public CodeBook Book { get; } = new(ExpressionType.Text, ClusterAccumulator.MostClusters);

    /// <summary>Region and time of every block that is known.</summary>
    public IReadOnlyList<SwitchedBlock> All => [.. _codes
        .Select(c => new SwitchedBlock(c.Value, plan.Region is null ? null : regions.Texts[c.Key.Region], c.Key.Block))
        .OrderBy(b => b.Number).ThenBy(b => b.Index)];

    /// <summary>Rows passed over at the start of their block.</summary>
    public long BurnInRows { get; private set; }

    /// <summary>Codes of the blocks by row; the variant of rows that are passed over becomes negative.</summary>
    public int[] Codes(int count, int[] variant, int[] region, long[] time)
    {
        if (_blocks.Length < count)
        {
            _blocks = new int[Math.Max(count, 2048)];
        }

        for (var row = 0; row < count; row++)
        {
            if (variant[row] < 0)
            {
                continue;
            }

            var block = (time[row] / _length) - (time[row] % _length < 0 ? 1 : 0);
            if (time[row] - (block * _length) < _burnIn)
            {
                variant[row] = VariantBook.Missing;
                BurnInRows++;
                continue;
            }

            _blocks[row] = Code(plan.Region is null ? 0 : region[row], block);
        }

        return _blocks;
    }

    private int Code(int region, long block)
    {
        if (!_codes.TryGetValue((region, block), out var code))
        {
            var name = plan.Region is null ? "" : regions.Texts[region];
            code = name is null ? Book.Missing() : Book.Code(Encoding.UTF8.GetBytes(Invariant($"{name}|{block}")));
            if (Book.IsFull)
            {
                throw new InvalidInputException("plan.switchback.block", Invariant($"makes more than {Book.Limit} blocks, the most whose sums are kept"), "write a longer block");
            }

            _codes[(region, block)] = code;
        }

        return code;
    }
}
