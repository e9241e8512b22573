using System.Buffers;
using System.Globalization;

namespace KpiLab.Store;

/// <summary>Canonical JSON of texts, written as UTF-8 into a rented buffer.</summary>
internal sealed class CanonicalText(int size) : IDisposable
{
    private const int Escape = 6; // \u001f
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\"u8);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(size);
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Raw(ReadOnlySpan<byte> utf8)
    {
        Hold(utf8.Length);
        utf8.CopyTo(_buffer.AsSpan(_length));
        _length += utf8.Length;
    }

    /// <summary>A text in its quotes.</summary>
    /// <remarks>RFC 8785 §3.2.2.2: only ", \ and control characters are escaped, the short forms where they exist.</remarks>
    public void Quoted(ReadOnlySpan<byte> utf8)
    {
        Raw("\""u8);
        for (var at = utf8.IndexOfAny(Escaped); at >= 0; at = utf8.IndexOfAny(Escaped))
        {
            Raw(utf8[..at]);
            switch (utf8[at])
            {
                case (byte)'"': Raw("\\\""u8); break;
                case (byte)'\\': Raw("\\\\"u8); break;
                case (byte)'\b': Raw("\\b"u8); break;
                case (byte)'\f': Raw("\\f"u8); break;
                case (byte)'\n': Raw("\\n"u8); break;
                case (byte)'\r': Raw("\\r"u8); break;
                case (byte)'\t': Raw("\\t"u8); break;
                case var control:
                    Raw("\\u"u8);
                    Hold(Escape);
                    control.TryFormat(_buffer.AsSpan(_length), out var written, "x4", CultureInfo.InvariantCulture);
                    _length += written;
                    break;
            }

            utf8 = utf8[(at + 1)..];
        }

        Raw(utf8);
        Raw("\""u8);
    }

    /// <summary>A whole number as a text.</summary>
    public void Quoted(long number)
    {
        const int longest = 22;
        Hold(longest);
        _buffer[_length++] = (byte)'"';
        number.TryFormat(_buffer.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
        _buffer[_length++] = (byte)'"';
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Hold(int more)
    {
        if (_buffer.Length - _length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, _length + more));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
