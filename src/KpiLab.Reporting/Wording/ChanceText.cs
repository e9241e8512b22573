namespace KpiLab.Reporting;

/// <summary>Probabilities in words that never claim certainty.</summary>
public static class ChanceText
{
    /// <summary>97 %; 99.4 %; above 99.9 %; below 0.1 %.</summary>
    public static string Of(double probability)
    {
        var percent = probability * 100;
        return percent > 99.9 ? "above 99.9 %"
            : percent < 0.1 ? "below 0.1 %"
            : percent is > 99 or < 1 ? Invariant($"{percent:0.0} %")
            : Invariant($"{percent:0.#} %");
    }
}
