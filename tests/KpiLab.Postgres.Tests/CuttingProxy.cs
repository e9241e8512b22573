using System.Net;
using System.Net.Sockets;

namespace KpiLab.Postgres.Tests;

/// <summary>Stands between a client and the server and cuts the connection at a commit: before the server hears of it, or before the client hears of its answer.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _host;
    private readonly int _port;
    private int _cutsBefore;
    private int _cutsAfter;

    public CuttingProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>After a cut nobody is let in again.</summary>
    public bool StaysAway { get; set; }

    /// <summary>How many commits were cut so far.</summary>
    public int Cut { get; private set; }

    /// <summary>The next commits do not reach the server.</summary>
    public void CutBefore(int commits) => _cutsBefore = commits;

    /// <summary>The next commits reach the server, and nobody hears its answer.</summary>
    public void CutAfter(int commits) => _cutsAfter = commits;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception failure) when (failure is ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient(_host, _port);
        try
        {
            var silent = false;
            async Task AnswersAsync()
            {
                var buffer = new byte[64 * 1024];
                while (await far.GetStream().ReadAsync(buffer) is > 0 and var length)
                {
                    if (silent)
                    {
                        near.Close();
                        return;
                    }

                    await near.GetStream().WriteAsync(buffer.AsMemory(0, length));
                }

                near.Close();
            }

            var answers = AnswersAsync();
            var asked = new byte[64 * 1024];
            while (await near.GetStream().ReadAsync(asked) is > 0 and var count)
            {
                if (asked.AsSpan(0, count).IndexOf("COMMIT\0"u8) >= 0)
                {
                    if (_cutsBefore > 0)
                    {
                        _cutsBefore--;
                        Cut++;
                        return;
                    }

                    if (_cutsAfter > 0)
                    {
                        _cutsAfter--;
                        Cut++;
                        silent = true;
                        if (StaysAway)
                        {
                            _listener.Stop();
                        }
                    }
                }

                await far.GetStream().WriteAsync(asked.AsMemory(0, count));
            }

            await answers;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
        }
    }
}
