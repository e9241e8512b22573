using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(KpiLab.Postgres.Tests.PostgresServer))]

namespace KpiLab.Postgres.Tests;

/// <summary>
/// The server of the test run: the one that KPILAB_TEST_POSTGRES names, else one started here from the PostgreSQL of this machine, in a temporary
/// folder on a free port, with fsync; else none, and the tests that need it skip and say why.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string User = "kpilab", Password = "s3cret-of-the-tests";
    private readonly bool _own;
    private DirectoryInfo? _folder;
    private string? _programs;

    public PostgresServer()
        : this(own: false)
    {
    }

    private PostgresServer(bool own) => _own = own;

    /// <summary>Why there is none; null when it runs.</summary>
    public string? Absent { get; private set; }

    public string ConnectionString { get; private set; } = "";

    /// <summary>A server of a test's own, which it may crash.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(own: true);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        if (!_own && Environment.GetEnvironmentVariable("KPILAB_TEST_POSTGRES") is { Length: > 0 } given)
        {
            ConnectionString = given;
            return;
        }

        _programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(v => Path.Combine(v, "bin")).Where(b => File.Exists(Path.Combine(b, "initdb"))).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
        if (_programs is null)
        {
            Absent = "PostgreSQL is not installed here (/usr/lib/postgresql/*/bin/initdb), and KPILAB_TEST_POSTGRES names no server";
            return;
        }

        _folder = Directory.CreateTempSubdirectory("kpilab-postgres-");
        if (Environment.IsPrivilegedProcess)
        {
            // The server refuses to run as root.
            await RunAsync("chown", "postgres", _folder.FullName);
        }

        var passwordFile = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (await RunAsServerAsync("initdb", "-D", Data, "-U", User, "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale", "C", "-k") is { } failure)
        {
            Absent = "initdb failed: " + failure;
            return;
        }

        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        ConnectionString = $"Host=127.0.0.1;Port={Port};Username={User};Password={Password};Database=postgres";
        Absent = await UpAsync();
    }

    public int Port { get; private set; }

    private string Data => Path.Combine(_folder!.FullName, "data");

    /// <summary>A connection string to a schema that nobody has used.</summary>
    public string NewSchema()
    {
        Assert.SkipWhen(Absent is not null, Absent ?? "");
        return $"{ConnectionString};Search Path=s_{Guid.NewGuid():n}";
    }

    /// <summary>Kills all processes of the server at once, as a power cut would.</summary>
    public async Task CrashAsync() => Assert.Null(await RunAsServerAsync("pg_ctl", "stop", "-m", "immediate", "-D", Data));

    /// <summary>Starts it (again); null, or why not.</summary>
    public Task<string?> UpAsync() => RunAsServerAsync(
        "pg_ctl", "start", "-w", "-t", "60", "-D", Data, "-l", Path.Combine(_folder!.FullName, "log"),
        "-o", $"-c listen_addresses=127.0.0.1 -c port={Port} -c unix_socket_directories={_folder.FullName} -c fsync=on -c synchronous_commit=on");

    public async ValueTask DisposeAsync()
    {
        if (_folder is null)
        {
            return;
        }

        NpgsqlConnection.ClearAllPools();
        await RunAsServerAsync("pg_ctl", "stop", "-m", "immediate", "-D", Data);
        _folder.Delete(recursive: true);
    }

    /// <summary>Statements of somebody who has a password and no KpiLab.</summary>
    public static async Task<List<string>> QueryAsync(string connectionString, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var values = new List<string>();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await using var reader = await command.ExecuteReaderAsync();
            values.Clear();
            while (await reader.ReadAsync())
            {
                values.Add(reader.GetValue(0).ToString() ?? "");
            }
        }

        return values;
    }

    private Task<string?> RunAsServerAsync(string program, params string[] arguments)
        => Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(_programs!, program), .. arguments])
            : RunAsync(Path.Combine(_programs!, program), arguments);

    private static async Task<string?> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() })!;
        var error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : await error;
    }
}
