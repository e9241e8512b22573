namespace KpiLab.Benchmarks;

/// <summary>Median, least and most of repeated measurements.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    /// <summary>Of these.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? throw new ArgumentException("nothing was measured", nameof(values))
            : new Spread((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>As text, with so many decimals.</summary>
    public string Text(int decimals, string unit = "")
    {
        string One(double value) => value.ToString("N" + decimals.ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
        return $"{One(Median)}{unit} ({One(Least)}–{One(Most)})";
    }
}
