using System.Globalization;
using System.Text.RegularExpressions;

namespace KpiLab.Reporting.Tests;

public sealed class ScatterLabelTests
{
    [Fact]
    public void Names_of_points_in_one_place_do_not_hide_each_other()
    {
        var plot = new ScatterPlot("t", "d", new FigureAxis("x"), new FigureAxis("y"), [new("alone", 0, 0), new("first", 1, 1), new("second", 1, 1), new("third", 1, 0.99)], null);
        var drawn = Regex.Matches(FigureSvg.Render(plot, FigureSize.Wide), "<text x=\"[^\"]*\" y=\"([^\"]*)\"[^>]*>(?:<title>[^<]*</title>)?(first|second|third)<", RegexOptions.None, TimeSpan.FromSeconds(1));
        var at = drawn.Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Order().ToList();
        Assert.Equal(3, at.Count);
        Assert.All(at.Zip(at.Skip(1)), p => Assert.True(p.Second - p.First >= 12, $"{p.First} and {p.Second}"));
    }
}
