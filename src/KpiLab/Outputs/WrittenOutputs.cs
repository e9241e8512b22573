using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What the review of one month says that another did not.</summary>
/// <param name="Before">The one month.</param>
/// <param name="After">The other.</param>
/// <param name="Changes">A sentence each; none: nothing changed.</param>
[TypeFormatterSource]
public sealed record ReviewComparison(Month Before, Month After, IReadOnlyList<string> Changes) : IShowable;

/// <summary>Answers of verbs that write files or compare what is stored.</summary>
public static class WrittenOutputs
{
    /// <summary>One row a change.</summary>
    public static Table ToTable(this ReviewComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new Table("What changed", [new("change", "Change")], [.. comparison.Changes.Select(c => new object?[] { c })]);
    }

    /// <summary>The changes, for readers.</summary>
    public static Document ToDocument(this ReviewComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new Document(
        [
            new Heading(1, $"What changed from the review of {comparison.Before} to that of {comparison.After}"),
            comparison.Changes.Count == 0 ? new Paragraph("Nothing changed.") : new Bullets(comparison.Changes),
        ]);
    }

    /// <summary>One row a file.</summary>
    public static Table ToTable(this GeneratedData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new Table("Generated files", [new("file", "File")], [.. data.Files.Select(f => new object?[] { f })]);
    }

    /// <summary>What was written, and where the truth behind it stands.</summary>
    public static Document ToDocument(this GeneratedData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new Document(
        [
            new Heading(1, data.Kind == SyntheticKind.Company ? "The sample company" : "Data to measure speed on"),
            new Paragraph($"{FigureText.Counted(data.Files.Count, "file")} in {data.Folder}{(data.Files.Contains(GenerateData.Truth) ? $"; {GenerateData.Truth} says what is planted in them" : "")}."),
            new Bullets(data.Files),
        ]);
    }

    /// <summary>The file, and what to do with it.</summary>
    public static Document ToDocument(this AdoptedKpi adopted)
    {
        ArgumentNullException.ThrowIfNull(adopted);
        return new Document([new Heading(1, $"{adopted.Id} is a definition now"), new Facts([("File", adopted.File), ("Next", "complete it, then validate and apply")])]);
    }
}
