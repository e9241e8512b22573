using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Store;

/// <summary>A head of the audit trail as it was exported.</summary>
/// <param name="Head">Workspace, sequence and hash of the trail's last row.</param>
/// <param name="SignedAt">When it was exported, by the store's clock.</param>
/// <param name="PublicKey">The key that signed it, DER in Base64.</param>
/// <param name="KeyFingerprint">SHA-256 of that key, to be compared with a fingerprint kept elsewhere.</param>
[TypeFormatterSource]
public sealed record SignedAuditHead(AuditHead Head, DateTimeOffset SignedAt, string PublicKey, string KeyFingerprint) : IShowable;

/// <summary>Writes and reads signed heads: a small JSON file to be kept where the workspace's users cannot write.</summary>
/// <remarks>
/// Compared with the trail (<see cref="IStore.VerifyAuditAsync"/>) a head shows that rows were cut from its end, or that it was rewritten
/// up to the head. The signature shows that the file itself was not altered by somebody without the key (see <see cref="AuditKey"/>).
/// </remarks>
public static class AuditHeadFile
{
    private const int MostBytes = 64 * 1024;
    private const string Format = "kpilab-audit-head/1";
    private const string Algorithm = "ecdsa-p256-sha256";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Signs a head and writes it.</summary>
    /// <exception cref="EngineException">The file cannot be written.</exception>
    public static async Task<SignedAuditHead> WriteAsync(string path, AuditHead head, AuditKey key, TimeProvider clock, CancellationToken cancellation = default)
    {
        var file = Sign(head, key, clock.GetUtcNow());
        var draft = $"{path}.{Guid.NewGuid():n}.new";
        try
        {
            await File.WriteAllTextAsync(draft, file.ToJsonString(Indented) + "\n", cancellation);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"the head of the audit trail cannot be written to {path}; name a file in a folder where this user may write", failure);
        }
        finally
        {
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }
        }

        return Parse(file, path, keyFingerprint: null);
    }

    /// <summary>Reads a head and checks its signature.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyFingerprint">The fingerprint the key must have; null accepts any key.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">The file is missing, is no head, was altered, or is signed with another key.</exception>
    public static async Task<SignedAuditHead> ReadAsync(string path, string? keyFingerprint = null, CancellationToken cancellation = default)
    {
        string text;
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                throw Invalid(path, 0, "the file is too large for a head", "name a file written by an export of the audit head");
            }

            text = await File.ReadAllTextAsync(path, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, 0, "the head cannot be read", "name a file written by an export of the audit head");
        }

        return Read(text, path, keyFingerprint);
    }

    /// <summary>Reads a head from its text.</summary>
    /// <exception cref="InvalidInputException">It is no head, was altered, or is signed with another key.</exception>
    internal static SignedAuditHead Read(string text, string path, string? keyFingerprint = null) => Parse(Row.TryJson(text), path, keyFingerprint);

    /// <summary>A head as it is written, with its signature.</summary>
    internal static JsonObject Sign(AuditHead head, AuditKey key, DateTimeOffset at)
    {
        var file = new JsonObject
        {
            ["format"] = Format,
            ["workspaceId"] = head.WorkspaceId,
            ["sequence"] = head.Sequence,
            ["hash"] = head.Hash,
            ["signedAt"] = Row.TimeText(at),
            ["algorithm"] = Algorithm,
            ["publicKey"] = key.PublicKey,
        };
        file["signature"] = key.Sign(Signed(file)!);
        return file;
    }

    /// <summary>Reads a head from its JSON, which stands in a file of that path.</summary>
    internal static SignedAuditHead Parse(JsonObject? file, string path, string? keyFingerprint, int line = 0)
    {
        if (file is null || Text(file, "format") != Format || Text(file, "algorithm") != Algorithm
            || Text(file, "workspaceId") is not { } workspace || Text(file, "hash") is not { } hash
            || Text(file, "publicKey") is not { } key || Text(file, "signature") is not { } signature
            || Row.TryTime(Text(file, "signedAt") ?? "") is not { } at
            || file["sequence"] is not JsonValue number || !number.TryGetValue<long>(out var sequence) || sequence < 1)
        {
            throw Invalid(path, line, "this is not a head of an audit trail", "name a file written by an export of the audit head");
        }

        if (Signed(file) is not { } content || !AuditKey.Verifies(key, content, signature))
        {
            throw Invalid(path, line, "the signature does not fit: the head was altered after it was signed", "use an unaltered copy");
        }

        var fingerprint = AuditKey.FingerprintOf(key);
        return keyFingerprint is not null && !string.Equals(keyFingerprint, fingerprint, StringComparison.OrdinalIgnoreCase)
            ? throw Invalid(path, line, $"the head is signed with key {fingerprint}, not with {keyFingerprint}", "use a head signed with the workspace's key")
            : new SignedAuditHead(new AuditHead(workspace, sequence, hash), at, key, fingerprint);
    }

    // All members but the signature itself, as canonical JSON; null where one of them is no text.
    private static byte[]? Signed(JsonObject file)
    {
        try
        {
            var signed = file.DeepClone().AsObject();
            signed.Remove("signature");
            return Encoding.UTF8.GetBytes(CanonicalJson.Serialize(signed));
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject file, string member)
    {
        try
        {
            return file[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // "\ud800": valid JSON, not valid text
        }
    }

    private static InvalidInputException Invalid(string path, int line, string message, string remedy) => new([new Problem(path, line, "", message, remedy)]);
}
