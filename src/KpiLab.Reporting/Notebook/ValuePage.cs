namespace KpiLab.Reporting;

/// <summary>Any value as a page.</summary>
internal static class ValuePage
{
    /// <summary>The page: the document with its figure below the lead.</summary>
    public static string Of(object value, ReportOptions? options)
    {
        var document = ValueDocument.Of(value);
        var figure = Displays.Try(() => ValueFigure.Of(value) is { IsDefined: true } drawn ? drawn.Value : null);
        var title = document.Blocks.OfType<Heading>().FirstOrDefault()?.Text ?? ValueMembers.Title(value.GetType());
        return DocumentPage.Render(document, title, "KpiLab", figure is null ? [] : [figure], options ?? new ReportOptions { Interactive = figure is not null });
    }
}
