using System.Reflection;
using System.Text.RegularExpressions;
using KpiLab.Testing;

namespace KpiLab.Cli.Tests;

/// <summary>The command line, the library and the use cases offer the same verbs.</summary>
public sealed partial class VerbListTests
{
    // What only a shell does: it begins with a folder, looks at a machine, or starts a program.
    private static readonly string[] ShellOnly = ["demo", "init", "doctor", "schema", "notebook run", "serve"];

    // What other calls of the library are made of; no verb of their own.
    private static readonly string[] Parts = ["OpenAsync", "InMemory", "RegistryAsync", "StatesAsync", "PastExperimentsAsync"];

    private static readonly MethodInfo[] Methods =
        [.. typeof(Lab).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(m => !m.IsSpecialName)];

    [Fact]
    public void Every_verb_of_the_command_line_is_a_call_of_the_library_and_the_other_way_round()
    {
        var shell = VerbTable.Verbs.Select(v => string.Join(' ', v.Words)).Except(ShellOnly).Order(StringComparer.Ordinal);
        var library = Methods.SelectMany(Verbs).Distinct().Except(ShellOnly).Order(StringComparer.Ordinal);
        Assert.Equal(shell, library);
    }

    [Fact]
    public void Every_call_of_the_library_says_which_verb_it_is()
        => Assert.Empty(Methods.Where(m => !Verbs(m).Any() && !Parts.Contains(m.Name)).Select(m => m.Name));

    [Fact]
    public void Every_call_that_works_is_asynchronous_and_can_be_ended()
    {
        string[] instant = ["InMemory", "Init", "Catalogue"];
        var worked = Methods.Where(m => !instant.Contains(m.Name)).ToList();
        Assert.Empty(worked.Where(m => !m.ReturnType.IsAssignableTo(typeof(Task)) || !m.Name.EndsWith("Async", StringComparison.Ordinal)).Select(m => m.Name));
        Assert.Empty(worked.Where(m => m.GetParameters()[^1] is not { HasDefaultValue: true } last || last.ParameterType != typeof(CancellationToken)).Select(m => m.Name));
    }

    [Fact]
    public void Every_use_case_is_reached_by_the_library_and_every_call_reaches_one()
    {
        var folder = Path.Combine(Repository.Root, "src", "KpiLab");
        var facade = string.Concat(Directory.GetFiles(folder, "Lab*.cs").Select(File.ReadAllText));
        var cases = Directory.GetFiles(Path.Combine(folder, "UseCases"), "*.cs")
            .SelectMany(f => UseCase().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).ToList();
        Assert.InRange(cases.Count, 25, 200);
        Assert.Empty(cases.Where(c => !Calls(facade, c)));

        // What use cases are made of stands in a folder of its own: each part is taken up by one of them, and by no call of the library.
        var parts = Directory.GetFiles(Path.Combine(folder, "UseCases", "Parts"), "*.cs");
        var rest = string.Concat(Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Except(parts).Select(File.ReadAllText));
        Assert.NotEmpty(parts);
        Assert.All(parts.Select(Path.GetFileNameWithoutExtension), p => Assert.True(Calls(rest, p!) && !Calls(facade, p!), $"{p} is no part of a use case"));

        // A call is one expression over a use case, or over another call that is.
        var calls = Call().Matches(facade).Select(m => (Name: m.Groups[1].Value, Body: m.Value)).ToList();
        Assert.Equal(Methods.Length, calls.Count);
        string[] ready = ["OpenAsync", "InMemory", "Catalogue"];
        Assert.Empty(calls.Where(c => !ready.Contains(c.Name) && !cases.Any(u => c.Body.Contains(u + ".", StringComparison.Ordinal)) && !Methods.Any(m => c.Body.LastIndexOf(m.Name + "(", StringComparison.Ordinal) > c.Body.IndexOf(')', StringComparison.Ordinal))).Select(c => c.Name));
    }

    private static bool Calls(string source, string name) => Regex.IsMatch(source, $@"\b{name}\.\w+\(", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static IEnumerable<string> Verbs(MethodInfo method)
        => method.GetCustomAttributesData().Where(a => a.AttributeType.Name == "VerbAttribute").Select(a => (string)a.ConstructorArguments[0].Value!);

    // A static class one of whose methods takes what the shell asks for and runs it.
    [GeneratedRegex(@"internal static class (\w+)\n\{(?=(?:(?!\n\}).)*?\n    public static [^\n;{]*? (?:Run|Run\w*Async|\w+Async)\()", RegexOptions.Singleline)]
    private static partial Regex UseCase();

    [GeneratedRegex(@"    public (?:static )?(?:async )?[\w<>?, \(\)]+? (\w+)(?:<T>)?\((?:(?!\n\n).)*", RegexOptions.Singleline)]
    private static partial Regex Call();
}
