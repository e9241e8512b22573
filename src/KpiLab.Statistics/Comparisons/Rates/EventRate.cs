namespace KpiLab.Statistics;

/// <summary>Events during an exposure: time at risk, sessions, impressions.</summary>
[TypeFormatterSource]
public readonly record struct EventRate : IShowable
{
    /// <summary>Events during an exposure.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative count, or an exposure that is not positive and finite.</exception>
    public EventRate(long events, double exposure)
    {
        Domain.Count(events);
        Domain.Positive(exposure);
        Events = events;
        Exposure = exposure;
    }

    /// <summary>Number of events.</summary>
    public long Events { get; }

    /// <summary>Exposure, in any unit, the same for both arms.</summary>
    public double Exposure { get; }

    /// <summary>Events per unit of exposure.</summary>
    public double Rate => Events / Exposure;
}
