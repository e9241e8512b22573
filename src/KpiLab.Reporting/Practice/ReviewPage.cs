using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The page that a meeting is run from, on a screen or on paper: an agenda, and below it each item with its evidence and the place where its decision is written.</summary>
internal static class ReviewPage
{
    private static readonly Column[] KpiColumns = [new("kpi", "KPI"), new("value", "Value"), new("target", "Target"), new("advice", "Recommendation")];

    public static string Render(Review review, ReportOptions options) => ReportPage.Render($"Review of {review.Month}", "KpiLab monthly review", options, page => Article(page, review), figures: false);

    private static void Article(Markup page, Review review)
    {
        var parts = ReviewItems.Parts(review);
        page.Open("article", ("class", "experiment review"));
        Opening(page, review);
        Agenda(page, review, parts);
        for (var i = 0; i < parts.Count; i++)
        {
            page.Open("section", ("class", "part"), ("id", parts[i].Id)).Leaf("h2", Invariant($"{i + 1} {parts[i].Title}"));
            Overview(page, review, parts[i]);
            foreach (var item in parts[i].Items)
            {
                Item(page, item);
            }

            page.CloseLine();
        }

        page.CloseLine();
    }

    private static void Opening(Markup page, Review review)
    {
        var s = review.Snapshot;
        page.Open("div", ("class", "opening")).Leaf("p", string.Join(" · ", s.Tags.Append(Invariant($"version {review.Version}"))), ("class", "eyebrow")).Leaf("h1", $"Review of {review.Month}");
        foreach (var statement in ReviewOutputs.Standing(review))
        {
            Blocks.Statement(page, statement);
        }

        page.Leaf("p", ReviewOutputs.Lead(review), ("class", "lead"));
        if (ReviewOutputs.TookPart(review) is { } who)
        {
            page.Leaf("p", who, ("class", "quiet"));
        }

        page.CloseLine();
    }

    private static void Agenda(Markup page, Review review, IReadOnlyList<ReviewPart> parts)
    {
        page.Open("nav", ("class", "agenda card"), ("aria-label", "Agenda")).Leaf("h2", "Agenda", ("class", "card-title")).Open("ol");
        foreach (var part in parts)
        {
            page.Open("li").Leaf("a", part.Title, ("href", "#" + part.Id)).Text(" ");
            if (part.Open.Count > 0)
            {
                Blocks.Word(page, new Marked(Mark.Caution, $"{part.Open.Count} {part.Waits}"));
            }
            else
            {
                page.Leaf("span", part.Items.Count > 0 ? "nothing left to do" : "to know", ("class", "quiet"));
            }

            if (part.Open.Count > 0)
            {
                page.Open("ul");
                foreach (var item in part.Open)
                {
                    page.Open("li").Leaf("a", item.Title, ("href", "#" + item.Id)).Close();
                }

                page.Close();
            }

            page.CloseLine();
        }

        page.Close().CloseLine();
    }

    private static void Overview(Markup page, Review review, ReviewPart part)
    {
        foreach (var block in part.Overview)
        {
            Blocks.Write(page, block);
        }

        if (part.Id == "kpis")
        {
            foreach (var group in ReviewOutputs.ByGoal(review.Snapshot))
            {
                Blocks.Grid(page, new Table(group.Key, KpiColumns, [.. group.Select(ReviewOutputs.Row)]));
            }
        }
        else if (part.Table is { Rows.Count: > 0 } table)
        {
            Blocks.Grid(page, table);
        }
        else if (part.Items.Count == 0 && part.Overview.Count == 0)
        {
            page.Leaf("p", "None.");
        }
    }

    private static void Item(Markup page, ReviewItem item)
    {
        page.Open("div", ("class", "item " + Blocks.Tone(item.Word.Mark)), ("id", item.Id)).Open("h3").Text(item.Title + " ");
        Blocks.Word(page, item.Word).Close();
        if (item.Evidence.Count > 0)
        {
            page.Open("ul");
            foreach (var line in item.Evidence)
            {
                Blocks.Sentence(page.Open("li"), line).Close();
            }

            page.Close();
        }

        page.Open("div", ("class", "decide"));
        if (item.Settled is { } settled)
        {
            page.Open("p").Leaf("strong", settled.What).Text($" {settled.Who}").Close();
            if (settled.Why is { Length: > 0 } why)
            {
                page.Leaf("p", why);
            }
        }
        else
        {
            page.Open("dl", ("class", "blank")).Leaf("dt", item.Asks).Leaf("dd", string.Join("\u2003", item.Choices.Select(c => "☐\u00a0" + c)));
            page.Leaf("dt", "Who, when").Leaf("dd", "").Leaf("dt", "Reason").Leaf("dd", "").Close();
            page.Open("p", ("class", "hint")).Text("Record it: ").Leaf("code", item.Command).Close();
        }

        page.Close().CloseLine();
    }
}
