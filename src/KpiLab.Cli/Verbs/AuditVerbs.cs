using System.CommandLine;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>audit log</c></summary>
internal static class AuditLogVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var command = verb.Make(globals.Format);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            request.Print((await lab.AuditLogAsync(request.Cancellation)).ToTable(), "The audit trail is empty.");
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>audit verify [--head FILE] [--write-head FILE]</c></summary>
internal static class AuditVerifyVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var head = new Option<string?>("--head") { Description = "A signed head kept elsewhere: shows whether the trail's tail was cut since.", HelpName = "FILE" };
        var writeHead = new Option<string?>("--write-head") { Description = "Write the signed head to a file, to be kept elsewhere.", HelpName = "FILE" };
        var command = verb.Make(head, writeHead, globals.Format);
        globals.OnRun(command, request => RunAsync(request, request.Value(head), request.Value(writeHead)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string? head, string? writeHead)
    {
        var lab = await request.OpenLabAsync();
        var verification = await lab.VerifyAuditAsync(head is null ? null : request.PathOf(head), request.Cancellation);
        var isWhole = verification.FirstBroken is null;
        request.Print(verification.ToDocument, verification.ToJson, () => verification.ToTable().ToCsv());
        if (isWhole && writeHead is not null)
        {
            await lab.ExportAuditHeadAsync(request.PathOf(writeHead), request.Cancellation);
            request.Say($"The signed head is in {writeHead}; keep it where the store's keeper cannot change it.");
        }

        return isWhole ? ExitCode.Done : ExitCode.CriticalFinding;
    }
}
