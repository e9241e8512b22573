using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace KpiLab.Notebooks;

/// <summary>C# as a chain of submissions: each sees the variables, types and usings of those before, awaits at the top, and may end in a value.</summary>
/// <remarks>
/// Roslyn's script compiler, with assemblies in the process's own load context rather than in those of its scripting host, so that a type is the same
/// type wherever it is named.
/// </remarks>
internal sealed class ScriptSession
{
    /// <summary>How the assemblies of submissions are called.</summary>
    public const string Prefix = "notebook-submission-";

    private const int MostSubmissions = 50_000;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    private readonly List<MetadataReference> _references = [.. FrameworkReferences()];
    private readonly HashSet<string> _imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "KpiLab.Notebooks", typeof(NotebookKernel).FullName!,
    ];

    // Slot 0 is the host object's; a submission takes the next one where it has something to keep.
    private readonly object?[] _slots = new object?[MostSubmissions + 1];
    private CSharpCompilation? _previous;
    private int _number;

    /// <summary>Adds an assembly that code may use.</summary>
    public void Reference(string path) => _references.Add(MetadataReference.CreateFromFile(path));

    /// <summary>Opens namespaces, as a package's extension does.</summary>
    public void Import(IEnumerable<string> namespaces) => _imports.UnionWith(namespaces);

    /// <summary>Runs code; what it declares stays.</summary>
    /// <param name="code">C# in script form.</param>
    /// <param name="name">How errors call it.</param>
    /// <returns>Whether it ends in an expression without a semicolon, and that expression's value.</returns>
    /// <exception cref="CompilationException">It does not compile.</exception>
    public async Task<(bool HasValue, object? Value)> RunAsync(string code, string name)
    {
        if (++_number > MostSubmissions)
        {
            throw new InvalidOperationException(Invariant($"a notebook runs at most {MostSubmissions} pieces of code"));
        }

        var tree = CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), Parsing, name);
        var compilation = CSharpCompilation.CreateScriptCompilation(
            Invariant($"{Prefix}{_number}"), tree, _references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                scriptClassName: Invariant($"Submission#{_number}"),
                usings: _imports,
                optimizationLevel: OptimizationLevel.Debug,
                allowUnsafe: true,
                assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default),
            _previous, typeof(object));
        var root = (CompilationUnitSyntax)await tree.GetRootAsync();
        if (root.Members.Count == 0)
        {
            Check(compilation.GetDiagnostics(), name);
            _previous = compilation;
            return (false, null);
        }

        using var code_ = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(code_, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Check(emitted.Diagnostics, name);
        var hasValue = EndsInValue(compilation, tree, root);
        _previous = compilation;
        code_.Position = symbols.Position = 0;
        var assembly = AssemblyLoadContext.Default.LoadFromStream(code_, symbols);
        var entry = compilation.GetEntryPoint(default)!;
        var method = assembly.GetType(entry.ContainingType.MetadataName)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        var value = await method.CreateDelegate<Func<object?[], Task<object?>>>()(_slots);
        return (hasValue, hasValue ? value : null);
    }

    private static bool EndsInValue(CSharpCompilation compilation, SyntaxTree tree, CompilationUnitSyntax root)
        => root.Members[^1] is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is { SpecialType: not SpecialType.System_Void };

    private static void Check(IEnumerable<Diagnostic> diagnostics, string name)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).OrderBy(d => d.Location.SourceSpan.Start).ToList();
        if (errors.Count > 0)
        {
            throw new CompilationException(name, Line(errors[0]), Text(errors[0]), [.. errors.Take(20).Select(e => Invariant($"   {name}, line {Line(e)}, column {e.Location.GetMappedLineSpan().StartLinePosition.Character + 1}: {Text(e)}"))]);
        }
    }

    private static int? Line(Diagnostic error) => error.Location.IsInSource ? error.Location.GetMappedLineSpan().StartLinePosition.Line + 1 : null;

    private static string Text(Diagnostic error) => $"{error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";

    private static IEnumerable<MetadataReference> FrameworkReferences()
        => PlatformAssemblies.Framework.Append(typeof(NotebookKernel).Assembly.Location).Select(p => MetadataReference.CreateFromFile(p));
}
