using System.Runtime.InteropServices;

namespace KpiLab.DuckDb;

/// <summary>A pointer that DuckDB gave and takes back exactly once, whatever happens in between.</summary>
/// <remarks>Every object in DuckDB keeps what it stands on alive by itself (a result its connection, a connection its database), so the
/// order of release does not matter, not even to the finaliser.</remarks>
internal abstract unsafe class DuckHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected sealed override bool ReleaseHandle()
    {
        var pointer = handle;
        Release(&pointer);
        handle = 0;
        return true;
    }

    protected abstract void Release(nint* pointer);
}

internal sealed unsafe class ConfigHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_destroy_config(pointer);
}

internal sealed unsafe class DatabaseHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_close(pointer);
}

internal sealed unsafe class ConnectionHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_disconnect(pointer);
}

internal sealed unsafe class ExtractedHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_destroy_extracted(pointer);
}

internal sealed unsafe class StatementHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_destroy_prepare(pointer);
}

internal sealed unsafe class PendingHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_destroy_pending(pointer);
}

internal sealed unsafe class ChunkHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_destroy_data_chunk(pointer);
}

internal sealed unsafe class AppenderHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_appender_destroy(pointer);
}

internal sealed unsafe class ErrorHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_destroy_error_data(pointer);
}

internal sealed unsafe class LogicalTypeHandle : DuckHandle
{
    protected override void Release(nint* pointer) => NativeMethods.duckdb_destroy_logical_type(pointer);
}

/// <summary>A duckdb_result, which the caller allocates and DuckDB fills.</summary>
internal sealed unsafe class ResultHandle : DuckHandle
{
    internal ResultHandle() => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));

    internal ChunkHandle FetchChunk()
    {
        var held = false;
        try
        {
            DangerousAddRef(ref held);
            return NativeMethods.duckdb_fetch_chunk(*(NativeResult*)handle);
        }
        finally
        {
            if (held)
            {
                DangerousRelease();
            }
        }
    }

    protected override void Release(nint* pointer)
    {
        NativeMethods.duckdb_destroy_result((NativeResult*)*pointer);
        NativeMemory.Free((void*)*pointer);
    }
}
