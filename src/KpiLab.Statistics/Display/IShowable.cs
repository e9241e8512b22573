namespace KpiLab.Statistics;

/// <summary>
/// A result: with <c>using KpiLab.Reporting;</c> it offers <c>ToTable()</c>, <c>ToDataTable()</c>, <c>ToJson()</c>, <c>ToFigure()</c>, <c>ToHtml()</c> and
/// <c>Show()</c>.
/// </summary>
public interface IShowable;
