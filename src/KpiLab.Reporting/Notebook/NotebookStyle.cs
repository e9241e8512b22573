namespace KpiLab.Reporting;

/// <summary>The rules of a fragment. Every one begins with the fragment's class, so that nothing around it changes.</summary>
internal static class NotebookStyle
{
    private const string Scope = ".kl-out";

    private static readonly Lazy<string> LazyWords = new(() => Colours() + Scoped(ReportAssets.Read("notebook.css")));
    private static readonly Lazy<string> LazyWithFigures = new(() => Words + Scoped(FigureSvg.Rules));

    /// <summary>For words and tables.</summary>
    public static string Words => LazyWords.Value;

    /// <summary>For figures as well.</summary>
    public static string WithFigures => LazyWithFigures.Value;

    // The front end's theme where it tells one (VS Code, JupyterLab, KpiLab's own pages), else the reader's system.
    private static string Colours()
    {
        var (light, dark) = (Palette.Variables(dark: false), Palette.Variables(dark: true));
        string[] lights = [".vscode-light", "[data-jp-theme-light=true]", ":root:has(#theme-light:checked)"];
        string[] darks = [".vscode-dark", ".vscode-high-contrast:not(.vscode-high-contrast-light)", "[data-jp-theme-light=false]", ":root:has(#theme-dark:checked)"];
        return $"{Scope}{{{light}}}@media(prefers-color-scheme:dark){{{Scope}{{{dark}}}}}"
            + $"{string.Join(',', lights.Select(l => $"{l} {Scope}"))}{{{light}}}{string.Join(',', darks.Select(d => $"{d} {Scope}"))}{{{dark}}}";
    }

    // Rules are one a line or one after another, each "selectors{declarations}", none nested.
    private static string Scoped(string rules)
        => string.Concat(rules.Replace("\n", "", StringComparison.Ordinal).Split('}', StringSplitOptions.RemoveEmptyEntries).Select(rule =>
        {
            var (selectors, declarations) = (rule[..rule.IndexOf('{', StringComparison.Ordinal)], rule[rule.IndexOf('{', StringComparison.Ordinal)..]);
            return string.Join(',', selectors.Split(',').Select(s => s == "&" ? Scope : $"{Scope} {s}")) + declarations + "}";
        }));
}
