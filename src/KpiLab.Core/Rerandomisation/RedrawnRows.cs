namespace KpiLab.Core;

/// <summary>Units one by one under assignments that are drawn anew: regressions on covariates, and quantiles by cluster.</summary>
internal sealed class RedrawnRows
{
    private readonly int _block;
    private readonly int[] _units; // those with all values, and a cluster where there are clusters
    private readonly int[] _clusters;
    private readonly double[][] _values;

    public RedrawnRows(int block, IReadOnlyList<double[]> values, int[]? clusters)
    {
        _block = block;
        _units = [.. Enumerable.Range(0, values[0].Length).Where(u => clusters is not { } c || c[u] >= 0).Where(u => values.All(v => !double.IsNaN(v[u])))];
        _clusters = clusters is null ? [] : Array.ConvertAll(_units, u => clusters[u]);
        _values = [.. values.Select(v => Array.ConvertAll(_units, u => v[u]))];
    }

    /// <summary>The units with their variants.</summary>
    public UnitRows Of(byte[] assigned) => new(_block, Array.ConvertAll(_units, u => (int)assigned[u]), [], [], _clusters, [], _values);
}
