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
            var registry = await request.ReadRegistryAsync();
            var kpi = await (await request.OpenLabAsync()).KpiAsync(registry, request.Value(id)!, cancellation: request.Cancellation);
            request.Print(kpi.ToDocument, kpi.ToJson, () => kpi.ToTable().ToCsv());
            return ExitCode.Done;
        });
        return command;
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
