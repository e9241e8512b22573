using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KpiLab.Definitions;

/// <summary>Reads YAML by its events: no types, tags, anchors or aliases; bounded in size and depth.</summary>
/// <remarks>
/// A file is cut at its <c>---</c> lines first (YAML 1.2, §9.1.2: they end a document wherever they stand), so that a slip in one
/// document does not hide the problems of the others.
/// </remarks>
internal sealed class YamlReader
{
    internal const int MostCharacters = 1 << 20;
    internal const int MostLevels = 16;
    internal const int MostDocuments = 5000;
    internal const int MostItems = 10_000;

    private readonly Place _place;
    private readonly int _lineOffset;
    private readonly Parser _parser;

    private YamlReader(string text, int lineOffset, Place place)
    {
        _parser = new Parser(new StringReader(text));
        _lineOffset = lineOffset;
        _place = place;
    }

    /// <summary>The documents of a file that can be read, one after the other; problems go to the place, and when that is full reading ends.</summary>
    public static IEnumerable<Node> Read(string text, Place place)
    {
        text = text.TrimStart('\uFEFF');
        if (text.Length > MostCharacters)
        {
            place.Problem(0, Invariant($"the file has {text.Length:N0} characters"), Invariant($"split it into files of at most {MostCharacters:N0}"));
            yield break;
        }

        var count = 0;
        foreach (var (part, offset) in Parts(text))
        {
            if (place.Reading.IsFull)
            {
                yield break;
            }

            if (++count > MostDocuments)
            {
                place.Problem(offset + 1, Invariant($"the file has more than {MostDocuments:N0} documents"), "split it");
                yield break;
            }

            var documents = new List<Node>();
            new YamlReader(part, offset, place).ReadInto(documents);
            foreach (var document in documents)
            {
                yield return document;
            }
        }
    }

    private static IEnumerable<(string Text, int LineOffset)> Parts(string text)
    {
        var part = new StringBuilder();
        var (line, offset, isContent) = (0, 0, false);
        foreach (var each in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n'))
        {
            if (each.StartsWith("---", StringComparison.Ordinal) && (each.Length == 3 || each[3] is ' ' or '\t'))
            {
                if (isContent)
                {
                    yield return (part.ToString(), offset);
                }

                part.Clear();
                (offset, isContent) = (line, true);
            }

            // Comments and directives alone are no document.
            isContent |= each.AsSpan().TrimStart() is { Length: > 0 } rest && rest[0] is not ('#' or '%');
            part.Append(each).Append('\n');
            line++;
        }

        if (isContent)
        {
            yield return (part.ToString(), offset);
        }
    }

    private void ReadInto(List<Node> documents)
    {
        try
        {
            while (_parser.MoveNext())
            {
                if (_parser.Current is DocumentStart)
                {
                    _parser.MoveNext();
                    if (Read(0) is { } node && node is not ScalarNode { IsNull: true })
                    {
                        documents.Add(node);
                    }
                }
            }
        }
        catch (GivenUpException)
        {
            // Its problem was reported where it arose.
        }
        catch (YamlException exception)
        {
            var line = (int)Math.Min(exception.Start.Line, int.MaxValue / 2) + _lineOffset;
            if (exception.Message.Contains("tab character", StringComparison.Ordinal))
            {
                _place.Problem(line, "a tab stands in the indentation", "indent with spaces");
            }
            else
            {
                _place.Problem(
                    line, Invariant($"this is not YAML, at column {exception.Start.Column}: {Reason(exception)}"), "check indentation, quotes and brackets; put a value with a colon, # or { in quotes");
            }
        }
#pragma warning disable CA1031 // Whatever a foreign parser throws on a person's text is a problem of that text, never a crash.
        catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            _place.Problem(_lineOffset + 1, "this document cannot be read as YAML", "check its indentation, quotes and brackets");
        }
    }

    private Node? Read(int depth)
    {
        var current = _parser.Current;
        if (depth > MostLevels)
        {
            _place.Problem(LineOf(current), Invariant($"this nests deeper than {MostLevels} levels"), "write it flatter; no definition nests that deep");
            throw new GivenUpException();
        }

        switch (current)
        {
            case AnchorAlias alias:
                _place.Problem(LineOf(current), $"*{alias.Value} is an alias, and aliases are not read", "write the value out");
                return null;
            case Scalar scalar:
                Refuse(scalar);
                return new ScalarNode(scalar.Value, LineOf(scalar), scalar.Style == ScalarStyle.Plain, scalar.Style == ScalarStyle.Literal);
            case SequenceStart start:
                Refuse(start);
                return ReadList(start, depth);
            case MappingStart start:
                Refuse(start);
                return ReadMap(start, depth);
            default:
                return null;
        }
    }

    private ListNode ReadList(SequenceStart start, int depth)
    {
        var items = new List<Node>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            Bound(items.Count);
            if (Read(depth + 1) is { } item)
            {
                items.Add(item);
            }
        }

        return new ListNode(items, LineOf(start));
    }

    private MapNode ReadMap(MappingStart start, int depth)
    {
        var entries = new List<MapEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            Bound(entries.Count);
            var line = LineOf(_parser.Current);
            var key = Read(depth + 1);
            _parser.MoveNext();
            var value = Read(depth + 1);
            if (key is not ScalarNode name)
            {
                if (key is not null)
                {
                    _place.Problem(line, "a field's name is a list or a mapping", "write a name, a colon and a value; put text with [ or { in quotes");
                }
            }
            else if (name is { IsPlain: true, Text: "<<" })
            {
                _place.Problem(line, "<< merges another mapping, and merges are not read", "write the fields out");
            }
            else if (!lines.TryAdd(name.Text, line))
            {
                _place.Problem(line, Invariant($"{name.Quoted} is written twice, here and in line {lines[name.Text]}"), "keep one of the two");
            }
            else if (value is not null)
            {
                entries.Add(new MapEntry(name.Text, line, value));
            }
        }

        return new MapNode(entries, LineOf(start));
    }

    private void Bound(int count)
    {
        if (count >= MostItems)
        {
            _place.Problem(LineOf(_parser.Current), Invariant($"this has more than {MostItems:N0} items"), "write fewer; no definition needs that many");
            throw new GivenUpException();
        }

        if (_place.Reading.IsFull)
        {
            throw new GivenUpException();
        }
    }

    private void Refuse(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            var tag = node.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal);
            _place.Problem(LineOf(node), $"{tag} is a tag, and tags are not read", "leave it out; the field decides the type");
        }

        if (!node.Anchor.IsEmpty)
        {
            _place.Problem(LineOf(node), $"&{node.Anchor} is an anchor, and anchors are not read", "leave it out, and write the value out where it is needed");
        }
    }

    private int LineOf(ParsingEvent? current) => (int)Math.Min(current?.Start.Line ?? 1, int.MaxValue / 2) + _lineOffset;

    private static string Reason(YamlException exception)
    {
        var message = exception.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return message.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(message[0]) + message[1..];
    }

    /// <summary>Ends the reading of a document whose problem was reported already.</summary>
    private sealed class GivenUpException : Exception;
}
