using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>May I decide? The recommendation, whether the data can be trusted, the primary effect, the guardrails, what is left.</summary>
/// <param name="page">Where to.</param>
/// <param name="analysis">What is reported.</param>
/// <param name="id">Ids that are unique on the page.</param>
/// <param name="level">Level of its headings.</param>
/// <param name="interactive">Whether Plotly's forms go along.</param>
internal sealed class FirstScreen(Markup page, Analysis analysis, Func<string, string> id, int level, bool interactive)
{
    /// <summary>Writes the cards in the order in which a meeting asks.</summary>
    public void Write()
    {
        page.Open("div", ("class", "first"));
        Decision();
        Trust();
        PrimaryEffect();
        Guardrails();
        Progress();
        page.CloseLine();
    }

    private void Decision()
    {
        var advice = analysis.Recommendation;
        var word = EffectWords.Advice(advice.Advice);
        page.Open("section", ("class", "card decision " + Blocks.Tone(word.Mark)), ("aria-labelledby", id("decision")))
            .Open("div", ("class", "decision-word")).Leaf(H(0), "May I decide?", ("id", id("decision")), ("class", "card-title"));
        page.Open("p", ("class", "verdict " + Blocks.Tone(word.Mark))).Trusted(Icons.Svg(word.Mark)).Open("span").Leaf("strong", word.Word, ("data-json", "/recommendation/word"));
        if (Blocks.IsAboutVariant(analysis) && advice.Variant is { } variant)
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
        // The whole is its best variant's own: said above.
        var others = advice.ByVariant.Select((own, i) => (Own: own, Index: i)).Where(v => v.Own.Variant != advice.Variant).ToList();
        page.Open("details", ("class", "by-variant")).Open("summary").Text(others.Count == advice.ByVariant.Count ? "Each variant: " : others.Count == 1 ? "The other variant: " : "The other variants: ");
        foreach (var (own, _) in others)
        {
            Blocks.Word(page, EffectWords.Advice(own.Advice) with { Word = $"{own.Variant}: {EffectWords.Advice(own.Advice).Word}" });
            page.Text(" ");
        }

        page.Close().Open("ul");
        foreach (var (own, i) in others)
        {
            page.Leaf("li", own.Sentence, ("data-json", Invariant($"/recommendation/byVariant/{i}/sentence")));
        }

        page.Close().Close();
    }

    // What needs attention stands open; what was checked and found in order is a word each, its sentence one click away.
    private void Trust()
    {
        var statements = TrustSection.Of(analysis).OfType<Statement>().OrderBy(s => Weight(s.Word.Mark)).ToList();
        var worst = statements.Exists(s => s.Word.Mark == Mark.Bad) ? Mark.Bad : statements.Exists(s => s.Word.Mark is Mark.Caution or Mark.Unknown) ? Mark.Caution : Mark.Good;
        page.Open("section", ("class", "card trust " + Blocks.Tone(worst)), ("aria-labelledby", id("trust")));
        page.Open("div", ("class", "trust-head")).Leaf(H(0), "Can the data be trusted?", ("id", id("trust")), ("class", "card-title"));
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
        page.Open("section", ("class", "card primary"), ("aria-labelledby", id("primary"))).Leaf(H(0), "What changed?", ("id", id("primary")), ("class", "card-title"));

        // The treatment that the recommendation is about in large; the figure shows all of them.
        var primaries = AnalysisFigures.Numbered(analysis).Where(c => c.Comparison is { Role: ComparisonRole.Primary, Segment: null }).ToList();
        var first = primaries.Find(c => c.Comparison.Treatment == analysis.Recommendation.Variant) ?? (primaries.Count > 0 ? primaries[0] : null);
        if (first is not null)
        {
            Effect(first);
        }

        if (analysis.Recommendation.Advice == ExperimentAdvice.Invalid)
        {
            Blocks.Statement(page, new Statement(new Marked(Mark.Bad, "not to be acted on"), "The data are invalid, so these numbers say nothing about the variants."));
        }

        FigureHtml.Write(page, AnalysisFigures.Primary(analysis), id("primary-figure"), null, interactive);
        page.CloseLine();
    }

    private void Effect(NumberedComparison numbered)
    {
        var c = numbered.Comparison;
        page.Open("div", ("class", "effect")).Open("p", ("class", "effect-name")).Leaf("strong", c.Name).Text($" with {c.Treatment} ");
        Blocks.Word(page, EffectWords.Verdict(c)).Close();
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

        if (c.Bayesian is { ChanceToBeatControl: { } beats })
        {
            page.Close().Open("p").Text("Chance to beat control: ");
            Blocks.Shown(page, ShownText.Number(Rounding.Chance(beats), beats, numbered.Pointer + "/bayesian/chanceToBeatControl"));
        }

        page.Close().Open("p", ("class", "quiet")).Text(c.Bayesian is null ? "The data leave " : "The change lies within ");
        Blocks.Shown(page, ShownText.AbsoluteSet(result.Absolute, c.Unit, numbered.Pointer + "/absolute"));
        page.Text(c.Bayesian is null ? " possible (level " : " (with a probability of ");
        Blocks.Shown(page, ShownText.Level(result.Absolute.Set.Level, numbered.Pointer + "/absolute/confidenceSet/level"));
        page.Text(").").Close().Close();
    }

    private void Guardrails()
    {
        page.Open("section", ("class", "card guardrails"), ("aria-labelledby", id("guardrails"))).Leaf(H(0), "Does anything get worse?", ("id", id("guardrails")), ("class", "card-title"));
        if (analysis.Guardrails.Count == 0)
        {
            page.Leaf("p", "No guardrail was defined for this experiment, so nothing says what must not get worse.").CloseLine();
            return;
        }

        page.Leaf("p", "Each guardrail's range must stay clear of the shaded side, which begins at its margin.", ("class", "quiet"));
        foreach (var (figure, i) in AnalysisFigures.Guardrails(analysis).Select((f, i) => (f, i)))
        {
            FigureHtml.Write(page, figure, id(Invariant($"guardrails-{i}")), null, interactive);
        }

        page.Open("details").Leaf("summary", "As a table");
        Blocks.Grid(page, GuardrailGrid.Of(analysis));
        page.Close().CloseLine();
    }

    private void Progress()
    {
        page.Open("section", ("class", "card progress"), ("aria-labelledby", id("next"))).Leaf(H(0), "What is left?", ("id", id("next")), ("class", "card-title"));
        var planned = analysis.Plan.Units;
        page.Open("p").Text(analysis.IsComplete
            ? "The data count as complete: this is the analysis that decides."
            : "The plan is not complete: the data so far are a look on the way.").Text(" ");
        Blocks.Shown(page, ShownText.Count(analysis.Units, "/units"));
        if (planned is { } units)
        {
            page.Text(" of ");
            Blocks.Shown(page, ShownText.Count(units, "/plan/units"));
            page.Text(" planned units.").Close();
            page.Open("progress", ("max", Markup.Full(units)), ("value", Markup.Full(Math.Min(analysis.Units, units))), ("aria-label", "Units observed of units planned")).Close();
        }
        else
        {
            page.Text(" units; the plan names no number.").Close();
        }

        Facts();
        if (analysis.Recommendation.WhatWouldChangeIt.Count > 0)
        {
            page.Leaf(H(1), "What would change the recommendation").Open("ul");
            foreach (var (change, i) in analysis.Recommendation.WhatWouldChangeIt.Select((c, i) => (c, i)))
            {
                page.Leaf("li", change, ("data-json", Invariant($"/recommendation/whatWouldChangeIt/{i}")));
            }

            page.Close();
        }

        page.CloseLine();
    }

    private void Facts()
    {
        var plan = analysis.Plan;
        page.Open("p", ("class", "quiet")).Text(char.ToUpperInvariant(Spelling.Words(plan.Design)[0]) + Spelling.Words(plan.Design)[1..] + " design");
        if (analysis.Look is { } look)
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
            page.Text($"; planned end {FigureText.Time(ends)}");
        }

        page.Text(".").Close();
    }

    private string H(int below) => Invariant($"h{Math.Min(level + below, 6)}");
}
