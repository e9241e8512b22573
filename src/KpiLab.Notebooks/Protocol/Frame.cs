using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KpiLab.Notebooks;

/// <summary>Messages on a pipe: four bytes of length, then JSON. A reader knows a message's size before it holds it.</summary>
internal static class Frame
{
    public static void Write<T>(Stream stream, T message, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, type);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
        stream.Flush();
    }

    /// <summary>The next message with its size; null where the other end is gone.</summary>
    /// <param name="stream">The pipe.</param>
    /// <param name="type">Of the message.</param>
    /// <param name="most">Bytes at most; a longer message comes back with its size and without content.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<(T? Message, int Bytes)?> ReadAsync<T>(Stream stream, JsonTypeInfo<T> type, long most, CancellationToken cancellation)
        where T : class
    {
        var head = new byte[4];
        if (await stream.ReadAtLeastAsync(head, 4, throwOnEndOfStream: false, cancellation) < 4)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length < 0 || length > most)
        {
            return (null, length < 0 ? int.MaxValue : length);
        }

        var bytes = new byte[length];
        return await stream.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellation) < length
            ? null
            : (JsonSerializer.Deserialize(bytes, type), length);
    }
}
