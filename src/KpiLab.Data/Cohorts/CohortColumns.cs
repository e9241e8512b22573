using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>A cohort analysis' needs, checked against the columns of its sources.</summary>
internal sealed record CohortColumns(
    KeyKind Keys, SourceColumn EntryKey, SourceColumn EntryTime, SourceColumn? Variant, SourceColumn? Segment, SourceColumn EventKey, SourceColumn EventTime,
    IReadOnlyList<TypedExpression?> Values, IReadOnlyList<TypedExpression?> Wheres)
{
    /// <summary>Checks; finds every problem, not only the first.</summary>
    public static CohortColumns Bind(CohortNeeds needs, IScanEngine engine)
    {
        var problems = new List<Problem>();
        ScanField? Find(SourceDefinition source, string? name, string field, string what)
        {
            var fields = engine.Fields(source.Id);
            if (name is null)
            {
                problems.Add(new Problem(null, 0, field, $"source `{source.Id}` has no `{what}`, which cohorts are made of", $"name the column: `{what}: …`"));
                return null;
            }

            var found = fields.FirstOrDefault(f => f.Column.Name == name);
            if (found is null)
            {
                problems.Add(new Problem(null, 0, field, $"source `{source.Id}` has no column `{name}`", $"its columns are {string.Join(", ", fields.Where(f => f.IsVisible).Select(f => f.Column.Name))}"));
            }

            return found;
        }

        ScanField? Time(SourceDefinition source, string? name, string field)
        {
            var column = Find(source, name, field, "time");
            if (column is not null && column.Column.Type != ExpressionType.Timestamp)
            {
                problems.Add(new Problem(null, 0, field, $"column `{name}` of source `{source.Id}` is {column.Column.EngineType}, and a date or time is needed", $"declare `columns: {{{name}: timestamp}}`"));
            }

            return column;
        }

        var entry = needs.Exposures?.Source ?? needs.Source;
        var entryKey = Find(entry, entry.Unit, $"source {entry.Id}.unit", "unit");
        var entryTime = Time(entry, needs.Exposures is { } e ? e.ExposedAt : needs.Source.Time, $"source {entry.Id}.time");
        var variant = needs.Exposures is null ? null : Find(entry, needs.Exposures.Variant, "exposures.variant", "variant");
        var segment = needs.Segment is null ? null : Find(entry, needs.Segment, "--segment", "segment");
        var eventKey = Find(needs.Source, needs.Source.Unit, $"source {needs.Source.Id}.unit", "unit");
        var eventTime = Time(needs.Source, needs.Source.Time, $"source {needs.Source.Id}.time");
        SourceColumn[] columns = [.. engine.Fields(needs.Source.Id).Where(f => f.IsVisible).Select(f => f.Column)];
        TypedExpression? Formula(Quantity quantity, Formula? formula, string field, ExpressionType? expected)
        {
            if (formula is null)
            {
                return null;
            }

            var bound = ExpressionBinder.Bind(formula, columns, expected);
            problems.AddRange(bound.Problems.Select(p => new Problem(null, 0, $"{quantity.Metric}.measure.{field}", $"`{formula}` over source `{needs.Source.Id}`, character {Invariant($"{p.Position + 1}")}: {p.Message}", p.Remedy)));
            if (bound.Expression is { Type: ExpressionType.Text or ExpressionType.Timestamp })
            {
                problems.Add(new Problem(null, 0, $"{quantity.Metric}.measure.{field}", $"`{formula}` is no number or condition", $"write a condition, such as {formula} = 'yes'"));
            }

            return bound.Expression;
        }

        var values = needs.Quantities.Select(q => Formula(q, q.Value, "value", null)).ToList();
        var wheres = needs.Quantities.Select(q => Formula(q, q.Where, "where", ExpressionType.Boolean)).ToList();
        if (problems.Count > 0)
        {
            throw new InvalidInputException([.. problems.Distinct()]);
        }

        ScanField[] both = [entryKey!, eventKey!];
        var keys = Array.TrueForAll(both, k => k.IsInteger) ? KeyKind.Integer
            : Array.TrueForAll(both, k => k.Column.Type == ExpressionType.Number && k.Column.EngineType is not ("HUGEINT" or "UHUGEINT" or "UBIGINT")) ? KeyKind.Number
            : KeyKind.Text;
        return new CohortColumns(keys, entryKey!.Column, entryTime!.Column, variant?.Column, segment?.Column, eventKey!.Column, eventTime!.Column, values, wheres);
    }
}
