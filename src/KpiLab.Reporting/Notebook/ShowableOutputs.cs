using System.Data;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What every result offers. A result with a form of its own, such as the table of an analysis, gives that; every other one is told by its members.</summary>
public static class ShowableOutputs
{
    /// <summary>The result as a table for programs: broom's names where it has one (estimate, std_error, statistic, p_value, conf_low, conf_high).</summary>
    public static Table ToTable(this IShowable result) => ValueTable.Of(result);

    /// <summary>Results of one kind as one table.</summary>
    public static Table ToTable<T>(this IEnumerable<T> results)
        where T : IShowable
        => ValueTable.Of(results);

    /// <summary>Results by name as one table; the names stand in the first column.</summary>
    public static Table ToTable<T>(this IReadOnlyDictionary<string, T> results)
        where T : IShowable
        => ValueTable.Of(results);

    /// <summary>The same as a <see cref="DataTable"/>.</summary>
    public static DataTable ToDataTable(this IShowable result) => ValueTable.Of(result).ToDataTable();

    /// <summary>Results of one kind as one <see cref="DataTable"/>.</summary>
    public static DataTable ToDataTable<T>(this IEnumerable<T> results)
        where T : IShowable
        => ValueTable.Of(results).ToDataTable();

    /// <summary>Results by name as one <see cref="DataTable"/>.</summary>
    public static DataTable ToDataTable<T>(this IReadOnlyDictionary<string, T> results)
        where T : IShowable
        => ValueTable.Of(results).ToDataTable();

    /// <summary>The result as JSON: camelCase, full precision, what is undefined with its reason.</summary>
    public static string ToJson(this IShowable result) => ValueJson.Text(result);

    /// <summary>Results as one JSON array.</summary>
    public static string ToJson<T>(this IEnumerable<T> results)
        where T : IShowable
        => ValueJson.Text(results);

    /// <summary>Results by name as one JSON object.</summary>
    public static string ToJson<T>(this IReadOnlyDictionary<string, T> results)
        where T : IShowable
        => ValueJson.Text(results);

    /// <summary>The result's figure: its own, or its estimates with their intervals. Undefined with the reason where there is nothing to draw.</summary>
    public static Estimable<Figure> ToFigure(this IShowable result) => ValueFigure.Of(result);

    /// <summary>The figure of several results: their estimates with their intervals.</summary>
    public static Estimable<Figure> ToFigure<T>(this IEnumerable<T> results)
        where T : IShowable
        => ValueFigure.Of(results);

    /// <summary>The figure of results by name.</summary>
    public static Estimable<Figure> ToFigure<T>(this IReadOnlyDictionary<string, T> results)
        where T : IShowable
        => ValueFigure.Of(results);

    /// <summary>The result as one self-contained HTML page.</summary>
    public static string ToHtml(this IShowable result, ReportOptions? options = null) => ValuePage.Of(result, options);

    /// <summary>Results as one self-contained HTML page.</summary>
    public static string ToHtml<T>(this IEnumerable<T> results, ReportOptions? options = null)
        where T : IShowable
        => ValuePage.Of(results, options);

    /// <summary>Results by name as one self-contained HTML page.</summary>
    public static string ToHtml<T>(this IReadOnlyDictionary<string, T> results, ReportOptions? options = null)
        where T : IShowable
        => ValuePage.Of(results, options);

    /// <summary>The result as text.</summary>
    public static string ToText(this IShowable result) => PlainText.Of(result);

    /// <summary>Shows the result: with tables and figures in a notebook, as text on the console elsewhere.</summary>
    public static void Show(this IShowable result) => NotebookHost.Show(result);

    /// <summary>Shows results.</summary>
    public static void Show<T>(this IEnumerable<T> results)
        where T : IShowable
        => NotebookHost.Show(results as IReadOnlyList<T> ?? [.. results]);

    /// <summary>Shows results by name.</summary>
    public static void Show<T>(this IReadOnlyDictionary<string, T> results)
        where T : IShowable
        => NotebookHost.Show(results);
}
