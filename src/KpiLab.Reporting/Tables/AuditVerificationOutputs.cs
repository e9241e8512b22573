using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Whether the audit trail is whole.</summary>
public static class AuditVerificationOutputs
{
    /// <summary>The finding for readers.</summary>
    public static Document ToDocument(this AuditVerification verification) => new(
    [
        new Statement(
            verification.FirstBroken is null ? new Marked(Mark.Good, "whole") : new Marked(Mark.Bad, "broken"),
            EffectWords.Sentence(verification.Sentence),
            verification.FirstBroken is null ? null : "Compare the store with a backup from before the change, and find out who had access to it."),
        new Facts([("Rows", Rounding.Count(verification.Rows)), ("Head", Invariant($"{verification.Head.Sequence} {verification.Head.Hash}"))]),
    ]);

    /// <summary>The finding for programs.</summary>
    public static string ToJson(this AuditVerification verification) => JsonText.Of(Json(verification));

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

    /// <summary>The finding as one row.</summary>
    public static Table ToTable(this AuditVerification verification) => new(
        "Audit trail",
        [
            new("whole", "Whole", ColumnKind.Flag), new("rows", "Rows", ColumnKind.Integer), new("first_broken", "First broken row", ColumnKind.Integer),
            new("sentence", "Finding"), new("head_sequence", "Head", ColumnKind.Integer), new("head_hash", "Hash", ColumnKind.Hash),
        ],
        [[verification.FirstBroken is null, verification.Rows, verification.FirstBroken, verification.Sentence, verification.Head.Sequence, verification.Head.Hash]]);
}
