using System.Text.RegularExpressions;

namespace KpiLab.Core;

/// <summary>What a workspace may name as its store: a file, or a PostgreSQL server.</summary>
public static class StoreLocation
{
    private static readonly Regex Server = new(
        @"^postgres(ql)?://|(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static readonly Regex Secret = new(
        @"^[a-z]+://[^/@]*:[^/@]*@|[?&]password=|(^|;)\s*(password|pwd|passphrase|ssl password)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Whether this is the address of a PostgreSQL server: <c>postgresql://…</c>, or a connection string with <c>Host=</c>.</summary>
    public static bool IsServer(string location) => Server.IsMatch(location);

    /// <summary>Whether a password stands in it.</summary>
    public static bool HasSecret(string location) => Secret.IsMatch(location);
}
