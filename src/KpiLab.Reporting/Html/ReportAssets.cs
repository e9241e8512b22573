using System.Security.Cryptography;
using System.Text;

namespace KpiLab.Reporting;

/// <summary>Style, script and Plotly, which every page carries in itself.</summary>
internal static class ReportAssets
{
    private static readonly Lazy<string> LazyPlotly = new(() => Read("plotly-basic.min.js"));
    private static readonly Lazy<string> LazyScript = new(() => Read("report.js"));
    private static readonly Lazy<string> LazyStyle = new(() => Colours() + FigureSvg.Rules + "\n" + Read("report.css"));
    private static readonly Lazy<string> LazyPlotlyHash = new(() => Hash(Plotly));
    private static readonly Lazy<string> LazyScriptHash = new(() => Hash(Script));

    /// <summary>Plotly's basic bundle, from npm.</summary>
    public static string Plotly => LazyPlotly.Value;

    /// <summary>What draws the figures again with Plotly.</summary>
    public static string Script => LazyScript.Value;

    /// <summary>All rules of a page.</summary>
    public static string Style => LazyStyle.Value;

    /// <summary>
    /// The page's content security policy. Only these two scripts run, whatever a name in the data may hold, and nothing is fetched from anywhere. Styles
    /// are open because Plotly sets them.
    /// </summary>
    public static string Policy(bool interactive)
        => "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'; script-src "
            + (interactive ? $"'sha256-{LazyPlotlyHash.Value}' 'sha256-{LazyScriptHash.Value}'" : "'none'");

    private static string Hash(string script) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

    // The reader's system decides, unless a theme was picked; no script is needed for that.
    private static string Colours()
        => $":root{{color-scheme:light;{Palette.Variables(dark: false)}}}\n" +
            $"@media (prefers-color-scheme:dark){{:root:not(:has(#theme-light:checked)){{color-scheme:dark;{Palette.Variables(dark: true)}}}}}\n" +
            $":root:has(#theme-dark:checked){{color-scheme:dark;{Palette.Variables(dark: true)}}}\n" +
            $"@media print{{:root,:root:has(#theme-dark:checked),:root:not(:has(#theme-light:checked)){{color-scheme:light;{Palette.Variables(dark: false)}}}}}\n";

    internal static string Read(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream("KpiLab.Reporting.web." + name)
            ?? throw new InvalidOperationException($"{name} is not embedded in KpiLab.Reporting");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
