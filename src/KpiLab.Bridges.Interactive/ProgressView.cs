using System.Globalization;
using System.Net;

namespace KpiLab.Bridges.Interactive;

/// <summary>What a moment of progress looks like.</summary>
internal sealed record ProgressView(string Title, string Stage, long Rows, double? Fraction, TimeSpan Elapsed)
{
    /// <summary>A fragment that stands alone; text from data is escaped.</summary>
    public string ToHtml()
    {
        var bar = Fraction is { } f ? Invariant($"<progress max=\"1\" value=\"{Math.Clamp(f, 0, 1):0.###}\"></progress>") : Stage.Length > 0 ? "<progress></progress>" : "";
        var rows = Rows > 0 ? Rows.ToString("N0", CultureInfo.InvariantCulture) + " rows, " : "";
        return Invariant($"<div><strong>{WebUtility.HtmlEncode(Title)}</strong> {bar} {WebUtility.HtmlEncode(Stage)} <small>{rows}{Elapsed.TotalSeconds:0.0} s</small></div>");
    }
}
