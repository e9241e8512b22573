using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Definitions;

/// <summary>The fields of every kind: the one list that reader, JSON Schema and documentation share.</summary>
internal static class Tables
{
    internal static readonly IReadOnlyList<string> ColumnTypes = ["boolean", "integer", "double", "text", "date", "timestamp"];

    private static readonly TextShape Text = new();
    private static readonly TextShape Column = new("write a column's name");
    private static readonly FormulaShape Formula = new();
    private static readonly IdShape OwnId = new(null, "");
    private static readonly IdShape SourceId = new(ReferenceTarget.Source, "a source");
    private static readonly IdShape MetricOrKpiId = new(ReferenceTarget.MetricOrKpi, "a kpi or metric");
    private static readonly TruthShape Truth = new();

    private static readonly Field Id = new("id", OwnId, "Its id: lower_snake_case, unique per kind; metrics and KPIs share one space.", Required: true);
    private static readonly Field Name = new("name", Text, "Its name for people; the id in words when left out.");

    private static readonly ObjectShape Measure = new(
        "a measure",
        [
            new("type", WordShape.Of<MeasureType>(), "What kind of number it is.", Required: true),
            new("source", SourceId, "The source whose rows are measured; the experiment's exposures source when left out."),
            new("value", Formula, "The value of a row, as a formula over the source's columns."),
            new("numerator", Formula, "Ratio only: the value of a row above the line."),
            new("denominator", Formula, "Ratio only: the value of a row below the line."),
            new("aggregate", WordShape.Of<Aggregate>(), "How a unit's rows become one number: any for a proportion, count for a count, sum for a mean, ratio or quantile when left out."),
            new("where", Formula, "Which rows count, as a condition."),
            new("window", new WindowShape(beforeExposure: false), "Which rows count, by time since the unit's first exposure: from included, to excluded."),
            new("cap", new CapShape(), "Winsorising cap of a unit's value: a percentile such as p99.9, or a number."),
            new("missing", WordShape.Of<MissingRule>(), "What a unit without a value counts as."),
            new("cluster", Column, "Column of the exposures source with the cluster that was randomised, where that is not the unit; exposures.cluster of the experiment goes before it."),
            new("q", new NumberShape("0.9", above: 0, below: 1, percent: true), "Quantile only: which one."),
            new("day", new IntegerShape(0, 3650, "7"), "Retention only: the day since exposure."),
            new("period", Column, "Imported only: column with the period's first day."),
            new("standard_error", Column, "Imported only: column with the value's standard error."),
        ],
        Settle.Measure);

    private static readonly ObjectShape Target = new(
        "a target",
        [
            new("value", new NumberShape("42%", percent: true), "The value to reach.", Required: true),
            new("due", new DateShape(), "By when."),
            .. RegistryTables.Target,
        ],
        RegistryTables.Parts);

    private static readonly ObjectShape Threshold = new(
        "a threshold",
        [
            new("when", new WhenShape(), "The condition: drop > 20% week over week, rise > 5, below 0.3 for 2 weeks, above 65000, outside 35..45, outside forecast interval.", Required: true),
            new("severity", WordShape.Of<Severity>(), "How much a crossing weighs.", Default: "\"warning\""),
            new("action", Text, "What is done when it is crossed.", Required: true),
            new("within", new DurationShape(), "By when it is done."),
            new("escalate_to", Text, "The role that hears of it when nothing was done."),
        ]);

    private static readonly Field Absolute = new("absolute", Truth, "True: the number is in the KPI's own unit, not relative to the control mean.", Default: "false");

    /// <summary>A data source.</summary>
    public static ObjectShape Source { get; } = new(
        "a source",
        [
            Id,
            new("from", new LocationShape(), "Files of the workspace by a glob (CSV, CSV.gz, Parquet, JSON), or a table of a connection.", Required: true),
            new("unit", Column, "Column with the key of the unit of analysis; left out: every row is a unit."),
            new("time", Column, "Column with the event's time; event tables only."),
            new("known_at", Column, "Column with the moment at which a row became known; KPIs over time seen from an earlier moment leave later rows out."),
            new("columns", new MapShape(null, new WordShape(ColumnTypes, ColumnTypeHint), "{amount: double, channel: text}"), "Types by column, and the list of columns that may be used; else read from the data."),
        ]);

    /// <summary>A goal.</summary>
    public static ObjectShape Goal { get; } = new(
        "a goal",
        [
            Id,
            Name,
            new("level", WordShape.Of<GoalLevel>(), "Where in the organisation it lives.", Required: true),
            new("parent", new IdShape(ReferenceTarget.Goal, "a goal"), "The goal that it serves."),
            new("outcome", WordShape.Of<OutcomeCategory>(), "What kind of outcome it is about."),
            new("due", new DateShape(), "By when."),
            .. RegistryTables.Goal,
        ]);

    /// <summary>A metric.</summary>
    public static ObjectShape Metric { get; } = new(
        "a metric",
        [
            Id,
            Name,
            new("unit", WordShape.Of<MetricUnit>(), "The unit of its value; by the type of its measure when left out."),
            new("direction", WordShape.Of<Direction>(), "Which way is better.", Required: true),
            new("measure", Measure, "How it is computed.", Required: true),
        ]);

    /// <summary>A KPI.</summary>
    public static ObjectShape Kpi { get; } = new(
        "a kpi",
        [
            Id,
            Name,
            new("goal", new IdShape(ReferenceTarget.Goal, "a goal"), "The goal that it serves."),
            new("team", Text, "The team that moves it."),
            new("function", Text, "The business function, such as product or marketing."),
            new("tier", WordShape.Of<Tier>(), "How much it counts."),
            new("purpose", WordShape.Of<Purpose>(), "What it is for."),
            new("public", Truth, "Whether it is shown to everyone.", Default: "false"),
            new("narrative", new ObjectShape(
                "a narrative",
                [
                    new("problem", Text, "The problem behind it."),
                    new("outcome", Text, "The outcome that is wanted."),
                    new("method", Text, "How it is measured, in words."),
                ]), "The story behind it."),
            new("hypothesis", Text, "What is believed about it, in a sentence."),
            new("owner", new OwnerShape(), "One person's e-mail address."),
            new("cadence", WordShape.Of<Cadence>(), "How often it is reported."),
            new("unit", WordShape.Of<MetricUnit>(), "The unit of its value; by its metric or the type of its measure when left out."),
            new("direction", WordShape.Of<Direction>(), "Which way is better; that of its metric when left out."),
            new("measure", Measure, "How it is computed."),
            new("metric", new IdShape(ReferenceTarget.Metric, "a metric"), "The metric that computes it, instead of measure."),
            new("target", Target, "The exact target and its date."),
            new("benchmark", new MapShape(OwnId, new NumberShape("36%", percent: true), "{own_past: 36%, industry: 40%}"), "Values to compare with, by name."),
            new("thresholds", new ListShape(Threshold), "Conditions that call for an action."),
            .. RegistryTables.Kpi,
        ],
        Settle.Kpi);

    /// <summary>A link.</summary>
    public static ObjectShape Link { get; } = new(
        "a link",
        [
            Id,
            new("from", MetricOrKpiId, "The leading KPI.", Required: true),
            new("to", MetricOrKpiId, "The lagging outcome.", Required: true),
            new("expect", WordShape.Of<ExpectedSign>(), "Which way the outcome follows.", Required: true),
            new("lag", new LagShape(), "By how much it follows: a range in one unit.", Required: true),
            new("because", Text, "Why it should."),
            new("smallest_effect", new NumberShape("0.3", above: 0), "The smallest effect that matters: standard deviations of the outcome's innovation per standard deviation of the lead.", Default: "0.3"),
            new("controls", new ListShape(MetricOrKpiId, distinct: true), "KPIs that drive both."),
            new("season", new IntegerShape(1, 366, "12"), "Periods of a cycle, 1 for none; that of the cadence (52 weeks, 12 months) when left out."),
            new("units", UnitTables.Units, "Early behaviour and later outcome of the same units, from a table of units or from event logs: shown beside the link."),
        ],
        Settle.Link);

    /// <summary>An experiment.</summary>
    public static ObjectShape Experiment { get; } = new(
        "an experiment",
        [
            Id,
            Name,
            new("hypothesis", new ObjectShape(
                "a hypothesis",
                [
                    new("statement", Text, "What is believed, in a sentence."),
                    new("kpi", MetricOrKpiId, "The KPI that decides.", Required: true),
                    new("direction", WordShape.Of<Direction>(), "Which way it is expected to move; its KPI's better direction when left out."),
                    new("minimum_effect", new EffectShape("2"), "The smallest effect that matters: 2% of the control mean, 2pp, or a number with absolute: true."),
                    Absolute,
                ],
                (json, map, place) => Settle.Effect(json, map, place, "minimum_effect")), "What is believed, about which KPI, by at least how much.", Required: true),
            new("owner", new OwnerShape(), "One person's e-mail address."),
            new("exposures", new ObjectShape(
                "an exposure binding",
                [
                    new("source", SourceId, "The source with one row per exposure, or per unit.", Required: true),
                    new("variant", Column, "Its column with the variant.", Required: true),
                    new("exposed_at", Column, "Its column with the moment of exposure."),
                    new("cluster", Column, "Its column with the cluster that was randomised, such as a village or a shop, where that is not the unit; applies to every KPI."),
                ]), "Who saw what, and when.", Required: true),
            new("variants", new ListShape(new ObjectShape(
                "a variant",
                [
                    Id,
                    new("value", Text, "Its text in the data where that is not the id."),
                    new("weight", new NumberShape("0.5", above: 0, atMost: 1, percent: true), "Its planned share of units."),
                    new("control", Truth, "True for the one that the others are compared with.", Default: "false"),
                ],
                Settle.Variant), atLeast: 2), "What was tested; one of them is the control.", Required: true),
            new("secondary", new ListShape(MetricOrKpiId, distinct: true), "Further KPIs, a family of their own."),
            new("guardrails", new ListShape(new ObjectShape(
                "a guardrail",
                [
                    new("kpi", MetricOrKpiId, "The KPI that must not get worse.", Required: true),
                    new("margin", new EffectShape("3"), "By how much it may: 3% of the control mean, 3pp, or a number with absolute: true."),
                    Absolute,
                ],
                (json, map, place) => Settle.Effect(json, map, place, "margin"))), "KPIs that must not get worse by more than a margin."),
            new("bind", new MapShape(MetricOrKpiId, Column, "{trial_activation_rate: activated}"), "KPIs that are already a column of the exposures source."),
            new("plan", Plan(), "How it is analysed; fixed before data."),
        ],
        Settle.Experiment);

    /// <summary>The table of a kind.</summary>
    public static ObjectShape Of(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Source => Source,
        DefinitionKind.Goal => Goal,
        DefinitionKind.Metric => Metric,
        DefinitionKind.Kpi => Kpi,
        DefinitionKind.Link => Link,
        _ => Experiment,
    };

    private static ObjectShape Plan()
    {
        return new ObjectShape(
            "a plan",
            [
                new("design", new WordShape([.. BuiltDesigns.All.Select(Notation.Spelling)]), "How evidence may be looked at.", Default: "\"fixed\""),
                new("alpha", new NumberShape("0.05", above: 0, below: 1, percent: true), "Two-sided error rate; the workspace's default when left out."),
                new("power", new NumberShape("0.8", above: 0, below: 1, percent: true), "Planned power."),
                new("units", new IntegerShape(2, 1_000_000_000_000, "40000"), "Planned units, all variants together."),
                new("looks", new ObjectShape(
                    "a plan of looks",
                    [
                        new("count", new IntegerShape(1, 100, "5"), "How many looks.", Required: true),
                        new("spending", new SpendingShape(), "How the error rate is spent over them.", Default: "\"obrien_fleming\""),
                        new("futility", new SpendingShape(), "How 1 − power is spent by futility bounds that do not bind; without it there are none."),
                    ]), "Planned looks; group_sequential only."),
                new("prior", new ObjectShape(
                    "a prior",
                    [
                        new("mean", new NumberShape("0", percent: true), "The effect that is expected.", Default: "0"),
                        new("sd", new NumberShape("5%", above: 0, percent: true), "Its standard deviation: how far from that effects of such treatments usually lie.", Required: true),
                        new("scale", WordShape.Of<EffectScale>(), "relative: shares of the control mean; absolute: the KPI's own unit.", Default: "\"relative\""),
                    ]), "What is believed of the effect before the data; bayesian only, and a flat prior without it."),
                new("covariates", new ListShape(new ObjectShape(
                    "a covariate",
                    [
                        new("kpi", MetricOrKpiId, "The KPI or metric whose value before exposure explains the outcome.", Required: true),
                        new("window", new WindowShape(beforeExposure: true), "Which rows count, before exposure."),
                    ])), "Values from before exposure that make the comparison sharper."),
                new("estimator", WordShape.Of<PlanEstimator>(), "How effects of means, shares and counts are estimated.", Default: "\"difference\""),
                new("strata", new ListShape(Column, atLeast: 1, distinct: true), "Columns of the exposures source, known before exposure, whose combined values are the strata; post_stratified and fixed_effects only."),
                new("errors", new WordShape(["hc0", "hc1", "hc2", "hc3"]), "Standard errors of regression and fixed_effects where units were randomised; of randomised clusters they are cr1.", Default: "\"hc2\""),
                new("methods", new MapShape(MetricOrKpiId, WordShape.Of<KpiMethod>(), "{revenue_per_user: rank}"), "KPIs compared by a method of their own: rank (no difference of means), the interval of a bootstrap (percentile), bootstrap_basic or bootstrap_bca, or poisson (counts, and ratios of events to exposure, by the exact test)."),
                new("period", new ObjectShape(
                    "a period",
                    [
                        new("column", Column, "Column of the exposures source with the period of an observation.", Required: true),
                        new("before", Text, "Its value before the change.", Required: true),
                        new("after", Text, "Its value after the change.", Required: true),
                        new("randomised", Truth, "True where the treated group was drawn by lot; else the comparison is observational.", Default: "false"),
                    ]), "Which observations are from before the change; difference_in_differences only."),
                new("switchback", new ObjectShape(
                    "a switchback",
                    [
                        new("block", new DurationShape(), "Length of the blocks of time that were switched, counted from midnight UTC of 1970-01-01.", Required: true),
                        new("region", Column, "Column with the region, where each was switched by itself."),
                        new("burn_in", new DurationShape(), "What is left out at the start of each block, where the variant before still works."),
                        new("assignment", WordShape.Of<BlockAssignment>(), "by_lot: each block by lot, or a fixed number of a region's; paired: two consecutive blocks got one variant each, in an order drawn by lot; alternating: variants took turns.", Default: "\"by_lot\""),
                    ]), "Time was switched between variants: blocks are compared as clusters."),
                new("outcome_model", new ObjectShape(
                    "an outcome model",
                    [
                        new("type", WordShape.Of<OutcomeModelType>(), "ridge: linear, with shrunken slopes; boosted_trees: a sum of shallow trees.", Required: true),
                        new("folds", new IntegerShape(2, 20, "5"), "Folds of the cross-fitting: each unit is predicted by a model that learned from the others.", Default: "5"),
                    ]), "What predicts each unit's outcome from the covariates (CUPAC); the prediction takes their place. Without it each covariate has a coefficient of its own (CUPED)."),
                new("correction", WordShape.Of<FamilyCorrection>(), "How the error rate of a family of comparisons is controlled.", Default: "\"holm\""),
                new("segments", new ListShape(Column, distinct: true), "Columns of the exposures source to break down by."),
                new("compare", WordShape.Of<ComparePairs>(), "Which variants are compared.", Default: "\"with_control\""),
                new("lift", WordShape.Of<LiftMethod>(), "How a relative effect's confidence set is made.", Default: "\"fieller\""),
                new("starts", new MomentShape(), "First moment of exposure, UTC where no offset is given."),
                new("ends", new MomentShape(), "The moment it ends, UTC where no offset is given; a date is its first moment."),
            ],
            Settle.Plan);
    }

    private static (string What, string Remedy)? ColumnTypeHint(string text) => text.ToLowerInvariant() switch
    {
        "varchar" or "string" or "str" or "char" => ("is not a type of column", "write text"),
        "int" or "bigint" or "int64" or "int32" or "long" or "smallint" => ("is not a type of column", "write integer"),
        "float" or "float64" or "real" or "number" or "numeric" or "decimal" => ("is not a type of column", "write double"),
        "bool" => ("is not a type of column", "write boolean"),
        "datetime" or "timestamptz" => ("is not a type of column", "write timestamp"),
        _ => null,
    };
}

/// <summary>Where a source's rows come from: a glob, or a table of a connection.</summary>
internal sealed class LocationShape : Shape
{
    private static readonly TextShape Glob = new("write a file or glob, such as data/orders/*.parquet");

    private static readonly ObjectShape Table = new(
        "a table",
        [
            new("connection", new IdShape(ReferenceTarget.Connection, "a connection of kpilab.yaml"), "A connection of kpilab.yaml.", Required: true),
            new("table", new TextShape("write a table's name, such as sales.orders"), "The table's name.", Required: true),
        ]);

    public override string Remedy => "write a file or glob, such as data/orders/*.parquet, or {connection: …, table: …}";

    public override JsonNode? Read(Node node, Place place)
    {
        if (node is ListNode)
        {
            place.Problem(node.Line, "a list stands here", Remedy);
            return null;
        }

        return node is MapNode ? Table.Read(node, place) : Glob.Read(node, place);
    }

    public override JsonObject Schema()
        => new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string", ["minLength"] = 1 }, Table.Schema()) };
}
