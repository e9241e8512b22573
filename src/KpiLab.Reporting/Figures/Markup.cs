using System.Globalization;
using System.Text;

namespace KpiLab.Reporting;

/// <summary>Writes HTML and SVG: every text and attribute is escaped here and nowhere else, every element that was opened is closed.</summary>
internal sealed class Markup
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>A coordinate or length: at most two decimals, the same on every machine.</summary>
    public static string Px(double value)
    {
        var text = Math.Round(value, 2, MidpointRounding.AwayFromZero).ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    /// <summary>A number that reads back to the bit.</summary>
    public static string Full(double value) => (value == 0 ? 0.0 : value).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Opens an element; attributes without a value are left out.</summary>
    public Markup Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, attributes);
        _text.Append('>');
        _open.Push(tag);
        return this;
    }

    /// <summary>Closes the element opened last.</summary>
    public Markup Close()
    {
        _text.Append("</").Append(_open.Pop()).Append('>');
        return this;
    }

    /// <summary>Closes the element opened last and ends the line, so that pages diff well.</summary>
    public Markup CloseLine()
    {
        Close();
        _text.Append('\n');
        return this;
    }

    /// <summary>An element with text only.</summary>
    public Markup Leaf(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) => Open(tag, attributes).Text(text).Close();

    /// <summary>An element without content, in the form that HTML and XML both read.</summary>
    public Markup Empty(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, attributes);
        _text.Append("/>");
        return this;
    }

    /// <summary>Text, made visible and escaped.</summary>
    public Markup Text(string text)
    {
        Escape(SafeText.Visible(text));
        return this;
    }

    /// <summary>Text of several lines; its line breaks stay, everything else is made visible and escaped.</summary>
    public Markup Lines(string text)
    {
        var first = true;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!first)
            {
                _text.Append('\n');
            }

            first = false;
            Escape(SafeText.Visible(line.Replace("\t", "    ", StringComparison.Ordinal)));
        }

        return this;
    }

    /// <summary>Markup that this class wrote before, or that ships with KpiLab.</summary>
    public Markup Trusted(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString()
        => _open.Count == 0 ? _text.ToString() : throw new InvalidOperationException($"<{_open.Peek()}> was not closed");

    private void Start(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                _text.Append(' ').Append(name).Append("=\"");
                Escape(SafeText.Visible(value));
                _text.Append('"');
            }
        }
    }

    private void Escape(string text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                _ => _text.Append(c),
            };
        }
    }
}
