using System.Security.Cryptography;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>The key that signs audit heads: ECDSA on P-256, one per workspace, in a file that only its owner may read.</summary>
/// <remarks>
/// Whoever can read this file can sign a head. A signature therefore proves that the head was exported by somebody with access to the
/// workspace and not altered since; it does not stop the key's holder from signing another. Keep heads, and the key's fingerprint, where
/// the workspace's users cannot write.
/// </remarks>
public sealed class AuditKey : IDisposable
{
    /// <summary>Name of the key's file inside the workspace's <c>.kpilab</c> folder.</summary>
    public const string FileName = "audit-key.pem";

    private readonly ECDsa _key;

    private AuditKey(ECDsa key) => _key = key;

    /// <summary>The public key: DER (SubjectPublicKeyInfo) in Base64.</summary>
    public string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    /// <summary>SHA-256 of the public key, lower-case hexadecimal.</summary>
    public string Fingerprint => FingerprintOf(PublicKey);

    /// <summary>The workspace's key; made when it is not there.</summary>
    /// <param name="folder">The workspace's <c>.kpilab</c> folder.</param>
    /// <param name="cancellation">Stops reading or writing.</param>
    /// <exception cref="EngineException">The file cannot be read, written, or is no such key.</exception>
    public static async Task<AuditKey> OpenOrCreateAsync(string folder, CancellationToken cancellation = default)
    {
        var path = Path.GetFullPath(Path.Combine(folder, FileName));
        try
        {
            if (!File.Exists(path))
            {
                await CreateAsync(path, cancellation);
            }

            return Parse(await File.ReadAllTextAsync(path, cancellation), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"the key of the audit trail, {path}, cannot be read or made; check that this user owns the file and may write to its folder", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal string Sign(byte[] data) => Convert.ToBase64String(_key.SignData(data, HashAlgorithmName.SHA256));

    internal static string FingerprintOf(string publicKey) => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(publicKey)));

    internal static bool Verifies(string publicKey, byte[] data, string signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            var bytes = Convert.FromBase64String(signature);
            // One spelling: Base64 has bits at its end that nothing reads.
            return Convert.ToBase64String(bytes) == signature && key.VerifyData(data, bytes, HashAlgorithmName.SHA256);
        }
        // A curve that this platform lacks is named by an exception of its own.
        catch (Exception failure) when (failure is CryptographicException or FormatException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static AuditKey Parse(string pem, string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return new AuditKey(key);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            key.Dispose();
            throw new EngineException(
                $"{path} is not the key of an audit trail; restore it from a backup, or move it away to get a new one (heads signed with the old key stay valid)", failure);
        }
    }

    // Written under another name first, so that no half-written key is ever found; of two writers the first one's key stays.
    private static async Task CreateAsync(string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var draft = $"{path}.{Guid.NewGuid():n}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using (var stream = new StreamWriter(draft, options))
            {
                await stream.WriteLineAsync(key.ExportPkcs8PrivateKeyPem().AsMemory(), cancellation);
            }

            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made one meanwhile.
        }
        finally
        {
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }
        }
    }
}
