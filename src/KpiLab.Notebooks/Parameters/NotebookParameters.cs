using System.Globalization;
using KpiLab.Core;
using KpiLab.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KpiLab.Notebooks;

/// <summary>Values for a notebook's parameters, as papermill gives them: a cell tagged <c>injected-parameters</c> after the one tagged <c>parameters</c>.</summary>
/// <remarks>Each value has the type that the parameters cell declares, so that a slip is told before anything runs.</remarks>
public static class NotebookParameters
{
    private const string Declared = "parameters";
    private const string Injected = "injected-parameters";

    /// <summary>A notebook with these values in place of its own; without any, the notebook itself.</summary>
    /// <param name="notebook">The notebook; it is left as it is.</param>
    /// <param name="values">Names with values, e.g. <c>month</c> with <c>2026-10</c>; the last one of a name counts.</param>
    /// <exception cref="InvalidInputException">There is no such parameter, or a value is not of its type; every problem is listed.</exception>
    public static NotebookDocument Inject(NotebookDocument notebook, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (values.Count == 0)
        {
            return notebook;
        }

        var cells = notebook.Cells.ToList();
        cells.RemoveAll(c => c.Tags.Contains(Injected, StringComparer.Ordinal));
        var at = cells.FindIndex(IsDeclaration);
        var types = at < 0 ? [] : Types(cells[at].Source);
        var problems = new List<Problem>();
        var lines = new List<string>();
        foreach (var (name, value) in values.GroupBy(v => v.Key, StringComparer.Ordinal).Select(g => g.Last()))
        {
            if (!SyntaxFacts.IsValidIdentifier(name))
            {
                problems.Add(new Problem(null, 0, name, "cannot be a parameter's name", "names are letters, digits and _"));
            }
            else if (at < 0)
            {
                lines.Add(Invariant($"var {name} = {Guessed(value)};"));
            }
            else if (!types.TryGetValue(name, out var type))
            {
                var known = types.Keys.ToList();
                problems.Add(new Problem(null, 0, name, "is no parameter of the notebook", known.Count == 0
                    ? "its cell tagged `parameters` declares none"
                    : Suggestion.DidYouMean(name, known, "its parameters are " + string.Join(", ", known))));
            }
            else if (Literal(type, value, out var wanted) is { } literal)
            {
                lines.Add($"{type} {name} = {literal};");
            }
            else
            {
                problems.Add(new Problem(null, 0, name, $"`{value}` is not {wanted}", $"the notebook declares {type} {name}"));
            }
        }

        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }

        cells.Insert(at + 1, new NotebookCell(NotebookCellKind.Code, "// Parameters\n" + string.Join('\n', lines), Free(cells)) { Metadata = NotebookDocument.CSharpCell(Injected) });
        return notebook with { Cells = cells };
    }

    /// <summary>Whether the notebook says which values may be set.</summary>
    public static bool Declares(NotebookDocument notebook) => notebook.Cells.Any(IsDeclaration);

    private static bool IsDeclaration(NotebookCell cell) => cell.Kind == NotebookCellKind.Code && cell.Tags.Contains(Declared, StringComparer.Ordinal);

    private static string Free(List<NotebookCell> cells)
    {
        var id = Injected;
        for (var i = 2; cells.Exists(c => c.Id == id); i++)
        {
            id = Invariant($"{Injected}-{i}");
        }

        return id;
    }

    // The variables of the cell with their types; `var` has the type of the literal that it starts with.
    private static Dictionary<string, string> Types(string source)
    {
        var (code, _) = Directive.Take(source.ReplaceLineEndings("\n"));
        var root = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script)).GetCompilationUnitRoot();
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var declarations = root.Members.Select(m => m switch
        {
            FieldDeclarationSyntax field => field.Declaration,
            GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Declaration,
            _ => null,
        });
        foreach (var declaration in declarations.OfType<VariableDeclarationSyntax>())
        {
            foreach (var variable in declaration.Variables)
            {
                types[variable.Identifier.ValueText] = declaration.Type.IsVar ? Inferred(variable.Initializer?.Value) : declaration.Type.ToString();
            }
        }

        return types;
    }

    private static string Inferred(ExpressionSyntax? value) => value switch
    {
        LiteralExpressionSyntax { Token.Value: { } literal } => literal switch
        {
            string => "string", bool => "bool", int => "int", long => "long", double => "double", float => "float", decimal => "decimal", char => "char", _ => "string",
        },
        PrefixUnaryExpressionSyntax { Operand: var operand } => Inferred(operand),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Parse", Expression: var type } } => type.ToString(),
        ObjectCreationExpressionSyntax created => created.Type.ToString(),
        _ => "string",
    };

    private static string Guessed(string value)
        => value is "true" or "false" ? value
            : Literal("int", value, out _) ?? Literal("long", value, out _) ?? Literal("double", value, out _) ?? SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>The value as C# of that type; null where it is none, with what it should be.</summary>
    private static string? Literal(string type, string value, out string wanted)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type.EndsWith('?'))
        {
            if (value == "null")
            {
                wanted = "";
                return "null";
            }

            type = type[..^1];
        }

        (wanted, var literal) = type switch
        {
            "string" or "String" => ("text", SymbolDisplay.FormatLiteral(value, quote: true)),
            "bool" or "Boolean" => ("true or false", value.ToLowerInvariant() is "true" or "false" ? value.ToLowerInvariant() : null),
            "int" or "Int32" => ("a whole number", int.TryParse(value, NumberStyles.AllowLeadingSign, culture, out var i) ? i.ToString(culture) : null),
            "long" or "Int64" => ("a whole number", long.TryParse(value, NumberStyles.AllowLeadingSign, culture, out var l) ? l.ToString(culture) + "L" : null),
            "double" or "Double" => ("a number", double.TryParse(value, NumberStyles.Float, culture, out var d) && double.IsFinite(d) ? d.ToString("R", culture) + "d" : null),
            "float" or "Single" => ("a number", float.TryParse(value, NumberStyles.Float, culture, out var f) && float.IsFinite(f) ? f.ToString("R", culture) + "f" : null),
            "decimal" or "Decimal" => ("a number", decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, culture, out var m) ? m.ToString(culture) + "m" : null),
            "DateOnly" => ("a day such as 2026-10-01", DateOnly.TryParseExact(value, "yyyy-MM-dd", culture, DateTimeStyles.None, out _) ? Parsed(type, value) : null),
            "DateTime" or "DateTimeOffset" => ("a time such as 2026-10-01T12:00:00Z", DateTimeOffset.TryParse(value, culture, DateTimeStyles.AssumeUniversal, out _) ? Parsed(type, value) : null),
            "TimeSpan" => ("a duration such as 01:30:00", TimeSpan.TryParse(value, culture, out _) ? Parsed(type, value) : null),
            "Month" => ("a month such as 2026-10", DateOnly.TryParseExact(value + "-01", "yyyy-MM-dd", culture, DateTimeStyles.None, out _) ? Parsed(type, value) : null),
            _ => ("a value that can be given on the command line; write it in the notebook", IsName(type) ? Parsed(type, value) : null),
        };
        return literal;
    }

    private static bool IsName(string type) => type.Split('.').All(SyntaxFacts.IsValidIdentifier);

    private static string Parsed(string type, string value)
        => $"{type}.Parse({SymbolDisplay.FormatLiteral(value, quote: true)}{(type is "DateOnly" or "DateTime" or "DateTimeOffset" or "TimeSpan" ? ", System.Globalization.CultureInfo.InvariantCulture" : "")})";
}
