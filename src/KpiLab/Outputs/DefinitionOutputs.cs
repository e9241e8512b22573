using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary>What is said of definitions: what is wrong with them, what would change, what is known.</summary>
public static class DefinitionOutputs
{
    /// <summary>One row a change.</summary>
    public static Table ToTable(this DefinitionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new Table(
            "Plan",
            [new("change", "Change"), new("kind", "Kind"), new("id", "Id"), new("field", "Field"), new("old", "Old"), new("new", "New")],
            [
                .. plan.Added.Select(d => Row("add", d, null)),
                .. plan.Changed.SelectMany(c => c.Fields.Select(f => Row("change", c.New, f))),
                .. plan.Removed.Select(d => Row("remove", d, null)),
                .. plan.Effects.Select(e => (IReadOnlyList<object?>)[e.Word, Spelling.Snake(e.Kind), e.Id, null, e.Old, e.New]),
            ]);
    }

    /// <summary>One row a problem or warning.</summary>
    public static Table ToTable(this ValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var problems = result.Problems.ToTable();
        var warnings = result.Warnings.ToTable();
        return new Table(
            problems.Title,
            [new Column("severity", "Severity"), .. problems.Columns],
            [.. problems.Rows.Select(r => (IReadOnlyList<object?>)["problem", .. r]), .. warnings.Rows.Select(r => (IReadOnlyList<object?>)["warning", .. r])]);
    }

    /// <summary>One row a definition, with whether the store knows it.</summary>
    public static Table ToTable(this Registry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var versions = registry.Stored.GroupBy(s => (s.Document.Kind, s.Document.Id)).ToDictionary(g => g.Key, g => g.MaxBy(s => s.Version));
        return new Table(
            "Definitions",
            [new("kind", "Kind"), new("id", "Id"), new("version", "Version", ColumnKind.Integer), new("stored_at", "Stored", ColumnKind.Time), new("stored_by", "By"), new("applied", "Applied", ColumnKind.Flag)],
            [.. registry.Definitions.Documents.Select(d => (IReadOnlyList<object?>)
            [
                Spelling.Snake(d.Kind), d.Id, versions.GetValueOrDefault((d.Kind, d.Id)) is { } stored ? (long?)stored.Version : null, versions.GetValueOrDefault((d.Kind, d.Id))?.At,
                versions.GetValueOrDefault((d.Kind, d.Id))?.Actor, !registry.Unapplied.Contains((d.Kind, d.Id)),
            ])]);
    }

    /// <summary>What was registered, who has looked, and what was decided: one row each, oldest first.</summary>
    public static Table ToTable(this ExperimentRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new Table(
            record.Definition.Name ?? record.Definition.Id,
            [new("event", "Event"), new("number", "Number", ColumnKind.Integer), new("at", "At", ColumnKind.Time), new("by", "By"), new("units", "Units", ColumnKind.Integer), new("terms_hash", "Terms", ColumnKind.Hash), new("decision", "Decision"), new("reason", "Reason")],
            [
                .. record.Registrations.Select(r => (At: r.At, Row: (IReadOnlyList<object?>)["registration", (long)r.Version, r.At, r.Actor, null, r.TermsHash, null, null]))
                    .Concat(record.Looks.Select(l => (At: l.At, Row: (IReadOnlyList<object?>)["look", (long)l.Number, l.At, l.Actor, l.Units, l.TermsHash, null, null])))
                    .Concat(record.Decisions.Select((d, i) => (At: d.At, Row: (IReadOnlyList<object?>)["decision", i + 1L, d.At, d.By, null, null, d.Word, d.Reason])))
                    .OrderBy(e => e.At).Select(e => e.Row),
            ]);
    }

    private static IReadOnlyList<object?> Row(string change, DefinitionDocument document, FieldChange? field)
        => [change, Spelling.Snake(document.Kind), document.Id, field?.Path, Text(field?.Old), Text(field?.New)];

    private static string? Text(System.Text.Json.Nodes.JsonNode? node) => node is null ? null : DefinitionTable.Text(node);
}
