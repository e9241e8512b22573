using KpiLab.Reporting;

namespace KpiLab;

/// <summary>Stored checks of a link, and the evidence of <see cref="Lab.VerifyAsync"/>.</summary>
public static class EvidenceOutputs
{
    /// <summary>One row a check.</summary>
    public static Table ToTable(this LinkRecord record) => LinkHistory.ToTable(record.Checks);

    /// <summary>Checks, looks and forecasts for readers.</summary>
    public static Document ToDocument(this LinkRecord record) => LinkHistory.ToDocument(record.Definition, record.Checks, record.Ledger, record.Unit);

    /// <summary>The same for programs.</summary>
    public static string ToJson(this LinkRecord record) => LinkHistory.ToJson(record.Definition, record.Checks, record.Ledger);

    /// <summary>The first of its tables: what was counted of methods, unless one table was asked for.</summary>
    public static Table ToTable(this VerifyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Tables[0].Table;
    }

    /// <summary>All tables for readers.</summary>
    public static Document ToDocument(this VerifyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new Document([.. result.Tables.Select(t => new Grid(t.Table)), .. result.Broken.Select(b => new Statement(new Marked(Mark.Bad, "not as promised"), b))]);
    }

    /// <summary>All tables for programs, each under its name.</summary>
    public static string ToJson(this VerifyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return "{" + string.Join(", ", result.Tables.Select(t => $"\"{t.Name}\": {t.Table.ToJson()}")) + "}";
    }
}
