using System.Text.Json;

namespace KpiLab.Oracles;

/// <summary>When two numbers of a case agree; the two collections of cases have a rule each.</summary>
internal sealed class Tolerances
{
    private readonly Func<IReadOnlyList<string>, (double Relative, double Absolute)> _at;
    private readonly bool _sum;

    private Tolerances(bool sum, Func<IReadOnlyList<string>, (double Relative, double Absolute)> at)
    {
        _sum = sum;
        _at = at;
    }

    /// <summary>Experiments: |actual − expected| ≤ max(abs, rel·|expected|); a key's own tolerance holds for it at any depth.</summary>
    public static Tolerances LargerOfBoth(JsonElement tolerance) => new(sum: false, path =>
    {
        for (var i = path.Count - 1; i >= 0; i--)
        {
            if (tolerance.TryGetProperty(path[i], out var own) && own.ValueKind == JsonValueKind.Object)
            {
                return Pair(own);
            }
        }

        return Pair(tolerance);
    });

    /// <summary>Lead–lag: |actual − expected| ≤ abs + rel·|expected|; a dotted path's own tolerance holds for everything below it.</summary>
    public static Tolerances Sum(JsonElement item) => new(sum: true, path =>
    {
        if (!item.TryGetProperty("tolerance", out var tolerance) || tolerance.ValueKind != JsonValueKind.Object)
        {
            return (0, 0);
        }

        if (tolerance.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Object)
        {
            for (var length = path.Count; length > 0; length--)
            {
                if (fields.TryGetProperty(string.Join('.', path.Take(length)), out var own))
                {
                    return Pair(own);
                }
            }
        }

        return Pair(tolerance);
    });

    public bool Agree(double actual, double expected, IReadOnlyList<string> path)
    {
        var (relative, absolute) = _at(path);
        var allowed = _sum ? absolute + (relative * Math.Abs(expected)) : Math.Max(absolute, relative * Math.Abs(expected));
        return actual == expected || Math.Abs(actual - expected) <= allowed;
    }

    private static (double Relative, double Absolute) Pair(JsonElement pair) => (Number(pair, "rel"), Number(pair, "abs"));

    private static double Number(JsonElement pair, string name) => pair.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
}
