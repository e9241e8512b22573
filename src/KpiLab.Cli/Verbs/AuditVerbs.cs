using System.CommandLine;
using System.Text.Json.Nodes;
using KpiLab.Core;
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
        request.Print(() => Document(verification), () => JsonText.Of(Json(verification)), () => Table(verification).ToCsv());
        if (isWhole && writeHead is not null)
        {
            await lab.ExportAuditHeadAsync(request.PathOf(writeHead), request.Cancellation);
            request.Say($"The signed head is in {writeHead}; keep it where the store's keeper cannot change it.");
        }

        return isWhole ? ExitCode.Done : ExitCode.CriticalFinding;
    }

    private static Document Document(AuditVerification verification) => new(
    [
        new Statement(
            verification.FirstBroken is null ? new Marked(Mark.Good, "whole") : new Marked(Mark.Bad, "broken"),
            EffectWords.Sentence(verification.Sentence),
            verification.FirstBroken is null ? null : "Compare the store with a backup from before the change, and find out who had access to it."),
        new Facts([("Rows", Rounding.Count(verification.Rows)), ("Head", Invariant($"{verification.Head.Sequence} {verification.Head.Hash}"))]),
    ]);

    private static JsonObject Json(AuditVerification verification) => new()
    {
        ["whole"] = verification.FirstBroken is null,
        ["rows"] = verification.Rows,
        ["firstBroken"] = verification.FirstBroken,
        ["sentence"] = verification.Sentence,
        ["head"] = new JsonObject
        {
            ["workspaceId"] = verification.Head.WorkspaceId,
            ["sequence"] = verification.Head.Sequence,
            ["hash"] = verification.Head.Hash,
        },
    };

    private static Table Table(AuditVerification verification) => new(
        "Audit trail",
        [
            new("whole", "Whole", ColumnKind.Flag), new("rows", "Rows", ColumnKind.Integer), new("first_broken", "First broken row", ColumnKind.Integer),
            new("sentence", "Finding"), new("head_sequence", "Head", ColumnKind.Integer), new("head_hash", "Hash", ColumnKind.Hash),
        ],
        [[verification.FirstBroken is null, verification.Rows, verification.FirstBroken, verification.Sentence, verification.Head.Sequence, verification.Head.Hash]]);
}
