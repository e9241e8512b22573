namespace KpiLab.Definitions;

/// <summary>The fields of a workspace's settings, apart from those of definitions: a verb that takes definitions from the store reads the settings alone.</summary>
internal static class SettingsTables
{
    private static readonly TextShape Text = new();
    private static readonly IdShape OwnId = new(null, "");

    /// <summary><c>kpilab.yaml</c>.</summary>
    public static ObjectShape Workspace { get; } = new(
        "a workspace",
        [
            new("store", new StorePathShape(), "SQLite file below the workspace, or ${KPILAB_STORE}: the connection string of a PostgreSQL database.", Default: "\".kpilab/store.db\""),
            new("connections", new MapShape(OwnId, new ObjectShape(
                "a connection",
                [
                    new("engine", new WordShape(BuiltDesigns.Engines, LaterEngine), "The engine.", Default: "\"duckdb\""),
                    new("url", Text, "Where it is; secrets come from the environment: ${NAME}."),
                ]), "{warehouse: {engine: duckdb, url: data/warehouse.duckdb}}"), "Engines by name."),
            new("defaults", new ObjectShape(
                "the defaults",
                [
                    new("alpha", new NumberShape("0.05", above: 0, below: 1, percent: true), "Error rate of experiments that name none.", Default: "0.05"),
                    new("level", new NumberShape("0.95", above: 0, below: 1, percent: true), "Level of intervals: 1 − alpha, and left out for that."),
                    new("time_zone", new TimeZoneShape(), "Time zone of days, weeks and months.", Default: "\"UTC\""),
                    new("week_starts", WordShape.Of<DayOfWeek>(), "First day of the week.", Default: "\"monday\""),
                    new("max_primary", new ObjectShape(
                        "the limit of primary KPIs",
                        [
                            new("limit", new IntegerShape(1, 100, "3"), "How many primary KPIs are allowed.", Required: true),
                            new("scope", new WordShape(["per_team_per_goal", "per_team", "per_goal"]), "Among which KPIs they are counted.", Default: "\"per_team_per_goal\""),
                        ]), "How many primary KPIs are too many."),
                    new("links", LinkTables.Settings, "Thresholds by which links are judged."),
                ],
                Settle.Defaults), "Defaults of the workspace."),
            new("past_experiments", EvidenceTables.PastExperiments, "Effects of past experiments, from which links get their causal grade; those that the store knows are added."),
            new("kpi_rules", EvidenceTables.KpiRules, "Rules of the recommendation for a KPI, the first that holds gives the word; the default ones when left out."),
            new("governance", GovernanceTables.Settings, "How the set of KPIs is governed: profile, gates and limits of the audit."),
            new("rules", new ListShape(new ObjectShape(
                "a rule",
                [
                    new("name", Text, "Its name, quoted in the output.", Required: true),
                    new("advice", WordShape.Of<ExperimentAdvice>(), "The word that it gives.", Required: true),
                    new("when", new ListShape(new WordShape(RecommendationConditions.All), atLeast: 1, distinct: true), "Conditions that must all hold.", Required: true),
                ]), atLeast: 1), "Rules of the recommendation, the first that holds gives the word; the default ones when left out."),
        ],
        Settle.Workspace);

    private static (string What, string Remedy)? LaterEngine(string text) => text is "postgres" or "postgresql" or "clickhouse"
        ? ("is not built yet as an engine", $"write {string.Join(" or ", BuiltDesigns.Engines)}, and export the table to Parquet files")
        : null;
}
