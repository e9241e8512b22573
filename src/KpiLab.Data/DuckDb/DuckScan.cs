using System.Numerics;
using KpiLab.DuckDb;

namespace KpiLab.Data;

/// <summary>A pass over files by DuckDB: chunks of the running query, read in place.</summary>
internal sealed class DuckScan(DuckStatement statement, DuckReader reader, Func<DuckException, Exception> explain) : RowScan
{
    /// <inheritdoc/>
    public override bool Read()
    {
        try
        {
            var more = reader.Read();
            Count = more ? reader.Chunk.RowCount : 0;
            return more;
        }
        catch (DuckException error)
        {
            throw explain(error);
        }
    }

    /// <inheritdoc/>
    public override NumberState Numbers(int column, Span<double> into)
    {
        var vector = reader.Chunk.Column(column);
        into = into[..Count];
        vector.CopyDoubles(into);
        if (AllFinite(into))
        {
            return NumberState.Clean;
        }

        var state = NumberState.Clean;
        for (var row = 0; row < into.Length; row++)
        {
            if (double.IsFinite(into[row]))
            {
                continue;
            }

            var missing = !vector.IsValid(row);
            state |= missing ? NumberState.HasMissing : NumberState.HasNonFinite;
            into[row] = missing ? double.NaN : double.IsNegative(into[row]) && !double.IsNaN(into[row]) ? double.NegativeInfinity : double.PositiveInfinity;
        }

        return state;
    }

    /// <inheritdoc/>
    public override void Times(int column, Span<long> into)
    {
        var vector = reader.Chunk.Column(column);
        vector.Values<long>().CopyTo(into);
        if (!vector.AllValid)
        {
            for (var row = 0; row < Count; row++)
            {
                into[row] = vector.IsValid(row) ? into[row] : NoTime;
            }
        }
    }

    /// <inheritdoc/>
    public override void Labels(int column, CodeBook book, Span<int> into)
    {
        var vector = reader.Chunk.Column(column);
        switch (vector.Type.Id)
        {
            case DuckTypeId.Varchar:
                TextLabels(vector, book, into[..Count]);
                break;
            case DuckTypeId.Boolean:
                var truths = vector.Values<byte>();
                for (var row = 0; row < Count; row++)
                {
                    into[row] = vector.IsValid(row) ? book.Code((long)truths[row]) : book.Missing();
                }

                break;
            case DuckTypeId.Double:
                var numbers = vector.Values<double>();
                for (var row = 0; row < Count; row++)
                {
                    into[row] = vector.IsValid(row) ? book.Code(numbers[row]) : book.Missing();
                }

                break;
            default:
                var whole = vector.Values<long>();
                for (var row = 0; row < Count; row++)
                {
                    into[row] = vector.IsValid(row) ? book.Code(whole[row]) : book.Missing();
                }

                break;
        }
    }

    /// <inheritdoc/>
    public override void Keys(int column, KeyBatch into)
    {
        var vector = reader.Chunk.Column(column);
        if (into.Kind == KeyKind.Integer && vector.AllValid)
        {
            into.AddRange(vector.Values<long>());
            return;
        }

        var whole = into.Kind == KeyKind.Integer ? vector.Values<long>() : [];
        var numbers = into.Kind == KeyKind.Number ? vector.Values<double>() : [];
        for (var row = 0; row < Count; row++)
        {
            if (!vector.IsValid(row))
            {
                into.AddMissing();
            }
            else if (into.IsText)
            {
                into.Add(vector.Utf8(row));
            }
            else if (into.Kind == KeyKind.Integer)
            {
                into.Add(whole[row]);
            }
            else
            {
                into.Add(numbers[row]);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        reader.Dispose();
        statement.Dispose();
        base.Dispose(disposing);
    }

    // Short texts are told apart by what DuckDB stores for them, without a look at their bytes.
    private static void TextLabels(in DuckVector vector, CodeBook book, Span<int> into)
    {
        var texts = vector.Texts;
        var full = vector.NoneMissing;
        for (var row = 0; row < into.Length; row++)
        {
            var text = texts[row];
            var code = full || vector.IsValid(row) ? book.Known(text.First, text.Second) : book.Missing();
            if (code < 0)
            {
                code = book.Code(vector.Utf8(row));
                if (text.IsShort)
                {
                    book.Note(text.First, text.Second, code);
                }
            }

            into[row] = code;
        }
    }

    // x·0 is 0 for a finite x and NaN for any other.
    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        var sum = Vector<double>.Zero;
        var row = 0;
        for (; row <= values.Length - Vector<double>.Count; row += Vector<double>.Count)
        {
            sum += new Vector<double>(values[row..]) * Vector<double>.Zero;
        }

        var rest = Vector.Sum(sum);
        for (; row < values.Length; row++)
        {
            rest += values[row] * 0;
        }

        return rest == 0;
    }
}
