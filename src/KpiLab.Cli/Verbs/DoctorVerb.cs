using System.CommandLine;
using System.Runtime.InteropServices;
using KpiLab.Core;
using KpiLab.DuckDb;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>doctor</c></summary>
internal static class DoctorVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var command = verb.Make(globals.Format);
        globals.OnRun(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Request request)
    {
        var checks = new List<Check> { Machine(), Runtime(), Engine() };
        checks.AddRange(await WorkspaceAsync(request));
        request.Print(new Table(
            "Doctor",
            [new("check", "Check"), new("state", "State"), new("detail", "Detail")],
            [.. checks.Select(c => (IReadOnlyList<object?>)[c.Name, request.Format is OutputFormat.Table or OutputFormat.Md ? c.State : c.State.Word, c.Detail])]));
        return checks.Select(c => c.ExitCode).Max();
    }

    private static Check Machine() => Check.Fine(
        "machine",
        $"{RuntimeInformation.OSDescription}, {Spelling.Snake(RuntimeInformation.ProcessArchitecture)}, {FigureText.Counted(Environment.ProcessorCount, "processor")}, "
            + $"{FigureText.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} of memory");

    private static Check Runtime() => Check.Fine("runtime", $"kpilab {App.Version} on {RuntimeInformation.FrameworkDescription}");

    private static Check Engine()
    {
        try
        {
            using var database = DuckDatabase.Open();
            return Check.Fine("engine", $"DuckDB {DuckDatabase.LibraryVersion}");
        }
        catch (Exception e) when (e is DuckException or DllNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            return new Check("engine", new Marked(Mark.Bad, "failed"), $"the DuckDB library cannot be used: {e.Message}", ExitCode.Failed);
        }
    }

    private static async Task<IReadOnlyList<Check>> WorkspaceAsync(Request request)
    {
        Lab lab;
        try
        {
            lab = await request.OpenLabAsync();
        }
        catch (InvalidInputException e)
        {
            return [new Check("workspace", new Marked(Mark.Bad, "wrong"), e.Message, ExitCode.WrongInput)];
        }

        if (!File.Exists(Path.Combine(lab.Folder, "kpilab.yaml")))
        {
            return [new Check("workspace", new Marked(Mark.Neutral, "none"), $"{lab.Folder} has no kpilab.yaml; `kpilab init` writes one", ExitCode.Done)];
        }

        var validation = await lab.ValidateAsync(request.Cancellation);
        var workspace = validation.IsValid
            ? Check.Fine("workspace", $"{lab.Folder}, {FigureText.Counted(validation.Definitions.Documents.Count, "definition")}")
            : new Check("workspace", new Marked(Mark.Bad, "wrong"), $"{lab.Folder}: {FigureText.Counted(validation.Problems.Count, "problem")}; `kpilab validate` lists them", ExitCode.WrongInput);
        return [workspace, await StoreAsync(lab, request.Cancellation)];
    }

    private static async Task<Check> StoreAsync(Lab lab, CancellationToken cancellation)
    {
        try
        {
            var (name, engine, audit) = await lab.StoreStateAsync(cancellation);
            return audit.FirstBroken is null
                ? Check.Fine("store", $"{name}, {engine}; {audit.Sentence}")
                : new Check("store", new Marked(Mark.Bad, "broken"), $"{name}, {engine}; {audit.Sentence}", ExitCode.Failed);
        }
        catch (InvalidInputException)
        {
            return new Check("store", new Marked(Mark.Neutral, "none"), "there is none yet; `kpilab apply` makes one", ExitCode.Done);
        }
        catch (EngineException e)
        {
            return new Check("store", new Marked(Mark.Bad, "failed"), e.Message, ExitCode.Failed);
        }
    }

    private sealed record Check(string Name, Marked State, string Detail, int ExitCode)
    {
        public static Check Fine(string name, string detail) => new(name, new Marked(Mark.Good, "fine"), detail, Cli.ExitCode.Done);
    }
}
