namespace KpiLab.Cli;

/// <summary>The program's own help: every verb with a line, in the order in which a person meets them.</summary>
internal static class Help
{
    public static void Write(TextWriter writer)
    {
        writer.WriteLine("kpilab: define KPIs, register hypotheses, analyse controlled tests, decide.");
        writer.WriteLine();
        writer.WriteLine("Usage: kpilab VERB [options]");
        foreach (var group in VerbTable.Verbs.GroupBy(v => v.Group, StringComparer.Ordinal))
        {
            writer.WriteLine();
            writer.WriteLine(group.Key);
            foreach (var verb in group)
            {
                writer.WriteLine($"  {verb.Usage,-36} {verb.Summary}");
            }
        }

        writer.WriteLine();
        writer.WriteLine("Every verb");
        foreach (var (option, summary) in Options)
        {
            writer.WriteLine($"  {option,-36} {summary}");
        }

        writer.WriteLine();
        writer.WriteLine("Exit codes: 0 done, 1 done with a critical finding, 2 wrong input, 3 engine or store failed.");
        writer.WriteLine("`kpilab VERB --help` tells more. Start with `kpilab init` or `kpilab demo`.");
    }

    private static (string Option, string Summary)[] Options =>
    [
        ("--workspace DIR", "the workspace; else the folder or its nearest parent with a kpilab.yaml"),
        ("--format table|json|md|csv", "how reading verbs print"),
        ("--as-of TIME", "the moment an evaluation looks from"),
        ("--actor NAME", "who acts; else KPILAB_ACTOR, else the system user"),
        ("--seed N, --threads N, --memory SIZE", "reproducibility and resources; results do not depend on the last two"),
    ];
}
