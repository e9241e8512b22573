using System.Globalization;

namespace KpiLab.Core;

/// <summary>Everything that is watched of a KPI: the thresholds that are written, and its band.</summary>
public static class DeviationRules
{
    /// <summary>The thresholds of a KPI. Outside its band something needs to be done: that is a threshold too, unless one is written that says the same.</summary>
    public static IReadOnlyList<Threshold> Of(KpiDefinition kpi)
    {
        ArgumentNullException.ThrowIfNull(kpi);
        if (kpi.Band is not { } band || When(band) is not { } when || kpi.Thresholds.Any(t => Says(t.When, when)))
        {
            return kpi.Thresholds;
        }

        return [.. kpi.Thresholds, new Threshold(when, Severity.Warning, "It left its band: find out why, and bring it back or move the band.", null, null)];
    }

    private static string? When(AcceptableBand band)
    {
        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        return band switch
        {
            { Low: { } low, High: { } high } => $"outside {Text(low)}..{Text(high)}",
            { Low: { } low } => $"below {Text(low)}",
            { High: { } high } => $"above {Text(high)}",
            _ => null,
        };
    }

    private static bool Says(string written, string when)
        => written == when || (DeviationParser.TryParse(written, out var one, out _) && DeviationParser.TryParse(when, out var other, out _) && Equals(one, other));
}
