using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>Tables as JSON.</summary>
public static class TableJson
{
    /// <summary>An array with one object a row; member names are the machine columns in camelCase, no value is null.</summary>
    public static JsonArray ToJsonArray(this Table table)
    {
        var names = table.Columns.Select(c => Spelling.Camel(c.Name)).ToArray();
        return new JsonArray([.. table.Rows.Select(row => (JsonNode)new JsonObject(row.Select((cell, i) => KeyValuePair.Create(names[i], Cell(cell)))))]);
    }

    /// <summary>The array as text.</summary>
    public static string ToJson(this Table table) => JsonText.Of(table.ToJsonArray());

    private static JsonNode? Cell(object? cell) => cell switch
    {
        null => null,
        bool flag => flag,
        long count => count,
        double number => JsonText.Number(number),
        _ => CellText.Machine(cell),
    };
}
