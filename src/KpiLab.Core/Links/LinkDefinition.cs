using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Which way a leading KPI is expected to move its outcome.</summary>
public enum ExpectedSign
{
    /// <summary>Both rise together.</summary>
    Positive,

    /// <summary>One rises as the other falls.</summary>
    Negative,
}

/// <summary>A claim that one KPI leads another.</summary>
[TypeFormatterSource]
public sealed record LinkDefinition(
    string Id, string From, string To, ExpectedSign Expect, LagRange Lag, string? Because, double SmallestEffect, IReadOnlyList<string> Controls) : IShowable
{
    /// <summary>Periods of a cycle as declared: 1 for none; null: that of the calendar.</summary>
    public int? Season { get; init; }

    /// <summary>Where early behaviour and later outcome of the same units are; null: nowhere.</summary>
    public LinkUnits? Units { get; init; }
}
