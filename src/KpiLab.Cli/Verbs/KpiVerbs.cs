using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>kpi list [--html FILE]</c></summary>
internal static class KpiListVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var html = new Option<string?>("--html") { Description = "Also write the dashboard as one self-contained HTML file: values, targets and trends by goal.", HelpName = "FILE" };
        var command = verb.Make(html, globals.Format);
        globals.OnRun(command, async request =>
        {
            var clock = request.Shell.Clock;
            var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
            var registry = await request.ReadRegistryAsync();
            if (request.Value(html) is { } file)
            {
                KpiDashboard dashboard;
                using (var progress = request.Progress())
                {
                    dashboard = await (await request.OpenLabAsync()).DashboardAsync(registry, progress, request.Cancellation);
                }

                AnalyzeVerb.WriteWhole(request.PathOf(file), dashboard.ToHtml(new ReportOptions { Run = new RunInfo(at, clock.GetElapsedTime(started), Environment.MachineName, App.Version) }));
            }

            var states = await (await request.OpenLabAsync()).StatesAsync(registry, request.Cancellation);
            request.Print(registry.Definitions.Kpis.ToTable(states), "There are no KPIs yet: write one with `kind: kpi`.");
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>kpi show ID</c></summary>
internal static class KpiShowVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The KPI or metric." };
        var command = verb.Make(id, globals.Format);
        globals.OnRun(command, async request =>
        {
            var definitions = (await request.ReadRegistryAsync()).Definitions;
            var name = request.Value(id)!;
            var lab = await request.OpenLabAsync();
            var document = definitions.Document(DefinitionKind.Kpi, name) ?? definitions.Document(DefinitionKind.Metric, name) ?? await RemovedAsync(lab, name, definitions, request.Cancellation);
            var timeline = document.Kind == DefinitionKind.Kpi ? await lab.TimelineAsync(name, request.Cancellation) : null;
            var target = await lab.TargetAsync(name, cancellation: request.Cancellation);
            request.Print(() => document.ToDocument(timeline, target), () => document.ToJson(timeline, target), () => document.ToTable().ToCsv());
            return ExitCode.Done;
        });
        return command;
    }

    // What was removed stays readable: its last version, from the store.
    private static async Task<DefinitionDocument> RemovedAsync(Lab lab, string name, DefinitionSet definitions, CancellationToken cancellation)
    {
        try
        {
            return (await lab.HistoryAsync(DefinitionKind.Kpi, name, cancellation))[^1].Document;
        }
        catch (InvalidInputException)
        {
            throw Unknown(name, definitions);
        }
    }

    private static InvalidInputException Unknown(string name, DefinitionSet definitions)
    {
        var known = definitions.Kpis.Select(k => k.Id).Concat(definitions.Metrics.Select(m => m.Id)).ToList();
        return new InvalidInputException("kpi", $"there is no KPI or metric {name}", Suggestion.DidYouMean(name, known, known.Count == 0 ? "none is defined yet" : "there are " + Suggestion.List(known)));
    }
}

/// <summary><c>kpi history ID</c></summary>
internal static class KpiHistoryVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The KPI." };
        var command = verb.Make(id, globals.Format);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            request.Print((await lab.HistoryAsync(DefinitionKind.Kpi, request.Value(id)!, request.Cancellation)).ToTable());
            return ExitCode.Done;
        });
        return command;
    }
}
