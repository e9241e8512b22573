using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>Reads a whole trail, and the rows it vouches for beside it, and names the first audit row that does not fit.</summary>
internal static class AuditVerifier
{
    public static AuditVerification Verify(StoreSession session, string workspace, AuditHead? expected)
    {
        var recorded = Content.Tables.Select(t => new RecordedRows(session, t, workspace)).ToList();
        try
        {
            var check = new AuditCheck(workspace, expected);
            foreach (var row in session.Stream("audit", "SELECT * FROM audit WHERE workspace_id = @w ORDER BY sequence, id", ("@w", workspace)))
            {
                check.Next(row, sequence => [.. recorded.SelectMany(t => t.UpTo(sequence))]);
            }

            return check.End(() => recorded.SelectMany(t => t.UpTo(long.MaxValue)));
        }
        finally
        {
            recorded.ForEach(r => r.Dispose());
        }
    }
}
