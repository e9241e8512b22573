namespace KpiLab.Definitions;

/// <summary>A range of lags as people write it.</summary>
public static class LagText
{
    /// <summary><c>1w..6w</c>, or <c>4w</c> for one lag; whole numbers of one unit, from 1 on.</summary>
    public static bool TryParse(string text, out LagRange range)
        => Notation.TryLag(text.Trim(), out range) && range.From.Unit == range.To.Unit && range.From.Count >= 1 && range.From.Count <= range.To.Count;
}
