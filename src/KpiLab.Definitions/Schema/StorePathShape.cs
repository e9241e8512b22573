using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KpiLab.Definitions;

/// <summary>The store's file, below the workspace. What is refused may hold a password, so no message repeats it.</summary>
internal sealed class StorePathShape : ScalarShape
{
    private static readonly Regex Url = Notation.Pattern("^(?<scheme>[A-Za-z][A-Za-z0-9+.-]+):(//|[^/]*@)");
    private static readonly Regex ConnectionString = Notation.Pattern("(^|;)\\s*[A-Za-z][A-Za-z _]*=");
    private static readonly Regex Drive = Notation.Pattern(@"^[A-Za-z]:[\\/]");
    private static readonly TextShape Text = new(Example);

    private const string Example = "name a file below the workspace, such as .kpilab/store.db";

    public override string Remedy => Example;

    public override JsonObject Schema() => Text.Schema();

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => Refused(text) is { } what ? Told(scalar, place, what) : Text.Read(scalar, place);

    private static string? Refused(string text)
    {
        if (Url.Match(text) is { Success: true } url)
        {
            var scheme = url.Groups["scheme"].Value;
            return scheme.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
                ? "PostgreSQL as the store is not built yet"
                : $"{scheme}://… is an address, not a file";
        }

        return ConnectionString.IsMatch(text) ? "this is a connection string, and PostgreSQL as the store is not built yet"
            : text.Length > 0 && (text[0] is '/' or '\\' || Drive.IsMatch(text)) ? "an absolute path stands here, and the store lies below the workspace"
            : text.Length > 0 && !IsBelow(text) ? "the path leads out of the workspace or names the workspace itself"
            : null;
    }

    // No step of the way may leave the workspace: a/../../workspace/x depends on what the folder is called.
    private static bool IsBelow(string path)
    {
        var depth = 0;
        foreach (var step in path.Split('/', '\\'))
        {
            depth += step switch { "" or "." => 0, ".." => -1, _ => 1 };
            if (depth < 0)
            {
                return false;
            }
        }

        return depth > 0;
    }

    private static JsonNode? Told(ScalarNode scalar, Place place, string what)
    {
        place.Problem(scalar.Line, what, Example);
        return null;
    }
}
