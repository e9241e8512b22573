using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Analyses as one self-contained HTML page: readable without JavaScript, without a network, on a phone, on paper.</summary>
public static class ExperimentReport
{
    /// <summary>The page of one analysis.</summary>
    public static string Render(Analysis analysis, ReportOptions? options = null) => Render([new ReportItem(analysis)], options);

    /// <summary>The page of several analyses, with an index at its top.</summary>
    public static string Render(IReadOnlyList<Analysis> analyses, ReportOptions? options = null) => Render([.. analyses.Select(a => new ReportItem(a))], options);

    /// <summary>The page of one or several analyses with what belongs to them.</summary>
    /// <exception cref="ArgumentException">There is nothing to report.</exception>
    public static string Render(IReadOnlyList<ReportItem> items, ReportOptions? options = null)
    {
        if (items.Count == 0)
        {
            throw new ArgumentException("a report needs at least one analysis", nameof(items));
        }

        options ??= new ReportOptions();
        var title = items.Count == 1 ? items[0].Analysis.Name : options.Title;
        var page = new Markup();
        page.Trusted("<!DOCTYPE html>\n").Open("html", ("lang", "en"));
        Head(page, title, options);
        page.Open("body").Leaf("a", "Skip to the results", ("class", "skip"), ("href", "#main"));
        Top(page);
        page.Open("main", ("id", "main"));
        if (items.Count > 1)
        {
            Index(page, items, title);
        }

        for (var i = 0; i < items.Count; i++)
        {
            new ExperimentArticle(page, items[i], i, items.Count == 1 ? 1 : 2, options.Interactive).Write();
        }

        page.CloseLine();
        Foot(page, options);
        if (options.Interactive)
        {
            Scripts(page);
        }

        return page.CloseLine().CloseLine().ToString();
    }

    /// <summary>The analysis as a page of its own.</summary>
    public static string ToHtml(this Analysis analysis) => Render(analysis);

    internal static void Head(Markup page, string title, ReportOptions options)
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

    internal static void Top(Markup page, string brand = "KpiLab experiment report")
    {
        page.Open("header", ("class", "top")).Leaf("p", brand, ("class", "brand"));
        page.Open("fieldset", ("class", "switch theme")).Leaf("legend", "Colours", ("class", "quiet"));
        foreach (var (id, label) in new[] { ("auto", "Auto"), ("light", "Light"), ("dark", "Dark") })
        {
            page.Empty("input", ("type", "radio"), ("name", "theme"), ("id", "theme-" + id), ("value", id), ("checked", id == "auto" ? "checked" : null))
                .Leaf("label", label, ("for", "theme-" + id));
        }

        page.Close().CloseLine();
    }

    private static void Index(Markup page, IReadOnlyList<ReportItem> items, string title)
    {
        page.Leaf("h1", title).Open("nav", ("class", "index"), ("aria-label", "Experiments")).Open("ol");
        for (var i = 0; i < items.Count; i++)
        {
            var analysis = items[i].Analysis;
            var word = EffectWords.Advice(analysis.Recommendation.Advice);
            page.Open("li", ("data-analysis", Invariant($"{i}"))).Open("a", ("href", Invariant($"#e{i}")), ("class", Blocks.Tone(word.Mark)))
                .Open("span", ("class", "index-name")).Text(analysis.Name).Close();
            Blocks.Word(page, word with { Word = Blocks.IsAboutVariant(analysis) ? $"{word.Word} {analysis.Recommendation.Variant}" : word.Word });
            page.Leaf("span", analysis.Recommendation.Sentence, ("class", "index-why"), ("data-json", "/recommendation/sentence")).Close().CloseLine();
        }

        page.Close().CloseLine();
    }

    internal static void Foot(Markup page, ReportOptions options)
    {
        page.Open("footer", ("class", "foot")).Open("p").Text("Made by KpiLab. This page holds everything it shows and asks nothing of the network.");
        if (options.Run is { } run)
        {
            page.Text($" Version {run.Version}, {FigureText.Time(run.At)}.");
        }

        page.Close().CloseLine();
    }

    internal static void Scripts(Markup page)
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
