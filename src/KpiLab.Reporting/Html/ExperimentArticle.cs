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
        page.Open("article", ("class", "experiment"), ("id", Id()), ("data-analysis", Invariant($"{index}")), ("data-experiment", _analysis.ExperimentId), ("aria-labelledby", Id("title")));
        Opening();
        page.Open("div", ("class", "first"));
        Decision();
        Trust();
        PrimaryEffect();
        Guardrails();
        Progress();
        page.CloseLine();
        Contents();
        Comparisons();
        Adjustments();
        Segments();
        new UnitsSection(page, _analysis).Write(() => Section("units", "Units: planned and observed"));
        Days();
        Unregistered();
        new DefinitionSection(page, item, level + 2).Write(() => Section("definitions", "Definitions and SQL"));
        Origin();
        HowToRead();
        page.CloseLine();
    }

    private string Id(string part = "") => Invariant($"e{index}") + (part.Length > 0 ? "-" + part : "");

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

    private void Decision()
    {
        var advice = _analysis.Recommendation;
        var word = EffectWords.Advice(advice.Advice);
        page.Open("section", ("class", "card decision " + Blocks.Tone(word.Mark)), ("aria-labelledby", Id("decision")))
            .Open("div", ("class", "decision-word")).Leaf(H(1), "May I decide?", ("id", Id("decision")), ("class", "card-title"));
        page.Open("p", ("class", "verdict " + Blocks.Tone(word.Mark))).Trusted(Icons.Svg(word.Mark)).Open("span").Leaf("strong", word.Word, ("data-json", "/recommendation/word"));
        if (Blocks.IsAboutVariant(_analysis) && advice.Variant is { } variant)
        {
            page.Text(" ").Leaf("span", variant, ("class", "verdict-what"), ("data-json", "/recommendation/variant"));
        }

        page.Close().Close().Close().Open("div", ("class", "decision-why"));
        page.Leaf("p", advice.Sentence, ("class", "sentence"), ("data-json", "/recommendation/sentence"));
        page.Open("p", ("class", "quiet")).Text("Rule that decided: ").Leaf("code", advice.Rule, ("data-json", "/recommendation/rule")).Close();
        if (advice.Exploratory)
        {
            Blocks.Statement(page, new Statement(
                new Marked(Mark.Caution, "exploratory"), "The terms were not fixed before the first exposure, so this is a lead for the next test rather than the outcome of one."));
        }

        if (advice.ByVariant.Count > 0)
        {
            ByVariant(advice);
        }

        page.Close().CloseLine();
    }

    private void ByVariant(Recommendation advice)
    {
        page.Open("details", ("class", "by-variant")).Open("summary").Text("Each variant: ");
        foreach (var own in advice.ByVariant)
        {
            Blocks.Word(page, EffectWords.Advice(own.Advice) with { Word = $"{own.Variant}: {EffectWords.Advice(own.Advice).Word}" });
            page.Text(" ");
        }

        page.Close().Open("ul");
        for (var i = 0; i < advice.ByVariant.Count; i++)
        {
            page.Leaf("li", advice.ByVariant[i].Sentence, ("data-json", Invariant($"/recommendation/byVariant/{i}/sentence")));
        }

        page.Close().Close();
    }

    // What needs attention stands open; what was checked and found in order is a word each, its sentence one click away.
    private void Trust()
    {
        var statements = TrustSection.Of(_analysis).OfType<Statement>().OrderBy(s => Weight(s.Word.Mark)).ToList();
        var worst = statements.Exists(s => s.Word.Mark == Mark.Bad) ? Mark.Bad : statements.Exists(s => s.Word.Mark is Mark.Caution or Mark.Unknown) ? Mark.Caution : Mark.Good;
        page.Open("section", ("class", "card trust " + Blocks.Tone(worst)), ("aria-labelledby", Id("trust")));
        page.Open("div", ("class", "trust-head")).Leaf(H(1), "Can the data be trusted?", ("id", Id("trust")), ("class", "card-title"));
        page.Open("p", ("class", "headline"));
        Blocks.Word(page, new Marked(worst, worst switch
        {
            Mark.Bad => "Not as they are",
            Mark.Caution => "Yes, with care",
            _ => "No check speaks against it",
        }));
        page.Close().Close().Open("div", ("class", "trust-body"));
        var urgent = statements.Where(s => Weight(s.Word.Mark) < 3).ToList();
        const int Shown = 4;
        foreach (var statement in urgent.Take(Shown))
        {
            Blocks.Statement(page, statement);
        }

        var rest = statements.Where(s => Weight(s.Word.Mark) >= 3).Concat(urgent.Skip(Shown)).ToList();
        if (rest.Count > 0)
        {
            page.Open("details").Open("summary").Text("Checked: ");
            foreach (var statement in rest.Take(6))
            {
                Blocks.Word(page, statement.Word);
                page.Text(" ");
            }

            page.Text(rest.Count > 6 ? "and more" : "").Close();
            foreach (var statement in rest)
            {
                Blocks.Statement(page, statement);
            }

            page.Close();
        }

        page.Close().CloseLine();
    }

    private static int Weight(Mark mark) => mark switch { Mark.Bad => 0, Mark.Caution => 1, Mark.Unknown => 2, Mark.Good => 3, _ => 4 };

    private void PrimaryEffect()
    {
        page.Open("section", ("class", "card primary"), ("aria-labelledby", Id("primary"))).Leaf(H(1), "What changed?", ("id", Id("primary")), ("class", "card-title"));

        // The treatment that the recommendation is about in large; the figure shows all of them.
        var primaries = AnalysisFigures.Numbered(_analysis).Where(c => c.Comparison is { Role: ComparisonRole.Primary, Segment: null }).ToList();
        var first = primaries.Find(c => c.Comparison.Treatment == _analysis.Recommendation.Variant) ?? (primaries.Count > 0 ? primaries[0] : null);
        if (first is not null)
        {
            Effect(first);
        }

        if (_analysis.Recommendation.Advice == ExperimentAdvice.Invalid)
        {
            Blocks.Statement(page, new Statement(new Marked(Mark.Bad, "not to be acted on"), "The data are invalid, so these numbers say nothing about the variants."));
        }

        FigureHtml.Write(page, AnalysisFigures.Primary(_analysis), Id("primary-figure"), null, interactive);
        page.CloseLine();
    }

    private void Effect(NumberedComparison numbered)
    {
        var c = numbered.Comparison;
        page.Open("div", ("class", "effect")).Open("p", ("class", "effect-name")).Leaf("strong", c.Name).Text($" with {c.Treatment} ");
        Blocks.Word(page, EffectWords.Verdict(c.Verdict)).Close();
        if (!c.Result.IsDefined)
        {
            page.Leaf("p", EffectWords.Sentence(c.Result.Reason)).Close();
            return;
        }

        var result = c.Result.Value;
        page.Open("p", ("class", "big"));
        Blocks.Shown(page, ShownText.Absolute(result.Absolute, c.Unit, numbered.Pointer + "/absolute"));
        if (result.Relative.IsDefined)
        {
            page.Text(" ").Open("span", ("class", "second"));
            Blocks.Shown(page, ShownText.Relative(result.Relative.Value, numbered.Pointer + "/relative"));
            page.Text(" of control").Close();
        }

        page.Close().Open("p", ("class", "quiet")).Text("The data leave ");
        Blocks.Shown(page, ShownText.AbsoluteSet(result.Absolute, c.Unit, numbered.Pointer + "/absolute"));
        page.Text(" possible (level ");
        Blocks.Shown(page, ShownText.Level(result.Absolute.Set.Level, numbered.Pointer + "/absolute/confidenceSet/level"));
        page.Text(").").Close().Close();
    }

    private void Guardrails()
    {
        page.Open("section", ("class", "card guardrails"), ("aria-labelledby", Id("guardrails"))).Leaf(H(1), "Does anything get worse?", ("id", Id("guardrails")), ("class", "card-title"));
        if (_analysis.Guardrails.Count == 0)
        {
            page.Leaf("p", "No guardrail was defined for this experiment, so nothing says what must not get worse.").CloseLine();
            return;
        }

        page.Leaf("p", "Each guardrail's range must stay clear of the shaded side, which begins at its margin.", ("class", "quiet"));
        foreach (var (figure, i) in AnalysisFigures.Guardrails(_analysis).Select((f, i) => (f, i)))
        {
            FigureHtml.Write(page, figure, Id(Invariant($"guardrails-{i}")), null, interactive);
        }

        page.Open("details").Leaf("summary", "As a table");
        Blocks.Grid(page, GuardrailGrid.Of(_analysis));
        page.Close().CloseLine();
    }

    private void Progress()
    {
        page.Open("section", ("class", "card progress"), ("aria-labelledby", Id("next"))).Leaf(H(1), "What is left?", ("id", Id("next")), ("class", "card-title"));
        var planned = _analysis.Plan.Units;
        page.Open("p").Text(_analysis.IsComplete
            ? "The data count as complete: this is the analysis that decides."
            : "The plan is not complete: the data so far are a look on the way.").Text(" ");
        Blocks.Shown(page, ShownText.Count(_analysis.Units, "/units"));
        if (planned is { } units)
        {
            page.Text(" of ");
            Blocks.Shown(page, ShownText.Count(units, "/plan/units"));
            page.Text(" planned units.").Close();
            page.Open("progress", ("max", Markup.Full(units)), ("value", Markup.Full(Math.Min(_analysis.Units, units))), ("aria-label", "Units observed of units planned")).Close();
        }
        else
        {
            page.Text(" units; the plan names no number.").Close();
        }

        Facts();
        if (_analysis.Recommendation.WhatWouldChangeIt.Count > 0)
        {
            page.Leaf(H(2), "What would change the recommendation").Open("ul");
            foreach (var (change, i) in _analysis.Recommendation.WhatWouldChangeIt.Select((c, i) => (c, i)))
            {
                page.Leaf("li", change, ("data-json", Invariant($"/recommendation/whatWouldChangeIt/{i}")));
            }

            page.Close();
        }

        page.CloseLine();
    }

    private void Facts()
    {
        var plan = _analysis.Plan;
        page.Open("p", ("class", "quiet")).Text(char.ToUpperInvariant(Spelling.Words(plan.Design)[0]) + Spelling.Words(plan.Design)[1..] + " design");
        if (_analysis.Look is { } look)
        {
            page.Text("; this is look ");
            Blocks.Shown(page, ShownText.Count(look, "/look"));
            if (plan.Looks is { } looks)
            {
                page.Text(" of ");
                Blocks.Shown(page, ShownText.Count(looks.Count, "/plan/looks/count"));
            }
        }

        if (plan.Ends is { } ends)
        {
            page.Text($"; planned end {Figures.Time(ends)}");
        }

        page.Text(".").Close();
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
        if (item.Days.Count > 0)
        {
            parts.Add(("days", "By day"));
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
        page.Leaf("p", "Colour follows the direction that is wanted, not the sign. A filled dot is significant after correction for the number of comparisons in its family, a ring is not; the thin line is the range corrected for that number.", ("class", "quiet"));
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
        page.Leaf("p", "Adjustment (CUPED) uses what was known about each unit before exposure to remove noise; it does not move what is estimated. Decisions follow the adjusted line.", ("class", "quiet"));
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
            Blocks.Shown(page, ShownText.Number(Figures.Share(Math.Abs(reduction)), reduction, numbered.Pointer + "/adjustment/varianceReduction"));
            page.Text($", by {string.Join(", ", adjustment.Covariates)}.").Close();
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
        page.Leaf("p", "Segments are exploratory. One being significant and another not does not show that the effect differs between them; compare their ranges.", ("class", "quiet"));
        foreach (var (segment, i) in segments.Select((s, i) => (s, i)))
        {
            page.Leaf(H(2), $"By {segment}");
            Switched(
                Invariant($"segment-{i}"), AnalysisFigures.Segment(_analysis, segment, EffectScale.Relative), AnalysisFigures.Segment(_analysis, segment, EffectScale.Absolute));
            var rows = AnalysisFigures.Numbered(_analysis).Where(c => c.Comparison.Segment?.Segment == segment).ToList();
            page.Open("details").Leaf("summary", "As a table");
            ComparisonHtml.Write(page, $"Comparisons by {segment}", rows, bySegment: true);
            page.Close();
        }

        page.CloseLine();
    }

    private void Days()
    {
        if (AnalysisFigures.Days(_analysis, item.Days, item.Looks) is not { } figure)
        {
            return;
        }

        Section("days", "Effect by day");
        page.Leaf("p", "Each day shows the effect with all units exposed up to then. Stopping at the first day whose band leaves zero out would find effects that are not there: only the planned looks decide.", ("class", "quiet"));
        FigureHtml.Write(page, figure, Id("days-figure"), null, interactive);
        DayTable.Write(page, _analysis, item.Days);
        page.CloseLine();
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
