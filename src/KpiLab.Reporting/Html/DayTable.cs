using System.Globalization;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>The effect by day as a table.</summary>
internal static class DayTable
{
    public static void Write(Markup page, Analysis analysis)
    {
        var days = analysis.Days;
        var unit = analysis.Comparisons.FirstOrDefault(c => c is { Role: ComparisonRole.Primary, Segment: null })?.Unit ?? MetricUnit.Score;
        var planned = days.Any(d => d.PlannedUnits is not null);
        page.Open("details").Leaf("summary", "As a table");
        Blocks.StartTable(page, "Effect by day");
        page.Open("thead").Open("tr").Leaf("th", "Day", ("scope", "col")).Leaf("th", "Variant", ("scope", "col"));
        string[] figures = ["Units so far", .. planned ? ["Planned so far"] : Array.Empty<string>(), "Change", "Range", "Relative", "Range", "New units", "Change among them", "Range"];
        foreach (var name in figures)
        {
            page.Leaf("th", name, ("scope", "col"), ("class", "r"));
        }

        page.Close().Close().Open("tbody");
        for (var i = 0; i < days.Count; i++)
        {
            var day = days[i];
            var pointer = Invariant($"/days/{i}");
            page.Open("tr").Leaf("th", day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ("scope", "row"), ("class", "num"), ("data-json", pointer + "/day")).Leaf("td", day.Treatment);
            Figure(page, ShownText.Count(day.Units, pointer + "/units"));
            if (planned)
            {
                Figure(page, day.PlannedUnits is { } units ? ShownText.Number(FigureText.Significant(Math.Round(units, 1), 15), units, pointer + "/plannedUnits") : "–");
            }

            Effect(page, day.Absolute, e => ShownText.Absolute(e, unit, pointer + "/absolute"), e => ShownText.AbsoluteSet(e, unit, pointer + "/absolute"));
            Effect(page, day.Relative, e => ShownText.Relative(e, pointer + "/relative"), e => ShownText.RelativeSet(e, pointer + "/relative"));
            Figure(page, ShownText.Count(day.NewUnits, pointer + "/newUnits"));
            Effect(page, day.NewUnitsEffect, e => ShownText.Absolute(e, unit, pointer + "/newUnitsEffect"), e => ShownText.AbsoluteSet(e, unit, pointer + "/newUnitsEffect"));
            page.CloseLine();
        }

        page.Close();
        Blocks.EndTable(page);
        page.Close();
    }

    private static void Effect(Markup page, Estimable<Effect> effect, Func<Effect, ShownText> value, Func<Effect, ShownText> range)
    {
        Figure(page, effect.IsDefined ? value(effect.Value) : "–");
        Figure(page, effect.IsDefined ? range(effect.Value) : "–");
    }

    private static void Figure(Markup page, ShownText text) => Blocks.Shown(page.Open("td", ("class", "r")), text).Close();
}
