using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>What the registry holds, as tables.</summary>
public static class RegistryTables
{
    /// <summary>KPIs, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<KpiDefinition> kpis) => new(
        "KPIs",
        [
            new("id", "KPI"), new("name", "Name"), new("goal", "Goal", IsDetail: true), new("team", "Team", IsDetail: true), new("function", "Function", IsDetail: true), new("tier", "Tier"), new("purpose", "Purpose", IsDetail: true),
            new("unit", "Unit", IsDetail: true), new("direction", "Direction"), new("owner", "Owner"), new("cadence", "Cadence", IsDetail: true), new("target", "Target", ColumnKind.Number),
            new("target_due", "Due", IsDetail: true), new("measure", "Measure", IsDetail: true), new("source", "Source", IsDetail: true),
        ],
        [.. kpis.Select(k => (IReadOnlyList<object?>)
        [
            k.Id, k.Name, k.Goal, k.Team, k.Function, Word(k.Tier), Word(k.Purpose), Spelling.Snake(k.Unit), Spelling.Snake(k.Direction), k.Owner, Word(k.Cadence),
            k.Target is { } target ? target.Value : null, Day(k.Target?.Due), k.Metric ?? Word(k.Measure?.Type), k.Measure?.Source,
        ])]);

    /// <summary>Predefined KPIs, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<CatalogueEntry> entries) => new(
        "Predefined KPIs",
        [
            new("id", "KPI"), new("name", "Name"), new("functions", "Functions"), new("formula", "Formula"), new("unit", "Unit"), new("direction", "Direction"), new("role", "Role"),
            new("caution", "Caution"), new("leads", "Leads", IsDetail: true), new("instead", "Instead", IsDetail: true), new("guardrail", "Guardrail", IsDetail: true), new("segment", "Broken down by", IsDetail: true),
            new("measure", "Measure", IsDetail: true), new("tier", "Tier", IsDetail: true), new("cadence", "Cadence", IsDetail: true), new("target", "Target", ColumnKind.Number, IsDetail: true),
        ],
        [.. entries.Select(e => (IReadOnlyList<object?>)
        [
            e.Id, e.Name, string.Join(", ", e.Functions), e.Formula, Spelling.Snake(e.Unit), Spelling.Snake(e.Direction), Spelling.Snake(e.Role),
            e.Caution == CatalogueCaution.None ? null : Spelling.Snake(e.Caution), string.Join(" ", e.Leads.Select(l => l.To)), string.Join(" ", e.Instead), e.Guardrail, e.Segment,
            e.Measure, Spelling.Snake(e.Tier), Spelling.Snake(e.Cadence), e.Target,
        ])]);

    /// <summary>Experiments, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<ExperimentDefinition> experiments) => new(
        "Experiments",
        [
            new("id", "Experiment"), new("name", "Name"), new("kpi", "Primary KPI"), new("direction", "Direction", IsDetail: true), new("minimum_effect", "Minimum effect", IsDetail: true),
            new("design", "Design", IsDetail: true), new("variants", "Variants", IsDetail: true), new("owner", "Owner"), new("starts", "Starts", ColumnKind.Time, IsDetail: true), new("ends", "Ends", ColumnKind.Time),
            new("units", "Planned units", ColumnKind.Integer, IsDetail: true), new("source", "Exposures", IsDetail: true),
        ],
        [.. experiments.Select(e => (IReadOnlyList<object?>)
        [
            e.Id, e.Name, e.Hypothesis.Kpi, Spelling.Snake(e.Hypothesis.Direction), e.Hypothesis.MinimumEffect?.ToString(), Spelling.Snake(e.Plan.Design),
            string.Join(" ", e.Variants.Select(v => v.Id)), e.Owner, e.Plan.Starts, e.Plan.Ends, e.Plan.Units, e.Exposures.Source,
        ])]);

    /// <summary>Links, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<LinkDefinition> links) => new(
        "Links",
        [
            new("id", "Link"), new("from", "Leading"), new("to", "Lagging"), new("expect", "Expected sign"), new("lag", "Lag"),
            new("smallest_effect", "Smallest effect", ColumnKind.Number, IsDetail: true), new("controls", "Controls", IsDetail: true), new("because", "Because", IsDetail: true),
        ],
        [.. links.Select(l => (IReadOnlyList<object?>)
            [l.Id, l.From, l.To, Spelling.Snake(l.Expect), l.Lag.ToString(), l.SmallestEffect, string.Join(" ", l.Controls), l.Because])]);

    /// <summary>Goals, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<GoalDefinition> goals) => new(
        "Goals",
        [
            new("id", "Goal"), new("name", "Name"), new("level", "Level"), new("parent", "Parent"), new("outcome", "Outcome"), new("due", "Due"),
        ],
        [.. goals.Select(g => (IReadOnlyList<object?>)[g.Id, g.Name, Spelling.Snake(g.Level), g.Parent, Word(g.Outcome), Day(g.Due)])]);

    /// <summary>Versions of definitions, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<StoredDefinition> versions) => new(
        "Versions",
        [
            new("kind", "Kind"), new("id", "Id"), new("version", "Version", ColumnKind.Integer), new("at", "Applied", ColumnKind.Time), new("actor", "By"),
            new("removed", "Removed", ColumnKind.Flag), new("content_hash", "Content hash", ColumnKind.Hash),
        ],
        [.. versions.Select(v => (IReadOnlyList<object?>)
            [Spelling.Snake(v.Document.Kind), v.Document.Id, (long)v.Version, v.At, v.Actor, v.Removed, v.Document.ContentHash])]);

    /// <summary>Registrations of an experiment's terms, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<Registration> registrations) => new(
        "Registrations",
        [
            new("version", "Version", ColumnKind.Integer), new("at", "When", ColumnKind.Time), new("actor", "By"), new("terms_hash", "Terms hash", ColumnKind.Hash, IsDetail: true),
            new("definition_hash", "Definition hash", ColumnKind.Hash, IsDetail: true),
        ],
        [.. registrations.Select(r => (IReadOnlyList<object?>)[(long)r.Version, r.At, r.Actor, r.TermsHash, r.DefinitionHash])]);

    /// <summary>Looks at an experiment's data, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<Look> looks) => new(
        "Looks",
        [
            new("number", "Look", ColumnKind.Integer), new("at", "When", ColumnKind.Time), new("actor", "By"), new("units", "Units", ColumnKind.Integer, IsDetail: true),
            new("data_hash", "Data fingerprint", ColumnKind.Hash), new("terms_hash", "Terms hash", ColumnKind.Hash, IsDetail: true),
        ],
        [.. looks.Select(l => (IReadOnlyList<object?>)[(long)l.Number, l.At, l.Actor, l.Units, l.DataHash, l.TermsHash])]);

    /// <summary>What people decided, oldest first.</summary>
    public static Table ToTable(this IReadOnlyList<ReviewDecision> decisions) => new(
        "Decisions",
        [new("decision", "Decision"), new("at", "When", ColumnKind.Time), new("actor", "By"), new("recommended", "Recommended"), new("reason", "Reason")],
        [.. decisions.Select(d => (IReadOnlyList<object?>)[d.Word, d.At, d.By, d.Recommended, d.Reason])]);

    /// <summary>The audit trail, one row a row.</summary>
    public static Table ToTable(this IReadOnlyList<AuditEntry> entries) => new(
        "Audit trail",
        [
            new("sequence", "No", ColumnKind.Integer), new("at", "When", ColumnKind.Time), new("actor", "By"), new("event", "Event"), new("subject", "Subject"),
            new("hash", "Hash", ColumnKind.Hash),
        ],
        [.. entries.Select(e => (IReadOnlyList<object?>)[e.Sequence, e.At, e.Actor, e.Event, e.Subject, e.Hash])]);

    /// <summary>Problems, one a row.</summary>
    public static Table ToTable(this IReadOnlyList<Problem> problems) => new(
        "Problems",
        [
            new("file", "File"), new("line", "Line", ColumnKind.Integer), new("field", "Field"), new("message", "What is wrong"), new("remedy", "What to write instead"),
        ],
        [.. problems.Select(p => (IReadOnlyList<object?>)[p.File, p.Line > 0 ? (long)p.Line : null, p.Field, p.Message, p.Remedy])]);

    private static string? Word<T>(T? value)
        where T : struct, Enum
        => value is { } word ? Spelling.Snake(word) : null;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
