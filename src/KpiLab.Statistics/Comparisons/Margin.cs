namespace KpiLab.Statistics;

/// <summary>Which way a metric is better.</summary>
public enum BetterWhen
{
    /// <summary>More is better, so that a loss is a negative effect.</summary>
    Higher,

    /// <summary>Less is better, so that a loss is a positive effect.</summary>
    Lower,
}

/// <summary>The largest loss that is tolerated: an amount in the metric's unit, or a share of |control mean|.</summary>
public readonly record struct Margin
{
    private Margin(double size, bool isRelative)
    {
        Size = size;
        IsRelative = isRelative;
    }

    /// <summary>The amount or share; not negative.</summary>
    public double Size { get; }

    /// <summary>Whether it is a share of |control mean|.</summary>
    public bool IsRelative { get; }

    /// <summary>An amount in the metric's unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public static Margin Absolute(double amount) => new(Checked(amount, nameof(amount)), false);

    /// <summary>A share of |control mean|, e.g. 0.03.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public static Margin Relative(double share) => new(Checked(share, nameof(share)), true);

    /// <inheritdoc/>
    public override string ToString() => IsRelative ? Invariant($"{Size * 100:0.####} % of the control mean") : Invariant($"{Size}");

    private static double Checked(double value, string name)
        => double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "a margin must be finite and not negative");
}
