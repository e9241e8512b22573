using System.Runtime.InteropServices;

namespace KpiLab.DuckDb;

/// <summary>A text as DuckDB stores it: sixteen bytes that hold its length and, up to twelve bytes, the text itself, filled up with zeros; of a longer one its beginning and where it is.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DuckText(ulong First, ulong Second)
{
    /// <summary>Bytes of the text.</summary>
    public uint Length => (uint)First;

    /// <summary>Whether the two words are the whole text.</summary>
    public bool IsShort => Length <= 12;
}
