using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Comparisons as a table whose every number carries its full value and its place in the JSON.</summary>
internal static class ComparisonHtml
{
    private const int MostRows = 200;

    public static void Write(Markup page, string caption, IReadOnlyList<NumberedComparison> comparisons, bool bySegment)
    {
        Blocks.StartTable(page, caption, "restack");
        page.Open("thead").Open("tr");
        foreach (var (name, right) in Headers(bySegment, comparisons.Any(c => c.Comparison.Bayesian is not null)))
        {
            page.Leaf("th", name, ("scope", "col"), ("class", right ? "r" : null));
        }

        page.Close().Close().Open("tbody");
        foreach (var comparison in comparisons.Take(MostRows))
        {
            Row(page, comparison, bySegment);
        }

        page.Close();
        Blocks.EndTable(page);
        if (comparisons.Count > MostRows)
        {
            page.Leaf("p", Invariant($"The first {MostRows} comparisons are shown; the JSON and CSV outputs hold all of them."), ("class", "quiet"));
        }

        Notes(page, comparisons);
    }

    private static IEnumerable<(string Name, bool Right)> Headers(bool bySegment, bool byChance)
        => [(bySegment ? "Segment" : "KPI", false), ("Control", true), ("Treatment", true), ("Change", true), ("Relative change", true), (byChance ? "Chance to beat control" : "p", true), ("Verdict", false)];

    private static void Row(Markup page, NumberedComparison numbered, bool bySegment)
    {
        var c = numbered.Comparison;
        page.Open("tr").Open("th", ("scope", "row"));
        if (bySegment)
        {
            page.Leaf("span", c.Segment?.Value ?? "(none)", ("class", "line"));
        }

        page.Leaf("span", c.Name, ("class", bySegment ? "line quiet" : "line")).Leaf("span", $"{c.Treatment} vs {c.Control}", ("class", "line quiet"));
        if (EffectWords.Method(c) is { } method)
        {
            page.Leaf("span", method, ("class", "line quiet"));
        }

        if (EffectWords.Blocks(c) is { } blocks)
        {
            page.Leaf("span", blocks, ("class", "line quiet"));
        }

        if (c.Adjustment is { } adjustment)
        {
            page.Leaf("span", EffectWords.Adjusted(adjustment), ("class", "line quiet"));
        }

        if (c.Cap is { } cap)
        {
            page.Open("span", ("class", "line quiet")).Text("capped at ");
            Blocks.Shown(page, ShownText.Number(FigureText.Significant(cap, 6), cap, numbered.Pointer + "/cap")).Close();
        }

        if (!c.Registered)
        {
            page.Open("span", ("class", "line"));
            Blocks.Word(page, new Marked(Mark.Caution, "exploratory")).Close();
        }

        page.Close();
        Arm(page, "Control", c.ControlEstimate, c.Unit, numbered.Pointer + "/control");
        Arm(page, "Treatment", c.TreatmentEstimate, c.Unit, numbered.Pointer + "/treatment");
        Absolute(page, numbered);
        Relative(page, numbered);
        PValue(page, numbered);
        page.Open("td", ("data-label", "Verdict"));
        Blocks.Word(page, EffectWords.Verdict(c)).Close().CloseLine();
    }

    private static void Arm(Markup page, string label, Estimable<Estimate> arm, MetricUnit unit, string pointer)
    {
        page.Open("td", ("class", "r"), ("data-label", label));
        if (arm.IsDefined)
        {
            page.Open("span", ("class", "line"));
            Blocks.Shown(page, ShownText.Estimate(arm.Value, unit, pointer)).Close().Open("span", ("class", "line quiet"));
            Blocks.Shown(page, ShownText.Count(arm.Value.Count, pointer + "/units") + (arm.Value.Count == 1 ? " unit" : " units")).Close();
        }
        else
        {
            page.Text("–");
        }

        page.Close();
    }

    private static void Absolute(Markup page, NumberedComparison numbered)
    {
        var c = numbered.Comparison;
        page.Open("td", ("class", "r"), ("data-label", "Change"));
        if (c.Result.IsDefined)
        {
            var effect = c.Result.Value.Absolute;
            Effect(page, ShownText.Absolute(effect, c.Unit, numbered.Pointer + "/absolute"), ShownText.AbsoluteSet(effect, c.Unit, numbered.Pointer + "/absolute"), effect.Set.Level, numbered.Pointer + "/absolute");
            for (var i = 0; i < c.Intervals.Count; i++)
            {
                var pointer = Invariant($"{numbered.Pointer}/intervals/{i}/absolute");
                Corrected(page, c.Intervals[i].Method, c.Intervals[i].Absolute, set => ShownText.AbsoluteSet(effect with { Set = set }, c.Unit, pointer));
            }
        }
        else
        {
            page.Text("–");
        }

        page.Close();
    }

    private static void Relative(Markup page, NumberedComparison numbered)
    {
        var c = numbered.Comparison;
        page.Open("td", ("class", "r"), ("data-label", "Relative change"));
        if (c.Result is { IsDefined: true, Value.Relative.IsDefined: true })
        {
            var effect = c.Result.Value.Relative.Value;
            Effect(page, ShownText.Relative(effect, numbered.Pointer + "/relative"), ShownText.RelativeSet(effect, numbered.Pointer + "/relative"), effect.Set.Level, numbered.Pointer + "/relative");
            for (var i = 0; i < c.Intervals.Count; i++)
            {
                if (c.Intervals[i].Relative.IsDefined)
                {
                    var pointer = Invariant($"{numbered.Pointer}/intervals/{i}/relative");
                    Corrected(page, c.Intervals[i].Method, c.Intervals[i].Relative.Value, set => ShownText.RelativeSet(effect with { Set = set }, pointer));
                }
            }
        }
        else
        {
            page.Text("–");
        }

        page.Close();
    }

    private static void Effect(Markup page, ShownText value, ShownText set, Level level, string pointer)
    {
        page.Open("span", ("class", "line strong"));
        Blocks.Shown(page, value).Close().Open("span", ("class", "line quiet"));
        Blocks.Shown(page, set + " (" + ShownText.Level(level, pointer + "/confidenceSet/level") + ")").Close();
    }

    private static void Corrected(Markup page, string method, FamilyInterval interval, Func<ConfidenceSet, ShownText> words)
    {
        page.Open("span", ("class", "line quiet"));
        Blocks.Shown(page, Ends(interval, words)).Text($" ({Method(method)})").Close();
    }

    // An end that the test excludes is drawn at zero; "+0.00 to …" would read as if zero were possible.
    private static ShownText Ends(FamilyInterval interval, Func<ConfidenceSet, ShownText> words) => interval switch
    {
        { EndsAtZero: true, ExcludesZero: true, Set: { Lower: 0, Upper: var upper, Level: var level } } => double.IsFinite(upper)
            ? (ShownText)"above 0, " + words(ConfidenceSet.Between(double.NegativeInfinity, upper, level)) : "above 0",
        { EndsAtZero: true, ExcludesZero: true, Set: { Upper: 0, Lower: var lower, Level: var level } } => double.IsFinite(lower)
            ? (ShownText)"below 0, " + words(ConfidenceSet.Between(lower, double.PositiveInfinity, level)) : "below 0",
        _ => words(interval.Set),
    };

    private static string Method(string method) => method switch
    {
        "bonferroni" => "Bonferroni",
        "holm" => "Holm",
        _ => "for selected",
    };

    private static void Chance(Markup page, NumberedComparison numbered, BayesianResult result)
    {
        var pointer = numbered.Pointer + "/bayesian";
        page.Open("td", ("class", "r"), ("data-label", "Chance to beat control")).Open("span", ("class", "line strong"));
        Blocks.Shown(page, result.ChanceToBeatControl is { } beats
            ? ShownText.Number(Rounding.Chance(beats), beats, pointer + "/chanceToBeatControl")
            : ShownText.Number(Rounding.Chance(result.ChanceHigher), result.ChanceHigher, pointer + "/chanceHigher") + " higher").Close();
        if (result is { LossOfShipping: { } shipping, LossOfKeeping: { } keeping })
        {
            foreach (var (name, loss, field) in new[] { ("loss if shipped ", shipping, "/shipping"), ("loss if kept ", keeping, "/keeping") })
            {
                page.Open("span", ("class", "line quiet")).Text(name);
                Blocks.Shown(page, ShownText.Number(PosteriorSection.Loss(loss, numbered.Comparison.Unit), loss, pointer + "/expectedLoss" + field)).Close();
            }
        }

        page.Close();
    }

    private static void PValue(Markup page, NumberedComparison numbered)
    {
        var c = numbered.Comparison;
        if (c.Bayesian is { } result)
        {
            Chance(page, numbered, result);
            return;
        }

        page.Open("td", ("class", "r"), ("data-label", "p"));
        if (c.Result.IsDefined)
        {
            page.Open("span", ("class", "line"));
            Blocks.Shown(page, ShownText.PValue(c.Result.Value.Test.PValue, numbered.Pointer + "/test/pValue")).Close();
            if (c.AdjustedPValue is { } adjusted && c.Intervals.Count > 0)
            {
                page.Open("span", ("class", "line quiet"));
                Blocks.Shown(page, ShownText.PValue(adjusted, numbered.Pointer + "/adjustedPValue")).Text(" corrected").Close();
            }
        }
        else
        {
            page.Text("–");
        }

        page.Close();
    }

    private static void Notes(Markup page, IReadOnlyList<NumberedComparison> comparisons)
    {
        var notes = ComparisonGrid.Notes([.. comparisons.Take(MostRows).Select(c => c.Comparison)]).OfType<Statement>().ToList();
        if (notes.Count == 0)
        {
            return;
        }

        page.Open("details").Leaf("summary", "Why some have no number");
        foreach (var note in notes)
        {
            Blocks.Statement(page, note);
        }

        page.Close();
    }
}
