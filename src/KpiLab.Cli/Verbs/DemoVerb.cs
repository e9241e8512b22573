using System.CommandLine;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>demo [DIR]</c></summary>
internal static class DemoVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var folder = new Argument<string>("DIR") { Description = "Where to write it; ./demo when left out. A folder of an earlier demo is refreshed.", Arity = ArgumentArity.ZeroOrOne };
        var command = verb.Make(folder, globals.Format);
        globals.OnRun(command, request => RunAsync(request, request.PathOf(request.Value(folder) ?? "demo")));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string folder)
    {
        DemoResult demo;
        using (var progress = request.Progress())
        {
            demo = await Lab.DemoAsync(folder, request.LabOptions, new Story(request), progress, request.Cancellation);
        }

        var isHuman = request.Format is OutputFormat.Table or OutputFormat.Md;
        request.Print(new Table(
            "Experiments",
            [new("experiment", "Experiment"), new("recommendation", "Recommendation"), new("rule", "Rule")],
            [.. demo.Analyses.Select(a => (IReadOnlyList<object?>)
            [
                a.ExperimentId,
                isHuman ? EffectWords.Advice(a.Recommendation.Advice) : Spelling.Snake(a.Recommendation.Advice),
                a.Recommendation.Rule,
            ])]));
        if (isHuman)
        {
            request.Shell.Output.WriteLine();
            request.Print(demo.Links.ToOverview());
        }

        request.Say($"A sample company is in {folder}: its data and dates are made up, and planted-truth.md says what was put into them.");
        request.Say($"Open {demo.Report} in a browser.");
        request.Say($"It is the last monthly review; the experiments are in {demo.ExperimentReport}, the links from leading to lagging KPIs in {demo.LinkReport}, goals and KPIs in {demo.MapReport}.");
        return ExitCode.Done;
    }

    private sealed class Story(Request request) : IProgress<string>
    {
        public void Report(string value) => request.Say(value);
    }
}
