using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>What definitions must say together: measures fit their sources, and experiments can find their data.</summary>
internal static class Consistency
{
    public static void Check(DraftIndex index, List<Problem> warnings)
    {
        foreach (var draft in index.All)
        {
            RegistryConsistency.Check(draft, index);
            switch (draft.Kind)
            {
                case DefinitionKind.Metric or DefinitionKind.Kpi when draft.Content.Map("measure") is { } measure:
                    MeasureAgainstSource(draft, measure, index);
                    break;
                case DefinitionKind.Source:
                    SourceColumns(draft);
                    break;
                case DefinitionKind.Link when draft.Content.Map("units") is { } units:
                    UnitConsistency.Check(draft, units, index);
                    break;
                case DefinitionKind.Experiment:
                    new ExperimentConsistency(draft, index, warnings).Check();
                    break;
            }
        }
    }

    /// <summary>A column must be in the source's own list, where it has one.</summary>
    public static void Column(Draft source, string column, Place place, int line)
    {
        if (source.Content.Map("columns") is { } columns && !columns.ContainsKey(column))
        {
            var names = columns.Select(c => c.Key).ToArray();
            place.Problem(line, $"source {source.Id} lists no column {column}", Suggestion.DidYouMean(column, names, $"add it to columns: of {source.Id}, or use one of {Suggestion.List(names)}"));
        }
    }

    /// <summary>All columns that a formula names.</summary>
    public static IEnumerable<string> ColumnsOf(Expression expression) => expression switch
    {
        ColumnReference column => [column.Name],
        UnaryExpression unary => ColumnsOf(unary.Operand),
        BinaryExpression binary => ColumnsOf(binary.Left).Concat(ColumnsOf(binary.Right)),
        FunctionCall call => call.Arguments.SelectMany(ColumnsOf),
        Membership membership => ColumnsOf(membership.Operand).Concat(membership.Items.SelectMany(ColumnsOf)),
        _ => [],
    };

    private static void SourceColumns(Draft source)
    {
        foreach (var field in (string[])["unit", "time"])
        {
            if (source.Content.Text(field) is { } column)
            {
                Column(source, column, source.Place.Field(field), source.Written.LineOf(field));
            }
        }
    }

    private static void MeasureAgainstSource(Draft draft, JsonObject measure, DraftIndex index)
    {
        if (index.Find(DefinitionKind.Source, measure.Text("source")) is not { IsSound: true } source)
        {
            return;
        }

        var written = draft.At("measure") as MapNode;
        var place = draft.Place.Field("measure");
        int LineOf(string field) => written?.LineOf(field) ?? draft.Written.Line;
        foreach (var field in (string[])["value", "numerator", "denominator", "where"])
        {
            foreach (var column in measure.Formula(field) is { } formula ? ColumnsOf(formula.Syntax).Distinct() : [])
            {
                Column(source, column, place.Field(field), LineOf(field));
            }
        }

        foreach (var field in (string[])["cluster", "period", "standard_error"])
        {
            if (measure.Text(field) is { } column)
            {
                Column(source, column, place.Field(field), LineOf(field));
            }
        }

        if (source.Content.Text("time") is null && measure.Text("aggregate") is "last" or "first")
        {
            place.Field("aggregate").Problem(LineOf("aggregate"), $"{measure.Text("aggregate")} needs an order in time, and source {source.Id} has no time", $"write time: in source {source.Id}, or another aggregate");
        }
    }
}
