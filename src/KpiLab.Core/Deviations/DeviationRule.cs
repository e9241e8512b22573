namespace KpiLab.Core;

/// <summary>When a value calls for an action.</summary>
public abstract record DeviationRule
{
    private const double Slack = 1e-12;

    /// <summary>Whether a value triggers, given the one before it.</summary>
    public abstract bool Triggers(double value, double? previous);

    /// <summary>Periods (0-based) that trigger. A period without a value never does.</summary>
    public IEnumerable<int> Triggered(IReadOnlyList<double?> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Enumerable.Range(0, series.Count).Where(t => series[t] is { } value && Triggers(value, t > 0 ? series[t - 1] : null));
    }

    /// <summary>A change against the period before, as a share of its size; never against a missing value or zero.</summary>
    /// <param name="Threshold">Share; a change of exactly this much triggers.</param>
    /// <param name="Up">A rise instead of a drop.</param>
    public sealed record RelativeChange(double Threshold, bool Up = false) : DeviationRule
    {
        /// <inheritdoc/>
        public override bool Triggers(double value, double? previous)
            => previous is { } before && before != 0 && (Up ? 1 : -1) * (value - before) / Math.Abs(before) >= Threshold - Slack;
    }

    /// <summary>A change against the period before in the KPI's own unit; never against a missing value.</summary>
    /// <param name="Size">A change of exactly this much triggers.</param>
    /// <param name="Up">A rise instead of a drop.</param>
    public sealed record AbsoluteChange(double Size, bool Up = false) : DeviationRule
    {
        /// <inheritdoc/>
        public override bool Triggers(double value, double? previous)
            => previous is { } before && (Up ? 1 : -1) * (value - before) >= Size - (Slack * Math.Max(1, Math.Abs(before)));
    }

    /// <summary>Strictly below a limit, or strictly above.</summary>
    public sealed record Beyond(double Limit, bool Above = false) : DeviationRule
    {
        /// <inheritdoc/>
        public override bool Triggers(double value, double? previous) => Above ? value > Limit : value < Limit;
    }

    /// <summary>Strictly outside a band.</summary>
    public sealed record Outside(double Low, double High) : DeviationRule
    {
        /// <inheritdoc/>
        public override bool Triggers(double value, double? previous) => value < Low || value > High;
    }
}
