namespace KpiLab.Data;

/// <content>Percentile caps, which need passes of their own.</content>
internal sealed partial class Measurement
{
    private double?[] CapsOfStream()
    {
        var caps = FixedCaps(out var finders);
        if (finders.Count == 0)
        {
            return caps;
        }

        int[] raws = [.. finders.Keys.Select(c => _plan.Columns[c].Raw).Distinct()];
        for (var pass = 0; pass < 2; pass++)
        {
            using var reader = new ExposureReader(_plan, _engine, [], raws, "finding caps");
            while (reader.Read())
            {
                foreach (var (column, finder) in finders)
                {
                    var values = reader.Raw[Array.IndexOf(raws, _plan.Columns[column].Raw)];
                    for (var row = 0; row < reader.Count; row++)
                    {
                        Take(finder, pass, column, reader.Variant[row] >= 0, values[row]);
                    }
                }
            }

            ThrowIfAny([.. reader.Problems()]);
            EndPass(finders, pass, caps);
        }

        return caps;
    }

    private double?[] CapsOfTable(UnitTable units)
    {
        var caps = FixedCaps(out var finders);
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var (column, finder) in finders)
            {
                var values = units.Raw[_plan.Columns[column].Raw];
                for (var unit = 0; unit < units.Count; unit++)
                {
                    Take(finder, pass, column, units.Variant(unit) >= 0, values[unit]);
                }
            }

            EndPass(finders, pass, caps);
        }

        return caps;
    }

    private double?[] FixedCaps(out SortedDictionary<int, CapFinder> finders)
    {
        finders = [];
        var caps = new double?[_plan.Columns.Count];
        for (var c = 0; c < caps.Length; c++)
        {
            if (_plan.Columns[c].Cap is { IsPercentile: true } percentile)
            {
                finders.Add(c, new CapFinder(percentile.Value));
            }
            else
            {
                caps[c] = _plan.Columns[c].Cap?.Value;
            }
        }

        return caps;
    }

    private void Take(CapFinder finder, int pass, int column, bool counts, double value)
    {
        if (!counts || (double.IsNaN(value) && !_plan.Columns[column].CountsAsZero))
        {
            return;
        }

        value = double.IsNaN(value) ? 0 : value;
        if (pass == 0)
        {
            finder.Count(value);
        }
        else
        {
            finder.Keep(value);
        }
    }

    private static void EndPass(SortedDictionary<int, CapFinder> finders, int pass, double?[] caps)
    {
        foreach (var (column, finder) in finders)
        {
            if (pass == 0)
            {
                finder.EndCounting();
            }
            else
            {
                caps[column] = finder.Value();
            }
        }
    }
}
