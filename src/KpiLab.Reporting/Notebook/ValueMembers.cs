using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A public property of a type.</summary>
internal sealed record ValueMember(string Name, Func<object, object?> Read)
{
    /// <summary>The value; where reading it fails, the reason.</summary>
    public object? Of(object owner)
    {
        try
        {
            return Read(owner);
        }
#pragma warning disable CA1031 // a property of any type may fail in any way, and a display goes on without it
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Undefined("unreadable", (error as TargetInvocationException)?.InnerException?.Message ?? error.Message);
        }
    }
}

/// <summary>Any value taken apart: what is one word, what is a list, what has members.</summary>
internal static class ValueMembers
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<ValueMember>> Known = new();
    private static readonly ConcurrentDictionary<Type, bool> Spoken = new();

    /// <summary>Readable public properties in the order of their declaration.</summary>
    public static IReadOnlyList<ValueMember> Of(Type type) => Known.GetOrAdd(type, Read);

    /// <summary>A defined quantity's value, an undefined one's reason; any other value as it is.</summary>
    public static object? Unwrap(object? value)
    {
        while (value is not null && value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Estimable<>))
        {
            var isDefined = (bool)type.GetProperty(nameof(Estimable<int>.IsDefined))!.GetValue(value)!;
            value = type.GetProperty(isDefined ? nameof(Estimable<int>.Value) : nameof(Estimable<int>.Reason))!.GetValue(value);
        }

        return value;
    }

    /// <summary>Whether a value is one word or number, for a cell or a line.</summary>
    public static bool IsScalar(object? value) => value is null or string or IFormattable or bool or Uri or Type or JsonNode or Marked or Lines || (value is not (IEnumerable or Undefined or ITuple) && Pair(value) is null && IsSpoken(value.GetType()));

    /// <summary>Lists and the like, but not text.</summary>
    public static bool IsList(object? value) => value is IEnumerable and not (string or JsonNode);

    /// <summary>Key and value of a dictionary's entry, else null.</summary>
    public static (object? Key, object? Value)? Pair(object? item) => item switch
    {
        DictionaryEntry entry => (entry.Key, entry.Value),
        not null when item.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
            => (type.GetProperty("Key")!.GetValue(item), type.GetProperty("Value")!.GetValue(item)),
        _ => null,
    };

    /// <summary>How many a list holds, where it says so without being counted.</summary>
    public static int? CountOf(object list) => list switch
    {
        ICollection collection => collection.Count,
        _ when list.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>)) is { } counted
            => (int)counted.GetProperty("Count")!.GetValue(list)!,
        _ => null,
    };

    /// <summary>The first items of a list; a list that breaks off ends where it does.</summary>
    public static List<object?> Items(object list, int most)
    {
        var items = new List<object?>();
        try
        {
            foreach (var item in (IEnumerable)list)
            {
                if (items.Count == most)
                {
                    break;
                }

                items.Add(item);
            }
        }
#pragma warning disable CA1031 // as above: a list of any type may fail in any way
        catch (Exception error)
#pragma warning restore CA1031
        {
            items.Add(new Undefined("unreadable", error.Message));
        }

        return items;
    }

    /// <summary>A type's name as words: <c>LinkReport</c> → <c>Link report</c>.</summary>
    public static string Title(Type type) => Title(type.Name.Split('`')[0]);

    /// <summary>A member's name as a title: <c>PValue</c> → <c>P value</c>.</summary>
    public static string Title(string name)
    {
        var words = string.Join(' ', Words(name, ' ').Split(' ').Select(w => w is "kpi" ? "KPI" : w is "kpis" ? "KPIs" : w));
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>A name as words: <c>PValue</c> → <c>p value</c> or <c>p_value</c>.</summary>
    public static string Words(string name, char separator)
    {
        var words = new System.Text.StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var starts = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (starts && words[^1] != separator)
            {
                words.Append(separator);
            }

            words.Append(char.ToLowerInvariant(name[i]));
        }

        return words.ToString();
    }

    /// <summary>A scalar for a program: numbers to the bit, enums in definitions' spelling.</summary>
    public static string Machine(object? scalar) => scalar switch
    {
        null => "",
        Enum word => Words(word.ToString(), '_'),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
        JsonNode json => json.ToJsonString(),
        Type type => type.Name,
        bool or double or float or long or int or DateTimeOffset => CellText.Machine(scalar is float single ? (double)single : scalar),
        _ => Spelled(scalar),
    };

    /// <summary>A scalar for a reader.</summary>
    public static string Human(string name, object? scalar) => scalar switch
    {
        null => "–",
        double p when name.EndsWith("PValue", StringComparison.Ordinal) && p is >= 0 and <= 1 => FigureText.PValue(p),
        double number => FigureText.Significant(number),
        float number => FigureText.Significant(number),
        sbyte or byte or short or ushort or int or uint or long => Core.Rounding.Count(Convert.ToInt64(scalar, CultureInfo.InvariantCulture)),
        bool flag => flag ? "yes" : "no",
        Enum word => Words(word.ToString(), ' '),
        DateTimeOffset moment => FigureText.Time(moment),
        _ => Machine(scalar),
    };

    private static string Spelled(object value)
    {
        try
        {
            return (value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString()) ?? "";
        }
#pragma warning disable CA1031 // as above
        catch (Exception error)
#pragma warning restore CA1031
        {
            return $"unreadable: {error.Message}";
        }
    }

    // A small type that says itself how it is written (a level, a month, a lag) is a word; what the compiler writes for a record is not.
    private static bool IsSpoken(Type type) => Spoken.GetOrAdd(type, static t =>
        t.GetMethod(nameof(ToString), Type.EmptyTypes) is { } method && method.DeclaringType == t && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        && !(t.IsGenericType && t.GetGenericTypeDefinition() == typeof(Estimable<>)) && (t.IsValueType || Of(t).Count <= 3));

    private static IReadOnlyList<ValueMember> Read(Type type)
        => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0 && IsReadable(p.PropertyType))
            .DistinctBy(p => p.Name)
            .Select(p => new ValueMember(p.Name, p.GetValue))];

    private static bool IsReadable(Type type)
        => !type.IsByRefLike && !type.IsByRef && !type.IsPointer && !typeof(Delegate).IsAssignableFrom(type) && !typeof(Task).IsAssignableFrom(type) && type != typeof(CancellationToken);
}
