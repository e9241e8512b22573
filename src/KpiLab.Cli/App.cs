using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary>The command line: parses, runs one verb, and turns every outcome into an exit code.</summary>
internal static class App
{
    /// <summary>Runs a command line.</summary>
    public static async Task<int> RunAsync(string[] args, Shell shell, CancellationToken cancellation = default)
    {
        // Help and version of the program itself need no parser: they are asked for most, and must be there at once.
        switch (args)
        {
            case ["--help" or "-h" or "-?" or "help"]:
                Help.Write(shell.Output);
                shell.Flush();
                return ExitCode.Done;
            case ["--version"]:
                shell.Output.WriteLine(Version);
                shell.Flush();
                return ExitCode.Done;
            case []:
                Help.Write(shell.Error);
                return ExitCode.WrongInput;
        }

        var code = await ExitCode.OfAsync(() => ParseAndRunAsync(args, shell, cancellation), shell);
        shell.Flush();
        return code;
    }

    /// <summary>KpiLab's version.</summary>
    public static string Version { get; } = typeof(App).Assembly.GetName().Version!.ToString(3);

    private static async Task<int> ParseAndRunAsync(string[] args, Shell shell, CancellationToken cancellation)
    {
        if (Parse(args, shell) is not { } parsed)
        {
            return ExitCode.WrongInput;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = shell.Output, Error = shell.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            cancellation);
    }

    /// <summary>Whether a command line can be run; says on stderr why not.</summary>
    internal static bool Check(string[] args, Shell shell) => Parse(args, shell) is not null;

    private static ParseResult? Parse(string[] args, Shell shell)
    {
        var root = VerbTable.Root(args, shell);
        var parsed = CommandLineParser.Parse(root, args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count == 0 || parsed.Action is HelpAction)
        {
            return parsed;
        }

        Explain(parsed, shell);
        shell.Error.WriteLine($"See `{Path(parsed.CommandResult.Command)} --help`.");
        return null;
    }

    /// <summary>A message on stderr; nothing in it can steer the terminal.</summary>
    public static void Say(Shell shell, string message) => shell.Error.WriteLine("kpilab: " + SafeText.Visible(message));

    private static void Explain(ParseResult parsed, Shell shell)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.Count > 0)
        {
            var candidates = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)).ToList();
            foreach (var word in command.Subcommands.Count > 0 ? parsed.UnmatchedTokens.Take(1) : parsed.UnmatchedTokens)
            {
                Say(shell, $"{Path(command)} does not know '{word}'");
                if (Suggestion.Closest(word, candidates) is { } meant)
                {
                    shell.Error.WriteLine($"Did you mean `{meant}`?");
                }
            }
        }
        else if (command.Subcommands.Count > 0)
        {
            Say(shell, $"{Path(command)} needs one of {string.Join(", ", command.Subcommands.Select(c => c.Name))}");
        }
        else
        {
            foreach (var message in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
            {
                Say(shell, message);
            }
        }
    }

    private static string Path(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "kpilab";
}
