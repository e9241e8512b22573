using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>A database that transactions are run on, one call each. What a kind of database must do for a store, and no more.</summary>
/// <remarks>
/// A writing transaction is alone among writers from its first statement on and reads all it depends on itself, so a database may repeat one
/// whose outcome was not a commit. A reading transaction sees one state of the store, whatever others write meanwhile.
/// </remarks>
internal abstract class StoreDatabase : IDisposable
{
    /// <summary>How messages call it: never with a secret.</summary>
    public abstract string Name { get; }

    /// <summary>The schema step this program works with; once set, a store that has moved on is refused.</summary>
    public int? Schema { get; set; }

    /// <summary>The steps of its schema that this version knows.</summary>
    public abstract IReadOnlyList<Migration> Migrations { get; }

    /// <summary>Runs a reading transaction.</summary>
    public abstract Task<T> ReadAsync<T>(Func<StoreSession, T> work, CancellationToken cancellation);

    /// <summary>Runs a writing transaction: committed when <paramref name="work"/> returns, else nothing happened.</summary>
    public abstract Task<T> WriteAsync<T>(Func<StoreSession, T> work, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract void Dispose();

    protected EngineException Overtaken(long found) => new(Invariant(
        $"the schema of the store {Name} went from step {Schema} to {found} while it was in use; start this program again, in the version that is there now"));
}
