using System.CommandLine;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>export FILE</c></summary>
internal static class ExportVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var file = new Argument<string>("FILE") { Description = "Where to write; packed where the name ends in .gz. A file that is there is replaced once the new one is complete." };
        var command = verb.Make(file);
        globals.OnRun(command, async request =>
        {
            var path = request.Value(file)!;
            var lab = await request.OpenLabAsync();
            var exported = await lab.ExportAsync(request.PathOf(path), request.Cancellation);
            request.WriteLine(Invariant($"exported {FigureText.Counted(exported.Rows, "row")} of workspace {exported.Head.WorkspaceId} to {path}, up to audit row {exported.Head.Sequence} {exported.Head.Hash}"));
            request.Say($"The head is signed with key {exported.KeyFingerprint}; note it elsewhere, and give it to `import --key`.");
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>import FILE [--key FINGERPRINT]</c></summary>
internal static class ImportVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var file = new Argument<string>("FILE") { Description = "A file written by export." };
        var key = new Option<string?>("--key") { Description = "The fingerprint of the key that must have signed the file; any other is refused.", HelpName = "FINGERPRINT" };
        var command = verb.Make(file, key);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            var imported = await lab.ImportAsync(request.PathOf(request.Value(file)!), request.Value(key), request.Cancellation);
            request.WriteLine(Invariant(
                $"{(imported.WasThere ? "already there, nothing written" : "imported")}: {FigureText.Counted(imported.Rows, "row")} of workspace {imported.Head.WorkspaceId}, up to audit row {imported.Head.Sequence} {imported.Head.Hash}"));
            request.Say(Invariant($"The head was signed on {imported.ExportedAt:yyyy-MM-dd HH:mm} UTC with key {imported.KeyFingerprint}."));
            return ExitCode.Done;
        });
        return command;
    }
}
