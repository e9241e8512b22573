namespace KpiLab.Statistics;

/// <summary>A confidence level, e.g. 0.95. It travels inside every interval.</summary>
/// <remarks>Level and alpha are kept as the decimal complements that a person writes: 0.95 ↔ 0.05, not 0.050000000000000044.</remarks>
[TypeFormatterSource]
public readonly record struct Level : IShowable
{
    private readonly double _alpha;

    private Level(double alpha) => _alpha = alpha;

    /// <summary>The level itself, in (0, 1).</summary>
    public double Value => Complement(Alpha);

    /// <summary>1 − level: the two-sided error rate of an interval at this level.</summary>
    public double Alpha => _alpha == 0 ? 0.05 : _alpha;

    /// <summary>A level of confidence, e.g. 0.95.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not strictly between 0 and 1.</exception>
    public static Level Of(double level) => new(Complement(Checked(level, nameof(level))));

    /// <summary>The level whose error rate is <paramref name="alpha"/>, e.g. 0.05.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not strictly between 0 and 1.</exception>
    public static Level FromAlpha(double alpha) => new(Checked(alpha, nameof(alpha)));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("0.####%", System.Globalization.CultureInfo.InvariantCulture);

    private static double Checked(double value, string name)
        => value is > 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "must lie strictly between 0 and 1");

    // decimal keeps the digits that were written; below its resolution the plain difference is exact enough.
    private static double Complement(double value) => value is > 1e-12 and < 1 - 1e-12 ? (double)(1m - (decimal)value) : 1 - value;
}

/// <summary>Which departures from the null hypothesis count as evidence; effects are treatment − control.</summary>
public enum Alternative
{
    /// <summary>The effect differs from the null value, in either direction.</summary>
    TwoSided,

    /// <summary>The effect is greater than the null value.</summary>
    Greater,

    /// <summary>The effect is less than the null value.</summary>
    Less,
}
