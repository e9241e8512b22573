namespace KpiLab.Reporting;

/// <summary>The rules of a fragment. Every one begins with the fragment's class, so that nothing around it changes.</summary>
internal static class NotebookStyle
{
    private const string Scope = ".kl-out";

    // Where a table has to scroll anyway, its lines do not break after every word.
    private const string Narrow = $"@media(max-width:700px){{{Scope} td{{min-width:5em}}{Scope} tbody th{{min-width:8em}}{Scope} td:has(.quiet){{min-width:8em}}}}";

    private static readonly Lazy<string> LazyWords = new(() => Colours() + Scoped(ReportAssets.Read("notebook.css")) + Narrow);
    private static readonly Lazy<string> LazyWithFigures = new(() => Words + Scoped(FigureSvg.Rules) + Fitting());

    /// <summary>The widths that figures are drawn for, the one for a whole page first, each with the narrowest place that shows it.</summary>
    public static IReadOnlyList<(string Name, double Width, double Least)> Widths { get; } = [("kl-wide", 760, 640), ("kl-half", 500, 400), ("kl-slim", 340, 0)];

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

    // The place's own width decides, be it a window, a narrow panel or a table's cell; a front end that does not know of this shows the widest.
    private static string Fitting()
        => $"{Scope} .kl-draw{{container-type:inline-size;min-width:300px}}{string.Join(',', Widths.Skip(1).Select(w => $"{Scope} .{w.Name}"))}{{display:none}}"
            + string.Concat(Widths.Skip(1).Select((w, i) => Invariant($"@container(max-width:{Widths[i].Least - 0.1}px){{{Scope} .{Widths[i].Name}{{display:none}}{Scope} .{w.Name}{{display:block}}}}")));

    // Rules are one a line or one after another, each "selectors{declarations}", none nested. The class stands there twice: front ends have rules for lists and
    // tables in outputs (Jupyter floats terms, aligns cells right and stripes rows), and ours must weigh as much.
    private static string Scoped(string rules)
        => string.Concat(rules.Replace("\n", "", StringComparison.Ordinal).Split('}', StringSplitOptions.RemoveEmptyEntries).Select(rule =>
        {
            var (selectors, declarations) = (rule[..rule.IndexOf('{', StringComparison.Ordinal)], rule[rule.IndexOf('{', StringComparison.Ordinal)..]);
            return string.Join(',', selectors.Split(',').Select(s => s == "&" ? Scope : $"{Scope}{Scope} {s}")) + declarations + "}";
        }));
}
