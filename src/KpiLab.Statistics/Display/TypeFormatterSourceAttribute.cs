using System.ComponentModel;

namespace KpiLab.Statistics;

/// <summary>Says to a notebook's kernel who formats values of a type. Results carry it, so that they show themselves.</summary>
/// <remarks>
/// .NET Interactive finds it by its simple name and reads the two properties by theirs, without any reference between the two; it is inherited. The source is
/// named in words, because it lives in a room above this one. Where that room is not loaded both properties are null, and the front end shows its own default.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TypeFormatterSourceAttribute : Attribute
{
    /// <summary>Whether values are figures, which have a drawing and Plotly's form.</summary>
    public bool IsFigure { get; init; }

    /// <summary>The type that makes the formatters.</summary>
    public Type? FormatterSourceType
        => Type.GetType($"KpiLab.Reporting.{(IsFigure ? "FigureFormatterSource" : "ValueFormatterSource")}, KpiLab.Reporting", throwOnError: false);

    /// <summary>What the formatters write, the best first.</summary>
    public string[]? PreferredMimeTypes
        => FormatterSourceType is null ? null : IsFigure ? ["text/html", "application/vnd.plotly.v1+json", "text/plain"] : ["text/html", "text/plain"];
}
