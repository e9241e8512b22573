namespace KpiLab.Statistics;

/// <summary>
/// Both tails of a distribution at a point. One of them was computed directly, as exp(<see cref="LogScale"/>) × <see cref="Factor"/>;
/// the other is one minus it.
/// </summary>
/// <param name="LogScale">Logarithm of the density's fast-varying part, which may lie far below the range of a double.</param>
/// <param name="Factor">What multiplies it.</param>
/// <param name="IsLower">Whether the tail computed directly is the lower one.</param>
internal readonly record struct TailPair(double LogScale, double Factor, bool IsLower)
{
    public static TailPair AllBelow => new(double.NegativeInfinity, 0, IsLower: false);

    public static TailPair AllAbove => new(double.NegativeInfinity, 0, IsLower: true);

    public double Lower => IsLower ? Direct : 1 - Direct;

    public double Upper => IsLower ? 1 - Direct : Direct;

    public double LogLower => IsLower ? LogDirect : SpecialFunctions.Log1P(-Direct);

    public double LogUpper => IsLower ? SpecialFunctions.Log1P(-Direct) : LogDirect;

    public TailPair Swapped => this with { IsLower = !IsLower };

    private double Direct => Math.Min(1, Math.Exp(LogScale) * Factor);

    private double LogDirect => Factor > 0 ? Math.Min(0, LogScale + Math.Log(Factor)) : double.NegativeInfinity;
}
