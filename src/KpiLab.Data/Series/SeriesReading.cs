using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Answers needs for series: the series of one source together.</summary>
internal static class SeriesReading
{
    /// <summary>Reads; fingerprints are the engine's to add.</summary>
    public static IReadOnlyList<KpiSeries> Run(SeriesNeeds needs, IScanEngine engine)
    {
        var today = Today(needs);
        var series = new KpiSeries[needs.Series.Count];
        var numbered = needs.Series.Select((n, i) => (Need: n, At: i)).ToList();
        foreach (var group in numbered.GroupBy(n => n.Need.Source.Id, StringComparer.Ordinal))
        {
            var imported = group.Where(n => n.Need.Measure.Type == MeasureType.Imported).ToList();
            if (imported.Count > 0)
            {
                Place(imported, ImportedReading.Run(imported[0].Need.Source, imported.ConvertAll(n => n.Need), needs, today, engine));
            }

            var computed = group.Where(n => n.Need.Measure.Type != MeasureType.Imported).ToList();
            if (computed.Count > 0)
            {
                Place(computed, ComputedReading.Run(computed[0].Need.Source, computed.ConvertAll(n => n.Need), needs, today, engine));
            }
        }

        return series;

        void Place(List<(SeriesNeed Need, int At)> which, IReadOnlyList<KpiSeries> read)
        {
            for (var i = 0; i < which.Count; i++)
            {
                series[which[i].At] = read[i];
            }
        }
    }

    private static DateOnly Today(SeriesNeeds needs)
        => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(needs.AsOf, needs.TimeZone == "UTC" ? TimeZoneInfo.Utc : DayBook.Find(needs.TimeZone)).DateTime);
}
