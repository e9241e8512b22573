using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Applies to raw values what the quantities say of them: missing values, the 0 and 1 of shares, caps. Counts what it changed.</summary>
internal sealed class UnitRules
{
    private readonly MeasurePlan _plan;
    private readonly double?[] _caps;
    private readonly double[][] _own;

    /// <summary>Rules with resolved caps, one a column; null where a column has none.</summary>
    public UnitRules(MeasurePlan plan, double?[] caps)
    {
        _plan = plan;
        _caps = caps;
        _own = [.. plan.Columns.Select(_ => Array.Empty<double>())];
        Missing = [.. plan.Columns.Select(_ => new long[plan.Needs.Variants.Count])];
        Capped = new long[plan.Columns.Count];
        NotShare = new (long, double)[plan.Columns.Count];
    }

    /// <summary>Units without a value by column and variant.</summary>
    public long[][] Missing { get; }

    /// <summary>Units whose value was above the cap, by column.</summary>
    public long[] Capped { get; }

    /// <summary>Units of a share with a value other than 0 and 1, by column, and one such value.</summary>
    public (long Units, double Value)[] NotShare { get; }

    /// <summary>The cap of a column as resolved.</summary>
    public double? Cap(int column) => _caps[column];

    /// <summary>Fills a column of a batch from its raw values.</summary>
    public void Apply(int column, double[] raw, NumberState state, UnitBatch batch)
    {
        var rule = _plan.Columns[column];
        var cap = _caps[column];
        var mayMiss = state != NumberState.Clean;
        batch.HasMissing[column] = false;
        if (!mayMiss && cap is null && !rule.CheckShare)
        {
            batch.Values[column] = raw;
            return;
        }

        if (_own[column].Length < batch.Count)
        {
            _own[column] = new double[Math.Max(batch.Count, 2048)];
        }

        var values = _own[column];
        batch.Values[column] = values;
        var limit = cap ?? double.PositiveInfinity;
        for (var row = 0; row < batch.Count; row++)
        {
            var value = raw[row];
            var counts = batch.Variant[row] >= 0;
            if (double.IsNaN(value))
            {
                value = rule.CountsAsZero ? 0 : value;
                if (counts)
                {
                    Missing[column][batch.Variant[row]]++;
                    batch.HasMissing[column] |= !rule.CountsAsZero;
                }
            }
            else if (value > limit)
            {
                value = limit;
                Capped[column] += counts ? 1 : 0;
            }

            if (rule.CheckShare && counts && value is not (0 or 1) && !double.IsNaN(value))
            {
                NotShare[column] = (NotShare[column].Units + 1, value);
            }

            values[row] = value;
        }
    }
}
