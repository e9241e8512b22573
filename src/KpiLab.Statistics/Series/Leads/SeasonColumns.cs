namespace KpiLab.Statistics;

/// <summary>The regressors of a cycle: a dummy a position up to 13 positions, three harmonics beyond.</summary>
internal sealed class SeasonColumns
{
    private const int LargestDummySeason = 13;
    private const int Harmonics = 3;

    private readonly int _season;
    private readonly double[] _rows;

    /// <param name="season">Periods of a cycle; 1 for none.</param>
    public SeasonColumns(int season)
    {
        _season = season;
        Count = CountOf(season);
        _rows = new double[season * Count];
        for (var position = 0; position < season; position++)
        {
            var row = _rows.AsSpan(position * Count, Count);
            if (season <= LargestDummySeason)
            {
                if (position < Count)
                {
                    row[position] = 1;
                }

                continue;
            }

            for (var h = 1; h <= Harmonics; h++)
            {
                (row[(2 * h) - 2], row[(2 * h) - 1]) = Math.SinCos(2 * Math.PI * h * position / season);
            }
        }
    }

    /// <summary>Number of columns.</summary>
    public int Count { get; }

    public static int CountOf(int season) => season <= 1 ? 0 : season <= LargestDummySeason ? season - 1 : 2 * Harmonics;

    public ReadOnlySpan<double> At(int t) => _rows.AsSpan(t % _season * Count, Count);
}
