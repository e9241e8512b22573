using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A plan's power as one self-contained HTML page.</summary>
public static class PowerReport
{
    /// <summary>The page.</summary>
    public static string Render(PowerAnswer answer, ReportOptions? options = null)
    {
        options ??= new ReportOptions();
        return ReportPage.Render($"Power of {answer.Name}", "KpiLab power report", options, page => Article(page, answer, options.Interactive));
    }

    /// <summary>The answer as a page of its own.</summary>
    public static string ToHtml(this PowerAnswer answer) => Render(answer);

    private static void Article(Markup page, PowerAnswer answer, bool interactive)
    {
        page.Open("article", ("class", "experiment"), ("data-experiment", answer.ExperimentId));
        var inSection = false;
        foreach (var block in answer.ToDocument().Blocks)
        {
            switch (block)
            {
                case Heading { Level: 1 } title:
                    page.Leaf("h1", title.Text);
                    break;
                case Heading heading:
                    if (inSection)
                    {
                        page.CloseLine();
                    }

                    inSection = true;
                    page.Open("section", ("class", "part")).Leaf("h2", heading.Text);
                    break;
                case Facts facts:
                    Blocks.FactList(page, facts);

                    // The curve belongs to the answer, before the tables.
                    if (answer.Curve.Count > 0)
                    {
                        FigureHtml.Write(page, answer.ToFigure(), "power", null, interactive);
                    }

                    break;
                default:
                    Blocks.Write(page, block);
                    break;
            }
        }

        if (inSection)
        {
            page.CloseLine();
        }

        page.CloseLine();
    }
}
