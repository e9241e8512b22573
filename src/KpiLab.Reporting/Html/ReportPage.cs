using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>What every self-contained page has around its content: head, brand and colours above, a foot below, and the scripts of its figures.</summary>
internal static class ReportPage
{
    /// <summary>A page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="brand">What it is, above the content.</param>
    /// <param name="options">How it is made.</param>
    /// <param name="content">Writes what stands in <c>main</c>.</param>
    /// <param name="figures">Whether there are figures that a script can bring to life.</param>
    public static string Render(string title, string brand, ReportOptions options, Action<Markup> content, bool figures = true)
    {
        var page = new Markup();
        page.Trusted("<!DOCTYPE html>\n").Open("html", ("lang", "en"));
        Head(page, title, options);
        page.Open("body").Leaf("a", "Skip to the results", ("class", "skip"), ("href", "#main"));
        Top(page, brand, options);
        page.Open("main", ("id", "main"));
        content(page);
        page.CloseLine();
        Foot(page, options);
        if (options.Interactive && figures)
        {
            Scripts(page);
        }

        return page.CloseLine().CloseLine().ToString();
    }

    private static void Head(Markup page, string title, ReportOptions options)
    {
        page.Open("head").Empty("meta", ("charset", "utf-8"))
            .Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", ReportAssets.Policy(options.Interactive)))
            .Empty("meta", ("name", "color-scheme"), ("content", "light dark"))
            .Empty("meta", ("name", "generator"), ("content", "KpiLab"))
            .Empty("link", ("rel", "icon"), ("href", "data:,"))
            .Leaf("title", $"{title} · KpiLab")
            .Open("style").Trusted(ReportAssets.Style).Close().CloseLine();
    }

    private static void Top(Markup page, string brand, ReportOptions options)
    {
        page.Open("header", ("class", "top")).Leaf("p", brand, ("class", "brand"));
        if (options.Beside.Count > 0)
        {
            page.Open("nav", ("class", "beside"), ("aria-label", "Pages beside this one"));
            foreach (var (title, address) in options.Beside)
            {
                page.Leaf("a", title, ("href", address));
            }

            page.Close();
        }

        page.Open("fieldset", ("class", "switch theme")).Leaf("legend", "Colours", ("class", "quiet"));
        foreach (var (id, label) in new[] { ("auto", "Auto"), ("light", "Light"), ("dark", "Dark") })
        {
            page.Empty("input", ("type", "radio"), ("name", "theme"), ("id", "theme-" + id), ("value", id), ("checked", id == "auto" ? "checked" : null))
                .Leaf("label", label, ("for", "theme-" + id));
        }

        page.Close().CloseLine();
    }

    private static void Foot(Markup page, ReportOptions options)
    {
        page.Open("footer", ("class", "foot")).Open("p").Text("Made by KpiLab. This page holds everything it shows and asks nothing of the network.");
        if (options.Run is { } run)
        {
            page.Text($" Version {run.Version}, {FigureText.Time(run.At)}.");
        }

        page.Close().CloseLine();
    }

    private static void Scripts(Markup page)
    {
        var tones = new JsonObject();
        foreach (var tone in Palette.All)
        {
            tones[tone.Light] = tone.Dark;
        }

        page.Open("script", ("type", "application/json"), ("id", "kl-tones")).Trusted(tones.ToJsonString()).CloseLine();
        page.Open("script").Trusted(ReportAssets.Plotly).CloseLine();
        page.Open("script").Trusted(ReportAssets.Script).CloseLine();
    }
}
