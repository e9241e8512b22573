using System.Text.RegularExpressions;

namespace KpiLab.Core;

/// <summary>What a workspace may name as its store: a file, or a PostgreSQL server.</summary>
public static partial class StoreLocation
{
    /// <summary>Whether this is the address of a PostgreSQL server: <c>postgresql://…</c>, or a connection string with <c>Host=</c>.</summary>
    public static bool IsServer(string location) => Server().IsMatch(location);

    /// <summary>Whether a password stands in it.</summary>
    public static bool HasSecret(string location) => Secret().IsMatch(location);

    [GeneratedRegex(@"^postgres(ql)?://|(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Server();

    [GeneratedRegex(
        @"^[a-z]+://[^/@]*:[^/@]*@|[?&]password=|(^|;)\s*(password|pwd|passphrase|ssl password)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();
}
