using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Planned against observed units, and whether the variants were alike before exposure.</summary>
internal sealed class UnitsSection(Markup page, Analysis analysis, Func<string, string> id, bool interactive)
{
    public void Write(Action open)
    {
        open();
        var balance = analysis.Balance;
        Blocks.StartTable(page, "Units by variant");
        page.Open("thead").Open("tr").Leaf("th", "Variant", ("scope", "col")).Leaf("th", "Observed", ("scope", "col"), ("class", "r")).Leaf("th", "Planned", ("scope", "col"), ("class", "r"))
            .Leaf("th", "Observed against planned", ("scope", "col")).Close().Close().Open("tbody");
        var most = balance.Variants.Select(v => Math.Max(v.Units, v.Expected ?? 0)).DefaultIfEmpty(1).Max();
        for (var i = 0; i < balance.Variants.Count; i++)
        {
            var variant = balance.Variants[i];
            page.Open("tr").Leaf("th", variant.Variant, ("scope", "row")).Open("td", ("class", "r"));
            Blocks.Shown(page, ShownText.Count(variant.Units, Invariant($"/balance/variants/{i}/units"))).Close().Open("td", ("class", "r"));
            if (variant.Expected is { } expected)
            {
                Blocks.Shown(page, ShownText.Number(FigureText.Significant(Math.Round(expected, 1), 15), expected, Invariant($"/balance/variants/{i}/expected")));
            }
            else
            {
                page.Text("–");
            }

            page.Close().Open("td").Trusted(Bar(variant, most)).Close().CloseLine();
        }

        page.Close();
        Blocks.EndTable(page);
        if (DayFigures.Units(analysis) is { } figure)
        {
            FigureHtml.Write(page, figure, id("units-figure"), analysis.Days.Any(d => d.PlannedUnits is not null) ? "The planned line is straight from the plan's start to its end." : null, interactive);
        }

        foreach (var block in TrustSection.Of(analysis).SkipWhile(b => b is not Grid).Skip(1).TakeWhile(b => b is not Statement))
        {
            switch (block)
            {
                case Paragraph paragraph:
                    page.Leaf("p", paragraph.Text);
                    break;
                case Grid grid:
                    Blocks.Grid(page, grid.Table);
                    break;
            }
        }

        page.CloseLine();
    }

    // The bar is what was observed, the mark what was planned.
    private static string Bar(VariantUnits variant, double most)
    {
        var bar = new Markup();
        bar.Open("svg", ("class", "bar"), ("viewBox", "0 0 200 14"), ("preserveAspectRatio", "none"), ("aria-hidden", "true"), ("focusable", "false"))
            .Empty("rect", ("width", "200"), ("height", "14"), ("class", "bar-ground"))
            .Empty("rect", ("width", Markup.Px(200 * variant.Units / most)), ("height", "14"), ("class", "bar-value"));
        if (variant.Expected is { } expected)
        {
            bar.Empty("rect", ("x", Markup.Px(Math.Min(198, (200 * expected / most) - 1))), ("width", "2"), ("height", "14"), ("class", "bar-plan"));
        }

        return bar.Close().ToString();
    }
}
