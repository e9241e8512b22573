using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Answers needs for series: the series of one source together.</summary>
internal static class SeriesReading
{
    /// <summary>Reads the same series as seen from several moments; fingerprints are the engine's to add. A table of imported values is read once for all of them.</summary>
    public static IReadOnlyList<IReadOnlyList<KpiSeries>> Run(IReadOnlyList<SeriesNeeds> moments, IScanEngine engine)
    {
        var wanted = moments[0].Series;
        var series = moments.Select(_ => new KpiSeries[wanted.Count]).ToArray();
        var numbered = wanted.Select((n, i) => (Need: n, At: i)).ToList();
        foreach (var group in numbered.GroupBy(n => n.Need.Source.Id, StringComparer.Ordinal))
        {
            var imported = group.Where(n => n.Need.Measure.Type == MeasureType.Imported).ToList();
            if (imported.Count > 0)
            {
                var reading = ImportedReading.Of(imported[0].Need.Source, imported.ConvertAll(n => n.Need), moments[0].TimeZone, engine);
                for (var m = 0; m < moments.Count; m++)
                {
                    Place(m, imported, reading.Series(moments[m], Today(moments[m])));
                }
            }

            var computed = group.Where(n => n.Need.Measure.Type != MeasureType.Imported).ToList();
            for (var m = 0; m < moments.Count && computed.Count > 0; m++)
            {
                Place(m, computed, ComputedReading.Run(computed[0].Need.Source, computed.ConvertAll(n => n.Need), moments[m], Today(moments[m]), engine));
            }
        }

        return series;

        void Place(int moment, List<(SeriesNeed Need, int At)> which, IReadOnlyList<KpiSeries> read)
        {
            for (var i = 0; i < which.Count; i++)
            {
                series[moment][which[i].At] = read[i];
            }
        }
    }

    private static DateOnly Today(SeriesNeeds needs)
        => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(needs.AsOf, needs.TimeZone == "UTC" ? TimeZoneInfo.Utc : DayBook.Find(needs.TimeZone)).DateTime);
}
