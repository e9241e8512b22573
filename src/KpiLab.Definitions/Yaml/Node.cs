namespace KpiLab.Definitions;

/// <summary>A value as it was written: what YAML (or stored JSON) says, before any meaning is given to it.</summary>
/// <param name="Line">1-based line of its first character; 0 when it has no file.</param>
internal abstract record Node(int Line);

/// <summary>A single value.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Line">Line.</param>
/// <param name="IsPlain">Written without quotes: <c>null</c> and <c>~</c> stand for nothing then.</param>
/// <param name="IsBlock">A literal block, whose text begins on the next line and keeps its line ends.</param>
internal sealed record ScalarNode(string Text, int Line, bool IsPlain, bool IsBlock = false) : Node(Line)
{
    /// <summary>What a message may show of it; differs from the text where that came from the environment.</summary>
    public string? Shown { get; init; }

    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public string Quoted
    {
        get
        {
            var text = string.Join(' ', (Shown ?? Text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return text.Length == 0 ? "an empty text" : text.Length <= 60 ? text : text[..60] + "…";
        }
    }
}

/// <summary>A list.</summary>
internal sealed record ListNode(IReadOnlyList<Node> Items, int Line) : Node(Line);

/// <summary>Fields with their values, in the order of the file, each name once.</summary>
internal sealed record MapNode(IReadOnlyList<MapEntry> Entries, int Line) : Node(Line)
{
    /// <summary>The value of a field that is there and not null.</summary>
    public Node? this[string name] => Entries.FirstOrDefault(e => e.Key == name)?.Value is { } node and not ScalarNode { IsNull: true } ? node : null;

    /// <summary>The text of a field with a single value.</summary>
    public string? Text(string name) => (this[name] as ScalarNode)?.Text.Trim();

    /// <summary>The line of a field, or of the whole where it is not there.</summary>
    public int LineOf(string name) => Entries.FirstOrDefault(e => e.Key == name)?.Value.Line ?? Line;
}

/// <summary>A field and its value.</summary>
internal sealed record MapEntry(string Key, int Line, Node Value);
