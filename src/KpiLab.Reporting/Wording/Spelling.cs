using System.Text;

namespace KpiLab.Reporting;

/// <summary>One spelling of a name into another: what is an enum in C# is lower_snake_case in YAML and JSON, and words for a reader.</summary>
public static class Spelling
{
    /// <summary><c>GroupSequential</c> → <c>group_sequential</c>, the spelling of definitions and results.</summary>
    public static string Snake<T>(T value)
        where T : struct, Enum
        => Split(value.ToString(), '_');

    /// <summary><c>GroupSequential</c> → <c>group sequential</c>.</summary>
    public static string Words<T>(T value)
        where T : struct, Enum
        => Split(value.ToString(), ' ');

    /// <summary><c>std_error</c> → <c>stdError</c>.</summary>
    public static string Camel(string snake)
    {
        var camel = new StringBuilder(snake.Length);
        var raise = false;
        foreach (var c in snake)
        {
            if (c == '_')
            {
                raise = true;
                continue;
            }

            camel.Append(raise ? char.ToUpperInvariant(c) : c);
            raise = false;
        }

        return camel.ToString();
    }

    private static string Split(string name, char separator)
    {
        var split = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]))
            {
                split.Append(separator);
            }

            split.Append(char.ToLowerInvariant(name[i]));
        }

        return split.ToString();
    }
}
