using System.CommandLine;

namespace KpiLab.Cli;

/// <summary>A verb as the help lists it, and how its command is made when it is asked for.</summary>
/// <param name="Usage">How it is called.</param>
/// <param name="Group">Heading in the help.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Build">Makes its command.</param>
internal sealed record Verb(string Usage, string Group, string Summary, Func<Globals, Verb, Command> Build)
{
    /// <summary>The words before arguments and options: <c>kpi list</c>.</summary>
    public string[] Words { get; } = [.. Usage.Split(' ').TakeWhile(w => char.IsAsciiLetterLower(w[0]))];

    /// <summary>Its command with these arguments and options.</summary>
    public Command Make(params Symbol[] symbols)
    {
        var command = new Command(Words[^1], char.ToUpperInvariant(Summary[0]) + Summary[1..] + ".");
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
            {
                command.Add(option);
            }
            else
            {
                command.Add((Argument)symbol);
            }
        }

        return command;
    }
}

/// <summary>All verbs. Only the branch that a command line names is built.</summary>
internal static class VerbTable
{
    private const string Begin = "Begin";
    private const string Code = "Definitions as code";
    private const string Test = "Controlled tests";
    private const string Registry = "Registry";
    private const string Tools = "Tools";

    public static IReadOnlyList<Verb> Verbs { get; } =
    [
        new("demo [DIR]", Begin, "write a sample workspace, run the loop on it, name the report to open", DemoVerb.Build),
        new("init [DIR]", Begin, "write a new workspace with an example; --goals: a goal with its first KPIs", InitVerb.Build),
        new("doctor", Begin, "check machine, engine, store and workspace", DoctorVerb.Build),
        new("validate", Code, "check every definition; all problems at once", ValidateVerb.Build),
        new("plan", Code, "what apply would change", PlanVerb.Build),
        new("apply", Code, "store definitions and register experiments", ApplyVerb.Build),
        new("schema KIND", Code, "the JSON Schema of a kind of definition", SchemaVerb.Build),
        new("experiment analyze [ID or FILE]", Test, "what changed, how sure, can it be trusted, what to do", AnalyzeVerb.Build),
        new("experiment power [ID or FILE]", Test, "units, detectable effect and power of a plan, days left", PowerVerb.Build),
        new("aa [ID or FILE]", Test, "how often an experiment's tests alarm where nothing is there, measured on its own units", AaVerb.Build),
        new("experiment list", Test, "experiments", ExperimentListVerb.Build),
        new("experiment show ID", Test, "an experiment with its registrations and looks", ExperimentShowVerb.Build),
        new("experiment decide ID WORD", Test, "a person's decision about an experiment; against the recommendation with a reason", ReviewVerbs.DecideExperiment),
        new("experiment export [ID or FILE]", Test, "an analysis as a notebook that repeats it without the data", ExperimentExportVerb.Build),
        new("cohort KPI", Test, "who comes back, for how long, and a KPI by cohort", CohortVerb.Build),
        new("kpi list", Registry, "KPIs", KpiListVerb.Build),
        new("kpi show ID", Registry, "a KPI's definition", KpiShowVerb.Build),
        new("kpi history ID", Registry, "all stored versions of a KPI", KpiHistoryVerb.Build),
        new("kpi series ID", Registry, "a KPI over time", KpiSeriesVerb.Build),
        new("kpi audit", Registry, "few, owned, goal-linked, acted upon: findings, score, what to do", KpiAuditVerb.Build),
        new("kpi answer ID POINT yes|no --reason TEXT", Registry, "answer a point of the audit's checklist that no field decides", KpiAnswerVerb.Build),
        new("kpi trial ID --reason TEXT", Registry, "try a KPI out beside the active ones", KpiMoveVerb.Trial),
        new("kpi activate ID --reason TEXT", Registry, "use a KPI in earnest", KpiMoveVerb.Activate),
        new("kpi pause ID --reason TEXT", Registry, "set a KPI aside to think it over", KpiMoveVerb.Pause),
        new("kpi retire ID --reason TEXT", Registry, "end a KPI, with what takes its place", KpiMoveVerb.Retire),
        new("kpi annotate ID DAY TEXT", Registry, "a remark about a KPI at a day", KpiAnnotateVerb.Build),
        new("catalogue [FUNCTION]", Registry, "predefined KPIs to adopt, by function", CatalogueVerb.Build),
        new("catalogue adopt ID", Registry, "write a predefined KPI as a definition of the workspace", CatalogueAdoptVerb.Build),
        new("goal tree", Registry, "goals, their KPIs, and what leads them, with the verdict on each link", GoalTreeVerb.Build),
        new("link list", Registry, "leading indicators, what they claim to predict, and what the last check said", LinkListVerb.Build),
        new("link check [ID...]", Registry, "do the leading indicators still predict: evidence, verdict, memory", LinkCheckVerb.Build),
        new("link show ID", Registry, "a link's last check, its looks and forecasts", LinkShowVerb.Build),
        new("link screen OUTCOME", Registry, "which other KPIs could lead an outcome", LinkScreenVerb.Build),
        new("recommend [KPI...]", Registry, "keep, revalidate, replace or retire, for every KPI", RecommendVerb.Build),
        new("review run --month MONTH", Registry, "the monthly review: what the month left in the store, questions, recommendations", ReviewVerbs.Run),
        new("review show MONTH", Registry, "a stored review with its answers and decisions", ReviewVerbs.Show),
        new("review diff BEFORE AFTER", Registry, "what changed from one review to another", ReviewVerbs.Diff),
        new("review answer MONTH QUESTION TEXT", Registry, "answer a question of a review", ReviewVerbs.Answer),
        new("review decide MONTH ABOUT WORD", Registry, "decide about a KPI or link; against the recommendation with a reason", ReviewVerbs.Decide),
        new("deviation check", Registry, "open what crossed a threshold since it was last looked at", DeviationCheckVerb.Build),
        new("deviation list", Registry, "threshold crossings, actions taken, execution rate", DeviationListVerb.Build),
        new("deviation act ID WHAT", Registry, "record what was done about a deviation", DeviationActVerb.Build),
        new("deviation close ID", Registry, "close a deviation, with a reason", DeviationCloseVerb.Build),
        new("audit log", Registry, "who did what, when", AuditLogVerb.Build),
        new("audit verify", Registry, "whether the audit trail is whole", AuditVerifyVerb.Build),
        new("notebook run FILE", Tools, "run a C# notebook without a front end, with parameters", NotebookRunVerb.Build),
        new("export FILE", Tools, "the whole store as one file, to keep or to move", ExportVerb.Build),
        new("import FILE", Tools, "an exported file into an empty store, SQLite or PostgreSQL", ImportVerb.Build),
        new("data generate [DIR]", Tools, "synthetic data with a documented truth", DataGenerateVerb.Build),
        new("verify", Tools, "measured coverage, false positives and power of every method; verdicts of links where the truth is known", VerifyVerb.Build),
        new("calc [--input FILE]", Tools, "statistical calculators, JSON in and out", CalcVerb.Build),
    ];

    private static readonly Dictionary<string, string> Branches = new(StringComparer.Ordinal)
    {
        ["experiment"] = "Controlled tests.",
        ["kpi"] = "The KPIs of the workspace.",
        ["goal"] = "Goals and what serves them.",
        ["link"] = "Links from leading to lagging KPIs.",
        ["review"] = "The monthly review.",
        ["deviation"] = "KPIs that crossed a threshold, and what was done.",
        ["audit"] = "The audit trail.",
        ["notebook"] = "C# notebooks.",
        ["data"] = "Synthetic data.",
    };

    /// <summary>The root with the branch that <paramref name="args"/> names, or with all of them where they name none.</summary>
    public static RootCommand Root(string[] args, Shell shell)
    {
        var globals = new Globals(shell);
        var root = new RootCommand("Define KPIs, register hypotheses, analyse controlled tests, decide.") { HelpName = "kpilab" };
        globals.AddTo(root);
        var named = Array.Find(args, a => Verbs.Any(v => v.Words[0] == a));
        foreach (var verb in Verbs.Where(v => named is null || v.Words[0] == named))
        {
            var parent = verb.Words.Length == 1 ? (Command)root : Branch(root, verb.Words[0]);
            parent.Add(verb.Build(globals, verb));
        }

        return root;
    }

    private static Command Branch(RootCommand root, string name)
    {
        var branch = root.Subcommands.FirstOrDefault(c => c.Name == name);
        if (branch is null)
        {
            branch = new Command(name, Branches[name]);
            root.Add(branch);
        }

        return branch;
    }
}
