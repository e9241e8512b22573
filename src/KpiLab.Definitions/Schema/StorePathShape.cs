using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KpiLab.Core;

namespace KpiLab.Definitions;

/// <summary>The store: a file below the workspace, or a PostgreSQL server. What is refused may hold a password, so no message repeats it.</summary>
internal sealed partial class StorePathShape : ScalarShape
{
    private static readonly TextShape Text = new(Example);

    private const string Example = "name a file below the workspace, such as .kpilab/store.db";
    private const string FromEnvironment = "write store: ${KPILAB_STORE}, and set KPILAB_STORE to Host=…;Database=…;Username=…;Password=… or postgresql://…";

    public override string Remedy => Example;

    public override JsonObject Schema() => Text.Schema();

    protected override JsonNode? Read(ScalarNode scalar, string text, Place place)
        => StoreLocation.IsServer(text) ? ReadServer(scalar, text, place)
            : Refused(text) is { } what ? Told(scalar, place, what, Example) : Text.Read(scalar, place);

    // Definitions are kept under version control and shown to everybody; a password is neither.
    private static JsonNode? ReadServer(ScalarNode scalar, string text, Place place)
        => StoreLocation.HasSecret(scalar.Shown ?? text) ? Told(scalar, place, "a password stands in the file", FromEnvironment)
            : WithSpaces().IsMatch(text) ? Told(scalar, place, "the parts of a connection string are separated by semicolons", FromEnvironment)
            : Text.Read(scalar, place);

    private static string? Refused(string text)
    {
        if (Url().Match(text) is { Success: true } url)
        {
            return $"{url.Groups["scheme"].Value}://… is the address of neither a file nor a PostgreSQL server";
        }

        return ConnectionString().IsMatch(text) ? "this is a connection string without Host="
            : text.Length > 0 && (text[0] is '/' or '\\' || Drive().IsMatch(text)) ? "an absolute path stands here, and the store lies below the workspace"
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

    private static JsonNode? Told(ScalarNode scalar, Place place, string what, string remedy)
    {
        place.Problem(scalar.Line, what, remedy);
        return null;
    }

    [GeneratedRegex("^(?<scheme>[A-Za-z][A-Za-z0-9+.-]+):(//|[^/]*@)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Url();

    [GeneratedRegex("(^|;)\\s*[A-Za-z][A-Za-z _]*=", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ConnectionString();

    [GeneratedRegex("^[^;]*=[^;=]*\\s[A-Za-z_]+=", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WithSpaces();

    [GeneratedRegex(@"^[A-Za-z]:[\\/]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Drive();
}
