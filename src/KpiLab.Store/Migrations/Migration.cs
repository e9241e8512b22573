using System.Globalization;
using System.Reflection;
using System.Text;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>A numbered step of the store's schema.</summary>
/// <param name="Number">1, 2, … without a gap.</param>
/// <param name="Name">Name of its file.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of its statements.</summary>
    public string Hash => CanonicalJson.Hash(Sql);

    /// <summary>The steps of an SQLite store that this version knows, in order.</summary>
    public static IReadOnlyList<Migration> OfSqlite { get; } = Load(typeof(Migration).Assembly);

    /// <summary>The steps among an assembly's resources, in order.</summary>
    public static IReadOnlyList<Migration> Load(Assembly assembly)
    {
        const string folder = "Migrations/";
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var name = resource[folder.Length..];
            var number = int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture);
            // A checkout with other line ends is the same migration.
            migrations.Add(new Migration(number, name, reader.ReadToEnd().ReplaceLineEndings("\n")));
        }

        return migrations;
    }
}
