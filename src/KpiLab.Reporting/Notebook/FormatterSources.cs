namespace KpiLab.Reporting;

// A notebook's kernel makes these by reflection and calls what it finds by name; see TypeFormatterSourceAttribute. Nothing here may throw, return false or be
// overloaded: each of them breaks the cell, and a MIME type without a formatter ends the kernel.
#pragma warning disable CA1822 // members that are found by reflection on an instance

/// <summary>The formatters of results.</summary>
internal sealed class ValueFormatterSource
{
    /// <summary>HTML and text.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
        [new DisplayFormatter("text/html", NotebookFragment.Of), new DisplayFormatter("text/plain", PlainText.Of)];
}

/// <summary>The formatters of figures.</summary>
internal sealed class FigureFormatterSource
{
    /// <summary>The drawing within HTML, Plotly's form, and what it shows in sentences.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new DisplayFormatter("text/html", NotebookFragment.Of),
        new DisplayFormatter(FigureDisplay.PlotlyMime, FigureDisplay.PlotlyText),
        new DisplayFormatter("text/plain", PlainText.Of),
    ];
}
#pragma warning restore CA1822

/// <summary>Writes values as one MIME type.</summary>
internal sealed class DisplayFormatter(string mimeType, Func<object?, string> write)
{
    /// <summary>What it writes.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes a value.</summary>
    public bool Format(object value, TextWriter writer)
    {
        writer?.Write(write(value));
        return true;
    }
}
