using System.Globalization;

namespace KpiLab.Notebooks;

/// <summary>A package's version as NuGet orders them: up to four numbers, then a pre-release by its parts; what follows a plus sign does not count.</summary>
internal sealed class PackageVersion : IComparable<PackageVersion>, IEquatable<PackageVersion>
{
    private readonly int[] _numbers;
    private readonly string[] _pre;

    private PackageVersion(int[] numbers, string[] pre)
    {
        _numbers = numbers;
        _pre = pre;
    }

    /// <summary>Whether it comes before a release.</summary>
    public bool IsPreview => _pre.Length > 0;

    public static PackageVersion Parse(string text) => TryParse(text, out var version) ? version : throw new FormatException($"{text} is no version");

    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PackageVersion? version)
    {
        var core = text.Trim().Split('+', 2)[0].Split('-', 2);
        var numbers = core[0].Split('.');
        version = null;
        if (numbers.Length is 0 or > 4 || core is [_, ""])
        {
            return false;
        }

        var parsed = new int[4];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out parsed[i]))
            {
                return false;
            }
        }

        version = new PackageVersion(parsed, core.Length > 1 ? core[1].Split('.') : []);
        return true;
    }

    public int CompareTo(PackageVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (var i = 0; i < 4; i++)
        {
            if (_numbers[i] != other._numbers[i])
            {
                return _numbers[i].CompareTo(other._numbers[i]);
            }
        }

        if (IsPreview != other.IsPreview)
        {
            return IsPreview ? -1 : 1;
        }

        for (var i = 0; i < Math.Min(_pre.Length, other._pre.Length); i++)
        {
            var isNumber = int.TryParse(_pre[i], NumberStyles.None, CultureInfo.InvariantCulture, out var mine);
            var isOther = int.TryParse(other._pre[i], NumberStyles.None, CultureInfo.InvariantCulture, out var theirs);
            var order = isNumber && isOther ? mine.CompareTo(theirs) : isNumber != isOther ? (isNumber ? -1 : 1) : StringComparer.OrdinalIgnoreCase.Compare(_pre[i], other._pre[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return _pre.Length.CompareTo(other._pre.Length);
    }

    public bool Equals(PackageVersion? other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is PackageVersion other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_numbers[0], _numbers[1], _numbers[2], _numbers[3], _pre.Length);

    public override string ToString()
        => string.Join('.', _numbers[3] == 0 ? _numbers[..3] : _numbers) + (IsPreview ? "-" + string.Join('.', _pre) : "");

    public static bool operator ==(PackageVersion? a, PackageVersion? b) => a is null ? b is null : a.Equals(b);

    public static bool operator !=(PackageVersion? a, PackageVersion? b) => !(a == b);

    public static bool operator <(PackageVersion a, PackageVersion b) => a.CompareTo(b) < 0;

    public static bool operator >(PackageVersion a, PackageVersion b) => a.CompareTo(b) > 0;

    public static bool operator <=(PackageVersion a, PackageVersion b) => a.CompareTo(b) <= 0;

    public static bool operator >=(PackageVersion a, PackageVersion b) => a.CompareTo(b) >= 0;
}

/// <summary>Which versions do: NuGet's notation, <c>1.2</c> (at least), <c>[1.2]</c>, <c>[1,2)</c>, <c>1.*</c>.</summary>
internal sealed record PackageRange(PackageVersion? Least, bool LeastCounts, PackageVersion? Most, bool MostCounts, string? Prefix)
{
    public static PackageRange Any { get; } = new(null, true, null, true, null);

    /// <summary>Whether the highest version is wanted rather than the lowest that does.</summary>
    public bool WantsHighest => Prefix is not null || (Least is null && Most is null);

    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PackageRange? range)
    {
        text = text?.Trim();
        range = null;
        if (string.IsNullOrEmpty(text) || text is "*" or "*-*")
        {
            range = Any;
        }
        else if (text.EndsWith(".*", StringComparison.Ordinal))
        {
            range = Any with { Prefix = text[..^1] };
        }
        else if (text[0] is '[' or '(' && text[^1] is ']' or ')')
        {
            var ends = text[1..^1].Split(',');
            var least = Parsed(ends[0], out var leastDoes);
            var most = Parsed(ends[^1], out var mostDoes);
            range = ends.Length <= 2 && leastDoes && mostDoes ? new PackageRange(least, text[0] == '[', most, text[^1] == ']', null) : null;
        }
        else if (PackageVersion.TryParse(text, out var exact))
        {
            range = Any with { Least = exact };
        }

        return range is not null;
    }

    public bool Has(PackageVersion version)
        => (Least is null || (LeastCounts ? version >= Least : version > Least))
            && (Most is null || (MostCounts ? version <= Most : version < Most))
            && (Prefix is null || version.ToString().StartsWith(Prefix, StringComparison.Ordinal))
            && (!version.IsPreview || Least?.IsPreview == true || Most?.IsPreview == true);

    private static PackageVersion? Parsed(string text, out bool does)
    {
        does = true;
        return string.IsNullOrWhiteSpace(text) ? null : (does = PackageVersion.TryParse(text, out var version)) ? version : null;
    }
}
