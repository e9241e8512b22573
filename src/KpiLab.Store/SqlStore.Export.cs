using KpiLab.Core;

namespace KpiLab.Store;

public partial class SqlStore
{
    /// <summary>Writes the whole workspace into one file that describes itself: every row, the audit trail, and its signed head. Compressed where the name ends in <c>.gz</c>.</summary>
    /// <param name="path">The file; replaced, once the new one is complete, when it is there.</param>
    /// <param name="key">Signs the head.</param>
    /// <param name="cancellation">Ends the work; no file remains.</param>
    /// <exception cref="EngineException">The trail is broken, or the file cannot be written.</exception>
    public async Task<ExportReceipt> ExportAsync(string path, AuditKey key, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var draft = $"{path}.{Guid.NewGuid():n}.new";
        try
        {
            var exported = await _database.ReadAsync(
                s =>
                {
                    var verified = AuditVerifier.Verify(s, WorkspaceId, null);
                    if (verified.FirstBroken is not null)
                    {
                        throw new EngineException("the audit trail is broken and nothing was exported: " + verified.Sentence);
                    }

                    // Made anew when the transaction is repeated.
                    using var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024);
                    ExportReceipt written;
                    using (var stream = StoreFile.Packed(file, path))
                    {
                        written = StoreFile.Write(s, (Stream?)stream ?? file, verified.Head, key, _clock.GetUtcNow());
                    }

                    file.Flush(flushToDisk: true);
                    return written;
                },
                cancellation);
            File.Move(draft, path, overwrite: true);
            return exported;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"the store cannot be exported to {path}; name a file in a folder where this user may write, on a disk with space", failure);
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
