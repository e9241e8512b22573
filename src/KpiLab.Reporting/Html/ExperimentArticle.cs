using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>One analysis on a page: first whether one may decide, then everything behind it.</summary>
internal sealed class ExperimentArticle(Markup page, ReportItem item, int index, int level, bool interactive)
{
    private readonly Analysis _analysis = item.Analysis;
    private readonly IReadOnlyList<Block> _document = item.Analysis.ToDocument().Blocks;

    public void Write()
    {
        page.Open("article", ("class", "experiment"), ("id", Id("")), ("data-analysis", Invariant($"{index}")), ("data-experiment", _analysis.ExperimentId), ("aria-labelledby", Id("title")));
        Opening();
        new FirstScreen(page, _analysis, Id, level + 1, interactive).Write();
        Contents();
        Comparisons();
        Adjustments();
        Segments();
        new UnitsSection(page, _analysis, Id, interactive).Write(() => Section("units", "Units: planned and observed"));
        Days();
        Novelty();
        LookAccount();
        Chances();
        Unregistered();
        new DefinitionSection(page, item, level + 2).Write(() => Section("definitions", "Definitions and SQL"));
        Origin();
        HowToRead();
        page.CloseLine();
    }

    private string Id(string part) => Invariant($"e{index}") + (part.Length > 0 ? "-" + part : "");

    private void Opening()
    {
        page.Open("header", ("class", "opening")).Open("p", ("class", "eyebrow")).Text("Experiment ").Leaf("code", _analysis.ExperimentId, ("data-json", "/experiment/id")).Close()
            .Open(H(0), ("id", Id("title"))).Text(_analysis.Name).Close();

        // What the document says before its first section, without its title.
        foreach (var block in _document.Skip(1).TakeWhile(b => b is not Heading))
        {
            switch (block)
            {
                case Statement statement:
                    Blocks.Statement(page, statement);
                    break;
                case Paragraph paragraph:
                    page.Leaf("p", paragraph.Text, ("class", "lead"));
                    break;
            }
        }

        page.CloseLine();
    }

    private void Contents()
    {
        List<(string Part, string Name)> parts = [("all", "All comparisons")];
        if (_analysis.Comparisons.Any(c => c is { Segment: null, Adjustment: not null }))
        {
            parts.Add(("adjusted", "With and without adjustment"));
        }

        if (_analysis.Comparisons.Any(c => c.Segment is not null))
        {
            parts.Add(("segments", "Segments"));
        }

        parts.Add(("units", "Units"));
        if (_analysis.Days.Count > 0)
        {
            parts.Add(("days", "By day"));
        }

        if (_analysis.Novelty.Count > 0)
        {
            parts.Add(("novelty", NoveltySection.Title));
        }

        if (_analysis.Sequential is not null)
        {
            parts.Add(("looks", LooksSection.Title));
        }

        if (_analysis.Bayesian is not null)
        {
            parts.Add(("chances", PosteriorSection.Title));
        }

        parts.AddRange([("unregistered", "Not registered"), ("definitions", "Definitions and SQL"), ("origin", "Data and plan"), ("reading", "How to read this")]);
        page.Open("nav", ("class", "contents"), ("aria-label", "Sections")).Open("ul");
        foreach (var (part, name) in parts)
        {
            page.Open("li").Leaf("a", name, ("href", "#" + Id(part))).Close();
        }

        page.Close().CloseLine();
    }

    private void Comparisons()
    {
        Section("all", "All comparisons");
        page.Leaf("p", _analysis.Bayesian is not null
            ? "Colour follows the direction that is wanted, not the sign. A filled dot is decided by its chance to beat the control, a ring is not; ranges hold the change with the probability of the plan."
            : "Colour follows the direction that is wanted, not the sign. A filled dot is significant after correction for the number of comparisons in its family, a ring is not; the thin line is the range corrected for that number.", ("class", "quiet"));
        Switched("all", AnalysisFigures.Comparisons(_analysis, EffectScale.Relative), AnalysisFigures.Comparisons(_analysis, EffectScale.Absolute));
        var all = AnalysisFigures.Numbered(_analysis).Where(c => c.Comparison.Segment is null).ToList();
        ComparisonHtml.Write(page, "All comparisons of all units", all, bySegment: false);
        page.CloseLine();
    }

    private void Adjustments()
    {
        var figures = AnalysisFigures.Adjustments(_analysis);
        if (figures.Count == 0)
        {
            return;
        }

        Section("adjusted", "With and without adjustment");
        page.Leaf(
            "p", $"{(_analysis.Structure is { } structure ? structure.Sentence + " That removes noise" : "Adjustment (CUPED) uses what was known about each unit before exposure to remove noise")}; it does not move what is estimated. Decisions follow the adjusted line.", ("class", "quiet"));
        foreach (var (figure, i) in figures.Select((f, i) => (f, i)))
        {
            FigureHtml.Write(page, figure, Id(Invariant($"adjusted-{i}")), null, interactive);
        }

        page.Open("ul");
        foreach (var numbered in AnalysisFigures.Numbered(_analysis).Where(c => c.Comparison is { Segment: null, Adjustment: not null }))
        {
            var adjustment = numbered.Comparison.Adjustment!;
            var reduction = adjustment.VarianceReduction;
            page.Open("li").Text($"{numbered.Comparison.Name}, {numbered.Comparison.Treatment}: variance {(reduction >= 0 ? "reduced" : "raised")} by ");
            Blocks.Shown(page, ShownText.Number(FigureText.Share(Math.Abs(reduction)), reduction, numbered.Pointer + "/adjustment/varianceReduction"));
            page.Text($", {EffectWords.Adjusted(adjustment)}.").Close();
        }

        page.Close().CloseLine();
    }

    private void Segments()
    {
        var segments = _analysis.Comparisons.Where(c => c.Segment is not null).Select(c => c.Segment!.Segment).Distinct().ToList();
        if (segments.Count == 0)
        {
            return;
        }

        Section("segments", "Segments");
        page.Leaf("p", SegmentSection.Caution, ("class", "quiet"));
        foreach (var (segment, i) in segments.Select((s, i) => (s, i)))
        {
            page.Leaf(H(2), $"By {segment}");
            Switched(
                Invariant($"segment-{i}"), AnalysisFigures.Segment(_analysis, segment, EffectScale.Relative), AnalysisFigures.Segment(_analysis, segment, EffectScale.Absolute));
            var rows = AnalysisFigures.Numbered(_analysis).Where(c => c.Comparison.Segment?.Segment == segment).ToList();
            for (var b = 0; b < _analysis.Segments.Count; b++)
            {
                if (_analysis.Segments[b].Segment == segment)
                {
                    FigureHtml.Write(page, SegmentFigures.Of(_analysis, b), Id(Invariant($"breakdown-{b}")), null, interactive);
                    Blocks.List(page, SegmentSection.Sentences(_analysis.Segments[b]));
                }
            }

            page.Open("details").Leaf("summary", "As a table");
            ComparisonHtml.Write(page, $"Comparisons by {segment}", rows, bySegment: true);
            page.Close();
        }

        page.CloseLine();
    }

    private void Days()
    {
        if (DayFigures.Effect(_analysis, item.Looks) is not { } figure)
        {
            return;
        }

        Section("days", "Effect by day");
        page.Leaf("p", "Each day shows the effect with all units exposed up to then, by what is known of them now. It is no stopping rule: stopping at the first day whose band leaves zero out would find effects that are not there; only the planned looks decide.", ("class", "quiet"));
        FigureHtml.Write(page, figure, Id("days-figure"), null, interactive);
        Zone();
        DayTable.Write(page, _analysis);
        page.CloseLine();
    }

    private void Novelty()
    {
        if (_analysis.Novelty.Count > 0)
        {
            Section("novelty", NoveltySection.Title);
            NoveltyHtml.Write(page, _analysis, Id, interactive);
            page.CloseLine();
        }
    }

    private void LookAccount()
    {
        if (_analysis.Sequential is null)
        {
            return;
        }

        Section("looks", LooksSection.Title);
        foreach (var bullets in LooksSection.Of(_analysis).OfType<Bullets>())
        {
            Blocks.List(page, bullets.Items);
        }

        page.CloseLine();
    }

    private void Zone()
    {
        if (_analysis.DayPeriod is not { } period)
        {
            return;
        }

        page.Open("p", ("class", "quiet")).Text("Days of first exposure in the time zone ").Leaf("span", period.TimeZone, ("data-json", "/dayPeriod/timeZone"));
        if (period.Days > 1)
        {
            page.Text("; each point adds ");
            Blocks.Shown(page, ShownText.Count(period.Days, "/dayPeriod/days"));
            page.Text(" days");
        }

        page.Text(item.Looks.Count > 0 ? ". A look after the last exposure is marked on the last day." : ".").Close();
    }

    private void Chances()
    {
        if (_analysis.Bayesian is { } bayesian)
        {
            Section("chances", PosteriorSection.Title);
            Blocks.List(page, bayesian.Account);
            page.CloseLine();
        }
    }

    private void Unregistered()
    {
        Section("unregistered", "What was not registered");
        var state = _analysis.Registration.State;
        if (state != RegistrationState.Registered)
        {
            page.Leaf("p", state == RegistrationState.Late
                ? "The terms were applied after the first exposure, so every comparison on this page is exploratory."
                : "The definition was never applied, so every comparison on this page is exploratory.");
            page.CloseLine();
            return;
        }

        var open = AnalysisFigures.Numbered(_analysis).Where(c => !c.Comparison.Registered).ToList();
        if (open.Count == 0)
        {
            page.Leaf("p", "Nothing: every comparison on this page was registered before the first exposure.").CloseLine();
            return;
        }

        page.Leaf("p", "These comparisons were not fixed before the first exposure. They are leads for the next test; none of them decided the recommendation.").Open("ul");
        foreach (var group in open.GroupBy(c => (c.Comparison.Name, Segment: c.Comparison.Segment?.Segment)))
        {
            page.Open("li").Text(group.Key.Segment is { } segment ? $"{group.Key.Name} by {segment} " : $"{group.Key.Name} ");
            Blocks.Word(page, new Marked(Mark.Caution, "exploratory")).Close();
        }

        page.Close().CloseLine();
    }

    private void Origin()
    {
        Section("origin", "Data fingerprint and plan");
        page.Leaf("p", "The fingerprint names exactly the data that were read; the same data, definition and seed give the same numbers to the last digit.", ("class", "quiet"));
        foreach (var facts in OriginSection.Of(_analysis).OfType<Facts>())
        {
            Blocks.FactList(page, facts);
        }

        page.CloseLine();
    }

    private void HowToRead()
    {
        Section("reading", "How to read this");
        foreach (var bullets in _document.SkipWhile(b => b is not Heading { Text: "How to read this" }).OfType<Bullets>())
        {
            Blocks.List(page, bullets.Items);
        }

        page.CloseLine();
    }

    private void Section(string part, string title)
        => page.Open("section", ("class", "part"), ("id", Id(part)), ("aria-labelledby", Id(part + "-title"))).Leaf(H(1), title, ("id", Id(part + "-title")));

    private void Switched(string part, IReadOnlyList<IntervalPlot> relative, IReadOnlyList<IntervalPlot> absolute)
    {
        var name = Id(part + "-scale");
        page.Open("div", ("class", "switched")).Open("fieldset", ("class", "switch")).Leaf("legend", "Show change as", ("class", "quiet"));
        page.Empty("input", ("type", "radio"), ("name", name), ("id", name + "-relative"), ("class", "is-relative"), ("checked", "checked")).Leaf("label", "Relative", ("for", name + "-relative"));
        page.Empty("input", ("type", "radio"), ("name", name), ("id", name + "-absolute"), ("class", "is-absolute")).Leaf("label", "Absolute", ("for", name + "-absolute")).Close();
        foreach (var (kind, figures) in new[] { ("relative", relative), ("absolute", absolute) })
        {
            page.Open("div", ("class", "side " + kind));
            foreach (var (figure, i) in figures.Select((f, i) => (f, i)))
            {
                FigureHtml.Write(page, figure, Id(Invariant($"{part}-{kind}-{i}")), null, interactive);
            }

            page.Close();
        }

        page.CloseLine();
    }

    private string H(int below) => Invariant($"h{Math.Min(level + below, 6)}");
}
