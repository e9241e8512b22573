using KpiLab.Core;

namespace KpiLab;

/// <summary>
/// A workspace to try something out on, or to tell a story from: its definitions and data as they are, a store of its own that begins empty and is
/// deleted in the end, and a clock that stands at whatever day is asked for. The store is marked as simulated, and every report of it says so.
/// </summary>
/// <example><code>
/// using var rehearsal = new Rehearsal("workspace");
/// await rehearsal.On(2026, 7, 1).ApplyAsync();
/// var analysis = await rehearsal.On(2026, 9, 10).AnalyzeAsync("onboarding_checklist");
/// </code></example>
public sealed class Rehearsal : IDisposable
{
    private readonly string _workspace;
    private readonly LabOptions _options;
    private readonly string _folder;
    private readonly RunMemory _memory = new();

    /// <summary>Nothing is written into the workspace.</summary>
    /// <param name="workspace">Its folder.</param>
    /// <param name="options">How its labs work; clock, store and moment are the rehearsal's own.</param>
    /// <exception cref="InvalidInputException">The folder does not exist.</exception>
    public Rehearsal(string workspace, LabOptions? options = null)
    {
        if (!Directory.Exists(workspace))
        {
            throw new InvalidInputException("workspace", $"there is no folder {workspace}", "name an existing folder, or make one with `kpilab init`");
        }

        _workspace = workspace;
        _options = options ?? new LabOptions();
        _folder = Directory.CreateTempSubdirectory("kpilab-rehearsal-").FullName;
        AppDomain.CurrentDomain.ProcessExit += Leave;
    }

    /// <summary>The workspace on a day: later rows of its data are not seen.</summary>
    /// <param name="day">The clock stands at its midnight, UTC.</param>
    /// <param name="actor">Who acts; null: as the options say.</param>
    public Lab On(DateOnly day, string? actor = null)
    {
        var moment = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return new Lab(new Session(_workspace, _options with
        {
            Clock = new StandingClock(moment),
            AsOf = moment,
            Actor = actor ?? _options.Actor,
            Simulated = true,
            StoreAt = Path.Combine(_folder, "store.db"),
            Memory = _memory,
        }));
    }

    /// <summary>The same, with the day spelled out.</summary>
    public Lab On(int year, int month, int day, string? actor = null) => On(new DateOnly(year, month, day), actor);

    /// <summary>Deletes the store; a process that ends does it too.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Leave;
        Leave(this, EventArgs.Empty);
    }

    private void Leave(object? sender, EventArgs e)
    {
        _memory.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // Gone already, or held open by somebody else: it lies in the system's temporary folder, which is emptied anyway.
        }
        catch (UnauthorizedAccessException)
        {
            // The same.
        }
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
