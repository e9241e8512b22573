using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The season that is taken out of a link's series, and why that one.</summary>
/// <param name="Periods">Periods of a cycle; 1 for none.</param>
/// <param name="IsMissing">True when the calendar has a season that the series are too short to tell, and nobody declared that there is none.</param>
/// <param name="Sentence">Which, and why.</param>
[TypeFormatterSource]
public sealed record LinkSeason(int Periods, bool IsMissing, string Sentence)
{
    /// <summary>The declared season; else that of the calendar, where the series are long enough.</summary>
    public static LinkSeason Choose(int? declared, SeriesCalendar calendar, int periods, LinkGateSettings gate)
    {
        if (declared is { } own)
        {
            return new LinkSeason(own, false, own > 1 ? Invariant($"A season of {own} periods is taken out, as the link declares.") : "No season is taken out: the link declares that there is none.");
        }

        var season = calendar.Season;
        if (season == 1)
        {
            return new LinkSeason(1, false, "No season is taken out: there is none at this cadence.");
        }

        return periods >= gate.Seasons * season
            ? new LinkSeason(season, false, Invariant($"A season of {season} periods is taken out."))
            : new LinkSeason(1, true, Invariant($"A season of {season} periods cannot be told from {periods}; {gate.Seasons * season} are needed."));
    }
}
