namespace KpiLab.Definitions.Tests;

/// <summary>Random good definitions as YAML, every field of every kind with some chance.</summary>
internal sealed class RandomWorkspace(Random random)
{
    private static readonly string[] Texts = ["Plain", "'it''s'", "\"with: colon # and \\\"quotes\\\"\"", "Größe 😀", "\"null\"", "'42'", "\"  spaced  out  \""];
    private static readonly string[] Formulas = ["amount", "'\"odd col\" - 2 * amount'", "\"if(channel in ('web', 'app'), amount, null)\"", "\"days_between(a, b) % 7\"", "amount > 0 and not (b is null)"];
    private static readonly string[] Numbers = ["0.42", "42%", "1e-3", "12.5 %", "33.3%", "0.07", "7%"];

    public string Yaml()
    {
        var documents = new List<string>
        {
            Map("kind: source", "id: exposed", $"from: {Pick("data/*.csv", "\"a b.parquet\"", "x.json")}", "unit: user", Maybe("time: at")),
            Map("kind: source", "id: events", "from: events.parquet", "unit: user", "time: at", Maybe("columns: {amount: double, channel: text, \"odd col\": integer, a: date, b: timestamp, user: text, at: timestamp, store: text, paid: boolean}")),
            Map("kind: goal", "id: top", "level: enterprise", Maybe($"name: {Text()}"), Maybe("due: 2030-02-28"), Maybe($"outcome: {Pick("customer_problem", "revenue", "risk")}")),
            Map(
                "kind: goal", "id: below", $"level: {Pick("department", "team")}", Maybe("parent: top"), Maybe($"type: {Pick("awareness", "retention", "people")}"), Maybe("priority: 2"), Maybe($"horizon: {Pick("strategic", "annual", "quarterly")}"),
                Maybe($"milestones: [{{name: {Text()}, due: 2027-06-30{Optional("kpi: k1")}{Optional($"value: {Number()}")}}}]"),
                $"okr: {{objective: {Text()}, key_results: [{{id: price{Optional("from: 60")}{Optional("to: 100")}}}, {{id: cost, name: {Text()}}}]}}",
                Maybe("consensus: {who: [ann@example.org, The board], on: 2026-01-15}")),
        };
        for (var i = 0; i < 4; i++)
        {
            documents.Add(Map("kind: metric", $"id: m{i}", Maybe($"name: {Text()}"), Maybe($"unit: {Pick("fraction", "count", "currency", "duration", "score", "ratio")}"), $"direction: {Direction()}", $"measure: {(i == 1 ? EventMeasure() : Measure())}"));
        }

        for (var i = 0; i < 3; i++)
        {
            documents.Add(Kpi($"k{i}"));
        }

        documents.Add(Map("kind: link", "id: l", "from: k0", "to: m0", $"expect: {Pick("positive", "negative")}", $"lag: {Pick("2w..10w", "3m", "0d .. 7d", "1q..2q")}", Maybe($"because: {Text()}"), Maybe($"smallest_effect: {Pick("0.3", "0.5")}"), Maybe("controls: [m1, k1]")));
        documents.Add(Experiment());
        return string.Join("---\n", documents.OrderBy(_ => random.Next()));
    }

    private string Kpi(string id) => Map(
        "kind: kpi",
        $"id: {id}",
        Maybe($"name: {Text()}"),
        Maybe("goal: below"),
        Maybe($"team: {Text()}"),
        Maybe($"function: {Text()}"),
        Maybe($"tier: {Pick("primary", "secondary", "health", "supporting")}"),
        Maybe($"purpose: {Pick("improve", "predict", "signal_risk")}"),
        Maybe($"public: {Pick("true", "false")}"),
        Maybe($"narrative: {{problem: {Text()}, method: {Text()}}}"),
        Maybe($"hypothesis: {Text()}"),
        Maybe("owner: ada@example.org"),
        Maybe($"cadence: {Pick("daily", "weekly", "monthly", "quarterly", "yearly")}"),
        Maybe($"unit: {Pick("fraction", "count")}"),
        $"direction: {Direction()}",
        id == "k2" ? "measure: {type: proportion, source: events, value: paid}" : random.Next(3) == 0 ? "metric: m2" : $"measure: {Measure()}",
        Maybe($"target: {{value: {Number()}, due: 2027-01-01{Optional("previous: 3%")}{Optional("parts: [{name: e-mail, value: 0.0001}, {name: web, value: 0}]")}}}"),
        Maybe($"benchmark: {{own_past: {Number()}, industry: {Number()}}}"),
        Maybe($"thresholds: [{{when: {Pick("drop > 20%", "rise > 5", "below 0.3 for 2 periods", "outside 35..45", "outside forecast interval")}, action: {Text()}, severity: {Pick("info", "warning", "critical")}, within: {Pick("2d", "12h", "90 min", "1w")}}}]"),
        Maybe($"status: {Pick("candidate", "trial", "active", "paused", "retired")}"),
        Maybe($"status_reason: {Text()}"),
        Maybe(id == "k0" ? "successor: k1" : "successor: k0"),
        Maybe($"contributors: [{Text()}, marketing]"),
        Maybe($"decision_rights: {Text()}"),
        Maybe($"resources: {Text()}"),
        Maybe($"provenance: {Text()}"),
        Maybe($"band: {{{Pick("low: 0.1, high: 20%", "low: 3", "high: 4%")}}}"),
        Maybe($"counter_metrics: [{{kpi: m1, tolerance: {Pick("3%", "2pp", "1.5, absolute: true")}}}, {{kpi: m2, tolerance: 0.1}}]"),
        Maybe($"readiness: {{state: {Pick("ready", "partial", "not_ready")}{Optional($"change: {Text()}")}{Optional("priority: high")}}}"),
        Maybe($"scored: {{rubric: {Text()}, scale: {{from: 1, to: 5}}}}"),
        Maybe("paired_with: m3"),
        Maybe($"vanity: {Pick("true", "false")}"),
        Maybe($"appraisal: {Pick("true", "false")}"));

    private string Experiment() => Map(
        "kind: experiment",
        "id: e",
        Maybe($"name: {Text()}"),
        $"hypothesis: {{kpi: k0{Optional($"direction: {Direction()}")}{Optional($"statement: {Text()}")}{Optional(Pick("minimum_effect: 2%", "minimum_effect: 0.07", "minimum_effect: 12, absolute: true", "minimum_effect: 0.333%"))}}}",
        Maybe("owner: ada@example.org"),
        "exposures: {source: exposed, variant: arm, exposed_at: at}",
        Pick(
            "variants: [{id: control, control: true, weight: 0.5}, {id: new, value: \"New one\", weight: 50%}]",
            "variants: [{id: a, weight: 0.333}, {id: b, control: true, weight: 0.333}, {id: c, weight: 0.333}]",
            "variants: [{id: off, value: 0, control: true}, {id: on, value: 1}]"),
        "secondary: [m0, k2]",
        Maybe($"guardrails: [{{kpi: m3, margin: {Pick("3%", "0.5%", "0.03", "1, absolute: true")}}}]"),
        Maybe("bind: {k2: activated}"),
        Maybe($"plan: {{starts: {Pick("2026-09-01", "\"2026-09-01 12:30\"")}{Optional("ends: 2026-10-01")}{Optional($"alpha: {Pick("0.05", "1%")}")}{Optional("power: 80%")}{Optional("units: 4e4")}{Optional("segments: [country, \"odd col\"]")}{Optional($"correction: {Pick("holm", "none", "bonferroni", "benjamini_yekutieli")}")}{Optional($"lift: {Pick("fieller", "log", "delta")}")}{Optional("compare: all_pairs")}{Optional("design: fixed")}{Optional("covariates: [{kpi: m1, window: -2w..0d}]")}}}"));

    // The covariate, whose window means something over events only.
    private string EventMeasure() => $"{{type: count, source: events{MeasureExtras()}}}";

    private string Measure() => Pick(
        $"{{type: mean, source: events, value: {Formula()}{MeasureExtras()}}}",
        $"{{type: proportion, source: events, value: {Formula()}{Optional("where: amount > 0")}{Optional("window: 0d..14d")}}}",
        $"{{type: ratio, source: events, numerator: {Formula()}, denominator: {Formula()}{MeasureExtras()}}}",
        $"{{type: count, source: events{MeasureExtras()}}}",
        $"{{type: mean, value: spend{Optional("cluster: store")}}}");

    private string MeasureExtras()
        => $"{Optional($"aggregate: {Pick("sum", "count", "any", "last", "first", "max")}")}{Optional($"cap: {Pick("p99.9", "p95", "1000", "12.5")}")}{Optional($"missing: {Pick("zero", "drop")}")}{Optional($"window: {Pick("0d..14d", "12h..36h", "0d..2w", "-7d..0d")}")}";

    private string Direction() => Pick("increase", "decrease", "maintain");

    private string Text() => Pick(Texts);

    private string Formula() => Pick(Formulas);

    private string Number() => Pick(Numbers);

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private string Maybe(string field) => random.Next(2) == 0 ? field : "";

    private string Optional(string field) => random.Next(2) == 0 ? ", " + field : "";

    private string Map(params string[] fields) => string.Concat(fields.Where(f => f.Length > 0).OrderBy(_ => random.Next()).Select(f => f + "\n"));
}
