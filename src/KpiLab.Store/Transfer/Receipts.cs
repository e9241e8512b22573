using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Store;

/// <summary>What was exported.</summary>
/// <param name="Rows">Rows of all tables, the audit trail among them.</param>
/// <param name="Head">The trail's last row.</param>
/// <param name="KeyFingerprint">SHA-256 of the key that signed the head.</param>
[TypeFormatterSource]
public sealed record ExportReceipt(long Rows, AuditHead Head, string KeyFingerprint) : IShowable;

/// <summary>What was imported.</summary>
/// <param name="Rows">Rows of all tables, the audit trail among them.</param>
/// <param name="Head">The trail's last row.</param>
/// <param name="ExportedAt">When the file was written, by the clock of the store it came from.</param>
/// <param name="KeyFingerprint">SHA-256 of the key that signed the head.</param>
/// <param name="WasThere">True when the store held exactly this already, and nothing was written.</param>
[TypeFormatterSource]
public sealed record ImportReceipt(long Rows, AuditHead Head, DateTimeOffset ExportedAt, string KeyFingerprint, bool WasThere) : IShowable;
