using System.CommandLine;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>link show ID</c></summary>
internal static class LinkShowVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The link." };
        var command = verb.Make(id, globals.Format);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            var record = await lab.LinkRecordAsync(request.Value(id)!, request.Cancellation);
            request.Print(
                () => LinkHistory.ToDocument(record.Definition, record.Checks, record.Ledger, record.Unit),
                () => LinkHistory.ToJson(record.Definition, record.Checks, record.Ledger),
                () => LinkHistory.ToTable(record.Checks).ToCsv());
            return ExitCode.Done;
        });
        return command;
    }
}
