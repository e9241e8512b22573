using KpiLab.Core;

namespace KpiLab.Cli;

/// <summary>What a verb's outcome means to the caller; the only place where exceptions become numbers.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, but with a critical finding.</summary>
    public const int CriticalFinding = 1;

    /// <summary>The input or the command is wrong.</summary>
    public const int WrongInput = 2;

    /// <summary>An engine or the store failed.</summary>
    public const int Failed = 3;

    /// <summary>Interrupted, as shells count it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;

    /// <summary>Runs a verb; says on stderr what went wrong.</summary>
    public static async Task<int> OfAsync(Func<Task<int>> verb, Shell shell)
    {
        try
        {
            return await verb();
        }
        catch (OperationCanceledException)
        {
            App.Say(shell, "cancelled before it was done; the store is as it was");
            return Cancelled;
        }
        catch (InvalidInputException invalid)
        {
            foreach (var problem in invalid.Problems)
            {
                App.Say(shell, problem.ToString());
            }

            return WrongInput;
        }
        catch (Exception failed) when (failed is EngineException or JournalConflictException)
        {
            App.Say(shell, failed.Message);
            return Failed;
        }
        catch (OutOfMemoryException)
        {
            App.Say(shell, "the memory that this process may use is not enough for this result; ask for fewer segments, for --format csv instead of json, or allow it more");
            return Failed;
        }
#pragma warning disable CA1031 // the last resort: a sentence and an exit code instead of a stack trace
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            App.Say(shell, unexpected is IOException or UnauthorizedAccessException ? unexpected.Message : $"failed unexpectedly ({unexpected.GetType().Name}): {unexpected.Message}");
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KPILAB_DEBUG")))
            {
                shell.Error.WriteLine(unexpected);
            }

            return Failed;
        }
    }
}
