using System.Net.Sockets;
using KpiLab.Core;
using Npgsql;

namespace KpiLab.Postgres;

/// <summary>What PostgreSQL's error codes mean to the person at the keyboard, and which of them pass.</summary>
/// <remarks>Codes: https://www.postgresql.org/docs/15/errcodes-appendix.html.</remarks>
internal static class PostgresFailure
{
    private const string SerializationFailure = "40001", Deadlock = "40P01", LockNotAvailable = "55P03", UniqueViolation = "23505";
    private const string AdministratorShutdown = "57P01", CrashShutdown = "57P02", CannotConnectNow = "57P03", TooManyConnections = "53300";

    /// <summary>The transaction was turned back and is to be repeated as a whole: another writer was there, or the server had no place.</summary>
    public static bool IsRepeatable(NpgsqlException failure)
        => failure.SqlState is SerializationFailure or Deadlock or CannotConnectNow or TooManyConnections;

    /// <summary>Somebody wrote without waiting for the lock; what was read is stale.</summary>
    public static bool IsOverrun(NpgsqlException failure) => failure.SqlState == UniqueViolation;

    /// <summary>The connection is gone, or could not be made: the server is not there, or went down.</summary>
    public static bool IsLost(NpgsqlException failure)
        => failure is not PostgresException || failure.SqlState is AdministratorShutdown or CrashShutdown or CannotConnectNow || failure.SqlState?.StartsWith("08", StringComparison.Ordinal) == true;

    public static EngineException Describe(NpgsqlException failure, PostgresAddress address) => new(Sentence(failure, address), failure);

    private static string Sentence(NpgsqlException failure, PostgresAddress address) => failure.SqlState switch
    {
        "28P01" => $"the server refused the password of {address.User} for the store {address.Name}; correct it in the connection string",
        "28000" => $"the server does not let {address.User} connect to the store {address.Name} ({Quoted(failure)}); correct the user, or let it in by pg_hba.conf",
        "3D000" => $"the server at {address.Host} has no database {address.Database} for the store; make it with `createdb {address.Database}`, or name another",
        "42501" => $"{address.User} may not do that in the store {address.Name} ({Quoted(failure)}); "
            + $"grant it CREATE on the database for the first opening and every upgrade, and SELECT and INSERT on all tables of schema {address.Schema}",
        "25006" => $"the server of the store {address.Name} is a copy that may only be read; name the primary server",
        LockNotAvailable => $"the store {address.Name} stayed locked by another program; end that program or repeat the command",
        TooManyConnections => $"the server of the store {address.Name} has no connection left; raise max_connections, or end other programs",
        "53100" => $"the disk that holds the store {address.Name} is full, and nothing was stored; free some space on the server and repeat the command",
        "53200" => $"the server of the store {address.Name} has not enough memory, and nothing was stored; repeat the command",
        "58030" => $"the server's disk failed while the store {address.Name} was used; check the disk and repeat the command",
        "22021" => $"the store {address.Name} keeps no text with a NUL character; take it out",
        "XX001" or "XX002" => $"the store {address.Name} is damaged ({Quoted(failure)}); restore it from a backup",
        AdministratorShutdown or CrashShutdown or CannotConnectNow => $"the server of the store {address.Name} is going down or coming up, and nothing was stored; repeat the command",
        UniqueViolation => $"another program wrote to the store {address.Name} past the lock, again and again; end it, and run `kpilab audit verify`",
        { } code => $"the store {address.Name} failed (PostgreSQL code {code}: {Quoted(failure)}); run `kpilab doctor`",
        null when IsTimeout(failure) => $"the server of the store {address.Name} did not answer in time; check it and the network, and repeat the command",
        null => $"the PostgreSQL server of the store {address.Name} cannot be reached ({Reason(failure)}); start it, or correct host and port in the connection string",
    };

    private static bool IsTimeout(NpgsqlException failure) => failure.InnerException is TimeoutException;

    // The server's own words, without the detail that may quote values.
    private static string Quoted(NpgsqlException failure) => failure is PostgresException said ? said.MessageText : failure.Message;

    private static string Reason(NpgsqlException failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                return socket.SocketErrorCode switch
                {
                    SocketError.ConnectionRefused => "the connection was refused",
                    SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "there is no such host",
                    var code => code.ToString(),
                };
            }
        }

        return failure.Message;
    }
}
