using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A plan's power as one self-contained HTML page.</summary>
public static class PowerReport
{
    /// <summary>The page.</summary>
    public static string Render(PowerAnswer answer, ReportOptions? options = null)
    {
        options ??= new ReportOptions();
        var page = new Markup();
        page.Trusted("<!DOCTYPE html>\n").Open("html", ("lang", "en"));
        ExperimentReport.Head(page, $"Power of {answer.Name}", options);
        page.Open("body").Leaf("a", "Skip to the results", ("class", "skip"), ("href", "#main"));
        ExperimentReport.Top(page);
        page.Open("main", ("id", "main"));
        Article(page, answer, options.Interactive);
        page.CloseLine();
        ExperimentReport.Foot(page, options);
        if (options.Interactive)
        {
            ExperimentReport.Scripts(page);
        }

        return page.CloseLine().CloseLine().ToString();
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
                case Paragraph paragraph:
                    page.Leaf("p", paragraph.Text);
                    break;
                case Statement statement:
                    Blocks.Statement(page, statement);
                    break;
                case Bullets bullets:
                    Blocks.List(page, bullets.Items);
                    break;
                case Facts facts:
                    Blocks.FactList(page, facts);

                    // The curve belongs to the answer, before the tables.
                    if (answer.Curve.Count > 0)
                    {
                        FigureHtml.Write(page, answer.ToFigure(), "power", null, interactive);
                    }

                    break;
                case Grid grid:
                    Blocks.Grid(page, grid.Table);
                    break;
                default:
                    throw new ArgumentException($"no page form for {block.GetType().Name}", nameof(answer));
            }
        }

        if (inSection)
        {
            page.CloseLine();
        }

        page.CloseLine();
    }
}
