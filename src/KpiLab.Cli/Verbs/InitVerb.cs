using System.CommandLine;

namespace KpiLab.Cli;

/// <summary><c>init [DIR]</c></summary>
internal static class InitVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var folder = new Argument<string>("DIR") { Description = "Where to write it; the current folder when left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = verb.Make(folder);
        globals.OnRun(command, request => Task.FromResult(Run(request, request.PathOf(request.Value(folder) ?? "."))));
        return command;
    }

    private static int Run(Request request, string folder)
    {
        var written = Lab.Init(folder);
        foreach (var file in written)
        {
            request.WriteLine(file);
        }

        var where = Path.GetFullPath(folder);
        request.Say(written.Count == 0
            ? $"{where} has all of it already; nothing was written."
            : $"A new workspace is in {where}. Next: `kpilab validate`, `kpilab apply`, `kpilab experiment analyze`.");
        return ExitCode.Done;
    }
}
