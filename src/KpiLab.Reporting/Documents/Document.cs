using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A part of a document.</summary>
[TypeFormatterSource]
public abstract record Block;

/// <summary>A heading; level 1 is the document's title.</summary>
public sealed record Heading(int Level, string Text) : Block;

/// <summary>Running text.</summary>
public sealed record Paragraph(string Text) : Block;

/// <summary>A judgement: icon and word, the sentence behind it, and what to do about it.</summary>
public sealed record Statement(Marked Word, string Sentence, string? Remedy = null) : Block;

/// <summary>A list of sentences.</summary>
public sealed record Bullets(IReadOnlyList<string> Items) : Block;

/// <summary>Names and what they stand for.</summary>
public sealed record Facts(IReadOnlyList<(string Name, string Text)> Items) : Block;

/// <summary>A table for readers.</summary>
public sealed record Grid(Table Table) : Block;

/// <summary>What a reader sees, in order, before a terminal, Markdown or a page gives it a form.</summary>
[TypeFormatterSource]
public sealed record Document(IReadOnlyList<Block> Blocks) : IShowable;
