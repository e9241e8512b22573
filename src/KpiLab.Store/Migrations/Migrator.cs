using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>Brings a store to the newest schema, all steps in one transaction, and refuses a store it does not understand.</summary>
internal static class Migrator
{
    /// <summary>How many of the known steps a store has.</summary>
    /// <exception cref="EngineException">The store was written by a newer version, or with other steps under the same numbers.</exception>
    public static int Applied(StoreSession session, IReadOnlyList<Migration> known, string store)
    {
        if (!session.HasSchema())
        {
            return 0;
        }

        var applied = session.Rows("migrations", "SELECT * FROM migrations ORDER BY number").ToList();
        if (applied.Count > known.Count)
        {
            throw new EngineException(Invariant(
                $"the store {store} was written by a newer version of KpiLab (its schema is at step {applied.Count}, this version knows {known.Count}); use that version or a newer one"));
        }

        foreach (var (row, migration) in applied.Zip(known))
        {
            if (row.Integer("number") != migration.Number || row.Text("hash") != migration.Hash)
            {
                throw new EngineException(Invariant(
                    $"the store {store} was made by another build of KpiLab (its step {row.Integer("number")}, {row.Text("name")}, is not this version's {migration.Name}); use the build that made it"));
            }
        }

        return applied.Count;
    }

    /// <summary>Runs the steps a store lacks.</summary>
    public static void Migrate(StoreSession session, IReadOnlyList<Migration> known, DateTimeOffset now, string store)
    {
        foreach (var migration in known.Skip(Applied(session, known, store)))
        {
            if (migration.Number == 1)
            {
                session.BeginSchema();
            }

            session.Execute(migration.Sql);
            session.Execute(
                "INSERT INTO migrations (number, name, hash, at) VALUES (@number, @name, @hash, @at)",
                ("@number", migration.Number), ("@name", migration.Name), ("@hash", migration.Hash), ("@at", Row.TimeText(now)));
            session.MarkSchema(migration.Number);
        }
    }
}
