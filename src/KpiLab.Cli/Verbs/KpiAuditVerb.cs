using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>kpi audit [--profile P] [--targets]</c></summary>
internal static class KpiAuditVerb
{
    private static readonly string[] Profiles = ["start", "align", "strict"];

    public static Command Build(Globals globals, Verb verb)
    {
        var profile = new Option<string?>("--profile") { Description = "How much is asked for; that of kpilab.yaml when left out, and align without one.", HelpName = string.Join('|', Profiles) };
        profile.AcceptOnlyFromAmong(Profiles);
        var targets = new Option<bool>("--targets") { Description = "Also compute how likely each target is met and whether counter metrics suffer, from values over time." };
        var command = verb.Make(profile, targets, globals.Format);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            GovernanceReport report;
            using (var progress = request.Progress())
            {
                report = await lab.AuditKpisAsync(new AuditQuestion(request.Value(profile) is { } word ? (AuditProfile)Array.IndexOf(Profiles, word) : null, request.Value(targets)), progress, request.Cancellation);
            }

            request.Print(report.ToDocument, report.ToJson, report.ToCsv);
            return report.HasCritical ? ExitCode.CriticalFinding : ExitCode.Done;
        });
        return command;
    }
}
