using System.Numerics;

namespace KpiLab.DuckDb;

/// <summary>Numbers of any stored type as doubles.</summary>
internal static class Doubles
{
    // Exact in double up to 10^22, so that a decimal of up to 15 digits becomes the nearest double.
    private static readonly double[] PowersOfTen = [.. Enumerable.Range(0, 39).Select(n => (double)BigInteger.Pow(10, n))];

    internal static void Copy(in DuckVector vector, Span<double> destination)
    {
        if (destination.Length < vector.Count)
        {
            throw new ArgumentException(Invariant($"The destination holds {destination.Length} values, the chunk {vector.Count}."), nameof(destination));
        }

        destination = destination[..vector.Count];
        switch (vector.Type.Storage)
        {
            case DuckTypeId.Double: vector.Values<double>().CopyTo(destination); break;
            case DuckTypeId.Boolean: Convert(vector.Values<byte>(), destination); break;
            case DuckTypeId.Float: Convert(vector.Values<float>(), destination); break;
            case DuckTypeId.TinyInt: Convert(vector.Values<sbyte>(), destination); break;
            case DuckTypeId.SmallInt: Convert(vector.Values<short>(), destination); break;
            case DuckTypeId.Integer: Convert(vector.Values<int>(), destination); break;
            case DuckTypeId.BigInt: Convert(vector.Values<long>(), destination); break;
            case DuckTypeId.HugeInt: Convert(vector.Values<Int128>(), destination); break;
            case DuckTypeId.UTinyInt when vector.Type.Id != DuckTypeId.Enum: Convert(vector.Values<byte>(), destination); break;
            case DuckTypeId.USmallInt when vector.Type.Id != DuckTypeId.Enum: Convert(vector.Values<ushort>(), destination); break;
            case DuckTypeId.UInteger when vector.Type.Id != DuckTypeId.Enum: Convert(vector.Values<uint>(), destination); break;
            case DuckTypeId.UBigInt: Convert(vector.Values<ulong>(), destination); break;
            case DuckTypeId.UHugeInt: Convert(vector.Values<UInt128>(), destination); break;
            default: throw new InvalidOperationException(Invariant($"A column of type {vector.Type} holds no numbers; cast it to DOUBLE in the query."));
        }

        if (vector.Type.Scale > 0)
        {
            var divisor = PowersOfTen[vector.Type.Scale];
            foreach (ref var value in destination)
            {
                value /= divisor;
            }
        }

        var mask = vector.ValidityMask;
        for (var word = 0; word < mask.Length; word++)
        {
            for (var nulls = ~mask[word]; nulls != 0; nulls &= nulls - 1)
            {
                var row = (word * 64) + BitOperations.TrailingZeroCount(nulls);
                if (row >= destination.Length)
                {
                    break;
                }

                destination[row] = double.NaN;
            }
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> source, Span<double> destination)
        where T : INumberBase<T>
    {
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = double.CreateTruncating(source[i]);
        }
    }
}
