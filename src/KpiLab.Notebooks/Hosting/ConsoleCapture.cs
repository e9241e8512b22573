using System.Text;

namespace KpiLab.Notebooks;

/// <summary>A console stream whose text goes into the cell that runs: in large pieces, but before anything that is shown after it.</summary>
internal sealed class ConsoleCapture(string name, Action<string, string> send) : TextWriter
{
    private const int Piece = 8 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly StringBuilder _text = new();
    private readonly Lock _writing = new();
    private long _sent;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_writing)
        {
            _text.Append(value);
            SendSome(value == '\n');
        }
    }

    public override void Write(string? value)
    {
        if (value is not null)
        {
            Write(value.AsSpan());
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_writing)
        {
            for (var left = buffer; left.Length > 0;)
            {
                var part = left[..Math.Min(left.Length, Piece)];
                _text.Append(part);
                left = left[part.Length..];
                SendSome(left.Length == 0 && part[^1] == '\n');
            }
        }
    }

    public override void Flush()
    {
        lock (_writing)
        {
            SendAll();
        }
    }

    private void SendSome(bool lineEnds)
    {
        if (_text.Length >= Piece || (lineEnds && Environment.TickCount64 - _sent > Patience.TotalMilliseconds))
        {
            SendAll();
        }
    }

    private void SendAll()
    {
        if (_text.Length > 0)
        {
            send(name, _text.ToString());
            _text.Clear();
            _sent = Environment.TickCount64;
        }
    }
}
