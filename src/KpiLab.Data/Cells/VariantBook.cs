using System.Globalization;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Which variant of the definition a value of the variant column is.</summary>
internal sealed class VariantBook(IReadOnlyList<VariantDefinition> variants, ExpressionType type)
{
    /// <summary>A value that is missing.</summary>
    public const int Missing = -1;

    /// <summary>A value that the definition does not know.</summary>
    public const int Unknown = -2;

    private const int MostValues = 10_000;
    private const string Others = "(all other values)";

    private readonly List<int> _variants = [];
    private readonly List<long> _unknown = [];

    /// <summary>Codes of the values.</summary>
    public CodeBook Codes { get; } = new(type, MostValues + 1);

    /// <summary>Rows by value that the definition does not know.</summary>
    public IReadOnlyDictionary<string, long> UnknownRows()
    {
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var code = 0; code < _unknown.Count; code++)
        {
            if (_unknown[code] > 0)
            {
                rows[code >= MostValues ? Others : Codes.Texts[code]!] = _unknown[code];
            }
        }

        return rows;
    }

    /// <summary>Turns codes into indices of variants, in place; counts the rows of values that are not known.</summary>
    public void Resolve(Span<int> codes)
    {
        for (var code = _variants.Count; code < Codes.Texts.Count; code++)
        {
            _variants.Add(code >= MostValues ? Unknown : IndexOf(Codes.Texts[code]));
            _unknown.Add(0);
        }

        foreach (ref var code in codes)
        {
            var variant = _variants[code];
            if (variant == Unknown)
            {
                _unknown[code]++;
            }

            code = variant;
        }
    }

    private int IndexOf(string? text)
    {
        if (text is null)
        {
            return Missing;
        }

        for (var v = 0; v < variants.Count; v++)
        {
            if (Same(variants[v].Value, text))
            {
                return v;
            }
        }

        return Unknown;
    }

    private bool Same(string defined, string text) => type switch
    {
        _ when defined == text => true,
        ExpressionType.Boolean => string.Equals(defined, text, StringComparison.OrdinalIgnoreCase),
        ExpressionType.Number => double.TryParse(defined, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && a == b,
        _ => false,
    };
}
