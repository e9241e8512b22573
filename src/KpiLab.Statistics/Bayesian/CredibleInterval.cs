namespace KpiLab.Statistics;

/// <summary>An interval that holds the quantity with this probability, given the model, the prior and the data; as much is left out below as above.</summary>
/// <param name="Lower">Its lower end, in the quantity's unit.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="Level">The probability inside.</param>
[TypeFormatterSource]
public readonly record struct CredibleInterval(double Lower, double Upper, Level Level) : IShowable
{
    /// <summary>Whether the value lies between the ends.</summary>
    public bool Contains(double value) => value >= Lower && value <= Upper;
}
