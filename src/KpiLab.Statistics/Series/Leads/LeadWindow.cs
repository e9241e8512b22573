namespace KpiLab.Statistics;

/// <summary>The lags at which a lead is declared to act, and the ways of weighing them that are tried: each alone, the first half's mean, the second half's, and the mean of all.</summary>
public sealed class LeadWindow
{
    private readonly double[][] _candidates;

    /// <summary>Lags <paramref name="first"/> to <paramref name="last"/>, in periods.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The first is below 1 or the last before the first.</exception>
    public LeadWindow(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        (First, Last) = (first, last);
        List<double[]> candidates = [.. Enumerable.Range(0, Count).Select(k => Mean(k, k + 1))];
        var half = (Count + 1) / 2;
        if (Count > 3)
        {
            candidates.Add(Mean(0, half));
            candidates.Add(Mean(half, Count));
        }

        if (Count > 1)
        {
            candidates.Add(Mean(0, Count));
        }

        _candidates = [.. candidates];
    }

    /// <summary>Smallest lag.</summary>
    public int First { get; }

    /// <summary>Largest lag.</summary>
    public int Last { get; }

    /// <summary>Number of lags.</summary>
    public int Count => Last - First + 1;

    /// <summary>Weights over the lags, one array a candidate; the first <see cref="Count"/> are single lags.</summary>
    internal IReadOnlyList<double[]> Candidates => _candidates;

    private double[] Mean(int from, int to) => [.. Enumerable.Range(0, Count).Select(k => k >= from && k < to ? 1.0 / (to - from) : 0)];
}
