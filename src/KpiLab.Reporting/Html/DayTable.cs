using System.Globalization;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The effect by day as a table.</summary>
internal static class DayTable
{
    public static void Write(Markup page, Analysis analysis, IReadOnlyList<DayEffect> days)
    {
        var unit = analysis.Comparisons.FirstOrDefault(c => c is { Role: ComparisonRole.Primary, Segment: null })?.Unit ?? MetricUnit.Score;
        page.Open("details").Leaf("summary", "As a table");
        Blocks.StartTable(page, "Effect by day");
        page.Open("thead").Open("tr");
        foreach (var (name, right) in new[] { ("Day", false), ("Variant", false), ("Units so far", true), ("Change", true), ("Range", true) })
        {
            page.Leaf("th", name, ("scope", "col"), ("class", right ? "r" : null));
        }

        page.Close().Close().Open("tbody");
        for (var i = 0; i < days.Count; i++)
        {
            var day = days[i];
            var pointer = Invariant($"/days/{i}");
            page.Open("tr").Leaf("th", day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ("scope", "row"), ("data-json", pointer + "/day"))
                .Leaf("td", day.Treatment).Open("td", ("class", "r"));
            Blocks.Shown(page, ShownText.Count(day.Units, pointer + "/units")).Close().Open("td", ("class", "r"));
            Blocks.Shown(page, ShownText.Absolute(day.Absolute, unit, pointer + "/absolute")).Close().Open("td", ("class", "r"));
            Blocks.Shown(page, ShownText.AbsoluteSet(day.Absolute, unit, pointer + "/absolute")).Close().CloseLine();
        }

        page.Close();
        Blocks.EndTable(page);
        page.Close();
    }
}
