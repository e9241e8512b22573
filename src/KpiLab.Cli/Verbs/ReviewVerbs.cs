using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>review run/show/diff/answer/decide</c></summary>
internal static class ReviewVerbs
{
    public static Command Run(Globals globals, Verb verb)
    {
        var month = new Option<string>("--month") { Description = "The month, such as 2026-10.", HelpName = "MONTH", Required = true };
        var html = Html();
        var tag = new Option<string[]>("--tag") { Description = "What the review belongs to, such as a budget or planning round; may be given several times.", HelpName = "TEXT" };
        var command = verb.Make(month, tag, html, globals.Format);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            Review review;
            using (var progress = request.Progress())
            {
                review = await lab.ReviewAsync(Month.Parse(request.Value(month)!), request.Value(tag) ?? [], progress, request.Cancellation);
            }

            return Print(request, review, request.Value(html));
        });
        return command;
    }

    public static Command Show(Globals globals, Verb verb)
    {
        var month = MonthArgument();
        var html = Html();
        var command = verb.Make(month, html, globals.Format);
        globals.OnRun(command, async request => Print(
            request, await (await request.OpenLabAsync()).StoredReviewAsync(Month.Parse(request.Value(month)!), request.Cancellation), request.Value(html)));
        return command;
    }

    public static Command Diff(Globals globals, Verb verb)
    {
        var before = new Argument<string>("BEFORE") { Description = "The earlier month." };
        var after = new Argument<string>("AFTER") { Description = "The later month." };
        var command = verb.Make(before, after, globals.Format);
        globals.OnRun(command, async request =>
        {
            var comparison = await (await request.OpenLabAsync()).CompareReviewsAsync(Month.Parse(request.Value(before)!), Month.Parse(request.Value(after)!), request.Cancellation);
            request.Print(comparison.ToTable(), "Nothing changed.");
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Answer(Globals globals, Verb verb)
    {
        var month = MonthArgument();
        var question = new Argument<string>("QUESTION") { Description = "The question's id, as the review shows it." };
        var text = new Argument<string>("TEXT") { Description = "The answer." };
        var command = verb.Make(month, question, text);
        globals.OnRun(command, async request =>
        {
            var review = await (await request.OpenLabAsync()).AnswerReviewAsync(Month.Parse(request.Value(month)!), request.Value(question)!, request.Value(text)!, request.Cancellation);
            request.WriteLine(FormattableString.Invariant($"Answered. {review.Unanswered.Count} of {review.Snapshot.Questions.Count} questions are unanswered."));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Decide(Globals globals, Verb verb)
    {
        var month = MonthArgument();
        var about = new Argument<string>("ABOUT") { Description = "kpi/ID or link/ID." };
        var word = new Argument<string>("WORD") { Description = "keep, revalidate, replace or retire." };
        var reason = new Option<string?>("--reason") { Description = "Why; needed against the recommendation.", HelpName = "TEXT" };
        var command = verb.Make(month, about, word, reason);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            await lab.DecideReviewAsync(Month.Parse(request.Value(month)!), request.Value(about)!, request.Value(word)!, request.Value(reason), request.Cancellation);
            request.WriteLine($"Decided: {request.Value(word)} {request.Value(about)}.");
            return ExitCode.Done;
        });
        return command;
    }

    public static Command DecideExperiment(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The experiment." };
        var word = new Argument<string>("WORD") { Description = "ship, rollback, continue, equivalent, inconclusive or invalid." };
        var reason = new Option<string?>("--reason") { Description = "Why; needed against the recommendation.", HelpName = "TEXT" };
        var command = verb.Make(id, word, reason);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            var entry = await lab.DecideExperimentAsync(request.Value(id)!, request.Value(word)!, request.Value(reason), request.Cancellation);
            request.WriteLine(FormattableString.Invariant($"Decided: {request.Value(word)} {request.Value(id)}, decision {entry.Number}, by {entry.Actor}."));
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> MonthArgument() => new("MONTH") { Description = "The month, such as 2026-10." };

    private static Option<string?> Html() => new("--html") { Description = "Also write the page as one self-contained HTML file.", HelpName = "FILE" };

    private static int Print(Request request, Review review, string? html)
    {
        if (html is not null)
        {
            AnalyzeVerb.WriteWhole(request.PathOf(html), review.ToHtml());
        }

        request.Print(review.ToDocument, review.ToJson, review.ToCsv);
        return ExitCode.Done;
    }
}
