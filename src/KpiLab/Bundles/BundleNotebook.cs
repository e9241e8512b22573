using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary>A bundle as a notebook that repeats its analysis without the data.</summary>
public static class BundleNotebook
{
    /// <summary>The notebook, not yet run.</summary>
    public static NotebookDocument ToNotebook(this AnalysisBundle bundle)
    {
        var analysis = bundle.Analyze();
        var hypothesis = analysis.Hypothesis.Statement is { Length: > 0 } statement ? "\n\n" + Plain(statement) : "";
        return new NotebookDocument(
            [
                Markdown("title", $"# {Plain(analysis.Name)}{hypothesis}\n\n*{Plain(analysis.ExperimentId)}*, {FigureText.Counted(analysis.Units, "unit")}, {Plain(Registration(analysis.Registration))}. "
                    + "The cells below hold the definitions and the sufficient statistics of the data (counts, means and products per group), no row of it: they run anywhere, offline, and give the same numbers."),
                Code("package", $"#r \"nuget: KpiLab, {bundle.Version}\""),
                Code("usings", "using KpiLab;\nusing KpiLab.Core;\nusing KpiLab.Reporting;\nusing KpiLab.Statistics;"),
                Code("cells", $"var bundle = AnalysisBundle.Parse(\"\"\"\n{bundle.ToText()}\n\"\"\");", "hide-input"),
                Markdown("analysis-title", "## Analysis"),
                Code("analysis", "var analysis = bundle.Analyze();\nanalysis"),
                Code("same", "if (!bundle.Matches(analysis))\n{\n    throw new InvalidOperationException(\"the numbers differ from those of the analysis that was exported\");\n}\n\nConsole.WriteLine(\"Every number is the one that was exported.\");"),
                Markdown("figure-title", "## Effects"),
                Code("figure", "analysis.ToFigure()"),
                Markdown("decision-title", "## Decision"),
                Code("decision", "Console.WriteLine(analysis.Recommendation.Sentence);"),
            ],
            NotebookDocument.CSharpMetadata());
    }

    private static NotebookCell Markdown(string id, string source) => new(NotebookCellKind.Markdown, source, id);

    private static NotebookCell Code(string id, string source, params string[] tags) => new(NotebookCellKind.Code, source, id) { Metadata = NotebookDocument.CSharpCell(tags) };

    private static string Registration(RegistrationInfo registration) => registration.State switch
    {
        RegistrationState.Registered => "registered before its first exposure",
        RegistrationState.Late => "registered late",
        _ => "not registered",
    };

    // What a name or a statement holds is text, whatever it looks like; on one line.
    private static string Plain(string text) => MarkdownText.Escape(SafeText.Visible(text).ReplaceLineEndings(" "));
}
