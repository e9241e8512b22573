using System.Globalization;
using System.Text.RegularExpressions;
using KpiLab.Core;
using Npgsql;

namespace KpiLab.Postgres;

/// <summary>A connection string, taken apart. The password is in <see cref="ConnectionString"/> and in nothing that is shown.</summary>
internal sealed class PostgresAddress
{
    private const string DefaultSchema = "kpilab";
    private const int LongestName = 63;
    private static readonly Regex PlainName = new("^[a-z_][a-z0-9_]*$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private PostgresAddress(NpgsqlConnectionStringBuilder builder)
    {
        Schema = string.IsNullOrWhiteSpace(builder.SearchPath) ? DefaultSchema : builder.SearchPath.Trim();
        if (!PlainName.IsMatch(Schema) || Schema.Length > LongestName)
        {
            throw Wrong("its Search Path names the store's schema, which is one word of lower-case letters, digits and _", "write Search Path=kpilab, or leave it out");
        }

        builder.SearchPath = Schema;
        builder.ApplicationName ??= "kpilab";
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        Host = builder.Host ?? "";
        Port = builder.Port;
        Database = builder.Database ?? builder.Username ?? "";
        User = builder.Username ?? "";
        ConnectionString = builder.ConnectionString;
        Name = $"postgresql://{User}{(User.Length > 0 ? "@" : "")}{Host}:{Port.ToString(CultureInfo.InvariantCulture)}/{Database} (schema {Schema})";
    }

    public string Host { get; }

    public int Port { get; }

    public string Database { get; }

    public string User { get; }

    /// <summary>The schema that holds the store's tables: one word, safe to write into a statement.</summary>
    public string Schema { get; }

    /// <summary>For the driver alone.</summary>
    public string ConnectionString { get; }

    /// <summary>How messages call it.</summary>
    public string Name { get; }

    /// <summary>Reads <c>Host=…;Database=…</c> or <c>postgresql://user:password@host:port/database?…</c>.</summary>
    /// <exception cref="InvalidInputException">It cannot be read. What it was is not repeated: it may hold a password.</exception>
    public static PostgresAddress Parse(string text)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = text.Contains("://", StringComparison.Ordinal) ? OfUrl(text) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw Wrong(
                "the connection string of the PostgreSQL store cannot be read",
                "write Host=…;Port=5432;Database=…;Username=…;Password=…, or postgresql://user:password@host:5432/database");
        }

        return string.IsNullOrWhiteSpace(builder.Host)
            ? throw Wrong("the connection string of the PostgreSQL store names no host", "add Host=…")
            : new PostgresAddress(builder);
    }

    private static NpgsqlConnectionStringBuilder OfUrl(string text)
    {
        var url = new Uri(text, UriKind.Absolute);
        var builder = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(url.IdnHost) };
        if (url.Port > 0)
        {
            builder.Port = url.Port;
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            builder.Database = Uri.UnescapeDataString(database);
        }

        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var k, var v] ? (Uri.UnescapeDataString(k), Uri.UnescapeDataString(v)) : throw new FormatException();
            // libpq's names for what the driver calls otherwise.
            builder[key switch { "sslmode" => "SSL Mode", "sslrootcert" => "Root Certificate", "application_name" => "Application Name", "connect_timeout" => "Timeout", "search_path" => "Search Path", _ => key }]
                = key == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return builder;
    }

    private static InvalidInputException Wrong(string message, string remedy) => new("store", message, remedy);
}
