using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The audit of the KPIs for readers and programs.</summary>
public static class GovernanceDocument
{
    /// <summary>Score, findings with remedies, scores with their terms, the nine points, the playbook.</summary>
    public static Document ToDocument(this GovernanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var findings = report.Findings.Count;
        return new Document(
        [
            new Heading(1, "Audit of the KPIs"),
            new Statement(
                report.HasCritical ? new Marked(Mark.Bad, "must be acted on") : findings > 0 ? new Marked(Mark.Caution, "could be better") : new Marked(Mark.Good, "healthy"),
                Invariant($"Score {report.Score.Value:0.#} of 100 ({report.Score.Terms}) by profile {Spelling.Snake(report.Profile)} on {report.AsOf:yyyy-MM-dd}: {(findings == 0 ? "no findings" : FigureText.Counted(findings, "finding"))}.")
                    + (report.SwitchedOff.Count > 0 ? $" Switched off by this workspace: {string.Join(", ", report.SwitchedOff)}." : "")),
            .. findings > 0 ? (Block[])[new Heading(2, "Findings"), new Grid(report.ToTable())] : [],
            .. report.Goals.Count > 0 ? (Block[])[new Heading(2, "Scores of goals"), new Grid(Scores("Goals", report.Goals))] : [],
            .. report.Kpis.Count > 0 ? (Block[])[new Heading(2, "Scores of KPIs"), new Grid(KpiScores(report))] : [],
            .. report.Playbook.Count > 0 ? (Block[])[new Heading(2, "What to do, in this order"), new Grid(Playbook(report))] : [],
        ]);
    }

    /// <summary>Findings, one a row.</summary>
    public static Table ToTable(this GovernanceReport report) => new(
        "Findings",
        [
            new("severity", "Severity"), new("code", "Rule"), new("about", "About", IsDetail: true), new("subject", "Subject"), new("finding", "Finding"), new("remedy", "What to do"),
            new("points", "Points", ColumnKind.Integer, IsDetail: true), new("requirement", "Requirement", IsDetail: true), new("setting", "Setting", IsDetail: true), new("profile", "From profile", IsDetail: true),
        ],
        [.. report.Findings.Select(f => (IReadOnlyList<object?>)
        [
            Spelling.Snake(f.Finding.Severity), f.Finding.Code, Spelling.Snake(f.Rule.Scope), f.Finding.Subject, f.Finding.Sentence, f.Finding.Remedy, (long)f.Points, f.Rule.Requirement, f.Rule.Setting, Spelling.Snake(f.Rule.From),
        ])]);

    /// <summary>The findings as CSV.</summary>
    public static string ToCsv(this GovernanceReport report) => report.ToTable().ToCsv();

    /// <summary>The audit as Markdown.</summary>
    public static string ToMarkdown(this GovernanceReport report) => report.ToDocument().ToMarkdown();

    /// <summary>All of it.</summary>
    public static string ToJson(this GovernanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonText.Of(new JsonObject
        {
            ["asOf"] = report.AsOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["profile"] = Spelling.Snake(report.Profile),
            ["score"] = Score(report.Score),
            ["findings"] = new JsonArray([.. report.Findings.Select(f => (JsonNode)new JsonObject
            {
                ["code"] = f.Finding.Code,
                ["severity"] = Spelling.Snake(f.Finding.Severity),
                ["scope"] = Spelling.Snake(f.Rule.Scope),
                ["subject"] = f.Finding.Subject,
                ["sentence"] = f.Finding.Sentence,
                ["remedy"] = f.Finding.Remedy,
                ["points"] = f.Points,
                ["requirement"] = f.Rule.Requirement,
                ["setting"] = f.Rule.Setting,
                ["profile"] = Spelling.Snake(f.Rule.From),
            })]),
            ["goals"] = new JsonArray([.. report.Goals.Select(g => (JsonNode)Score(g))]),
            ["kpis"] = new JsonArray([.. report.Kpis.Zip(report.Checklists, (score, check) =>
            {
                var json = Score(score);
                json["class"] = Spelling.Snake(check.Class);
                json["checklist"] = new JsonArray([.. check.Points.Select(p => (JsonNode)new JsonObject { ["name"] = p.Name, ["answer"] = Spelling.Snake(p.Answer), ["because"] = p.Because })]);
                return (JsonNode)json;
            })]),
            ["playbook"] = new JsonArray([.. report.Playbook.Select(p => (JsonNode)new JsonObject { ["step"] = p.Step, ["subject"] = p.Subject, ["proposal"] = p.Proposal, ["because"] = p.Because })]),
            ["switchedOff"] = new JsonArray([.. report.SwitchedOff.Select(c => (JsonNode)c)]),
        });
    }

    private static JsonObject Score(GovernanceScore score) => new()
    {
        ["subject"] = score.Subject,
        ["score"] = score.Value,
        ["terms"] = score.Terms,
        ["points"] = score.Points,
        ["subjects"] = score.Subjects,
    };

    private static Table Scores(string title, IReadOnlyList<GovernanceScore> scores) => new(
        title,
        [new("subject", "Subject"), new("score", "Score", ColumnKind.Figure), new("terms", "100 − points / subjects")],
        [.. scores.Select(s => (IReadOnlyList<object?>)[s.Subject, Invariant($"{s.Value:0.#}"), s.Terms])]);

    private static Table KpiScores(GovernanceReport report) => new(
        "KPIs",
        [
            new("kpi", "KPI"), new("score", "Score", ColumnKind.Figure), new("class", "Is"), new("met", "Met of nine", ColumnKind.Figure), new("not_met", "Not met"), new("asked", "To be answered", IsDetail: true),
        ],
        [.. report.Kpis.Zip(report.Checklists, (s, c) => (IReadOnlyList<object?>)
        [
            s.Subject, Invariant($"{s.Value:0.#}"), Spelling.Snake(c.Class).Replace('_', ' '), Invariant($"{c.Points.Count(p => p.Answer == CheckAnswer.Met)}"),
            string.Join(", ", c.Points.Where(p => p.Answer == CheckAnswer.NotMet).Select(p => p.Name)), string.Join(", ", c.Points.Where(p => p.Answer == CheckAnswer.Asked).Select(p => p.Name)),
        ])]);

    private static Table Playbook(GovernanceReport report) => new(
        "Playbook",
        [new("step", "Step"), new("subject", "Subject"), new("proposal", "Proposal"), new("because", "Because")],
        [.. report.Playbook.Select(p => (IReadOnlyList<object?>)[p.Step, p.Subject, p.Proposal, p.Because])]);
}
