using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Tests;

/// <summary>Instances of any type, as odd as its constructors let them be: not finite numbers, hostile text, empty and missing parts.</summary>
internal sealed class OddInstances(int seed)
{
    private static readonly string[] Texts =
        ["", " ", "x", "</div></style><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u202e\u0007\u001b[31m", "a\nb\tc\r\n", "`", "\ud800", "日本語 😀", "{0}", "\"'&;}", new string('w', 3000), "javascript:alert(1)", "=1+1"];

    private static readonly double[] Numbers = [0, -0.0, 1, -1, 0.5, 0.05, 1e-320, 1e308, -1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1234567.891, 3e-9];

    private readonly Random _random = new(seed);

    /// <summary>An instance; null where the type has no constructor that takes what is made here.</summary>
    public object? Make(Type type, int depth = 0)
    {
        if (Simple(type) is { } simple)
        {
            return simple;
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return _random.Next(3) == 0 ? null : Make(inner, depth);
        }

        if (type.IsArray)
        {
            return type.GetArrayRank() == 1 ? Array(type.GetElementType()!, depth) : System.Array.CreateInstance(type.GetElementType()!, [.. Enumerable.Repeat(_random.Next(3), type.GetArrayRank())]);
        }

        if (type is { IsGenericType: true })
        {
            var definition = type.GetGenericTypeDefinition();
            var arguments = type.GetGenericArguments();
            if (definition == typeof(Estimable<>))
            {
                var from = _random.Next(3) == 0 ? new Undefined(Text(), Text()) : Make(arguments[0], depth + 1);
                return from is null ? Activator.CreateInstance(type) : type.GetMethods().First(m => m.Name == "op_Implicit" && m.GetParameters()[0].ParameterType.IsInstanceOfType(from)).Invoke(null, [from]);
            }

            if (type.IsInterface && arguments.Length == 1 && typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
            {
                var array = Array(arguments[0], depth);
                return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(arguments));
            }

            if (type.IsInterface && arguments.Length == 2)
            {
                var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
                for (var i = _random.Next(3); i > 0 && depth < 5; i--)
                {
                    dictionary[Make(arguments[0], depth + 1) ?? "key"] = Make(arguments[1], depth + 1);
                }

                return dictionary;
            }
        }

        if (depth > 7 || typeof(Delegate).IsAssignableFrom(type))
        {
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        }

        return type.IsAbstract || type.IsInterface
            ? ResultTypes.All.Where(t => t.IsAssignableTo(type) && !t.IsAbstract).ToList() is { Count: > 0 } some ? Make(some[_random.Next(some.Count)], depth + 1) : null
            : Construct(type, depth);
    }

    /// <summary>The oddest instance: no constructor ran, every part is missing.</summary>
    public static object Blank(Type type) => RuntimeHelpers.GetUninitializedObject(type);

    private object? Construct(Type type, int depth)
    {
        var constructors = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(c => !(c.GetParameters() is [var only] && only.ParameterType == type) && c.GetParameters().All(p => !p.ParameterType.IsByRefLike))
            .OrderByDescending(c => c.GetParameters().Length).ToList();
        for (var attempt = 0; attempt < 4 && constructors.Count > 0; attempt++)
        {
            try
            {
                return constructors[0].Invoke([.. constructors[0].GetParameters().Select(p => Make(p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType, depth + 1))]);
            }
            catch (TargetInvocationException)
            {
                // It refuses what it was given; another draw may do.
            }
        }

        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    private Array Array(Type element, int depth)
    {
        var array = System.Array.CreateInstance(element, depth > 4 ? 0 : _random.Next(10) == 0 && depth == 1 ? 70 : _random.Next(4));
        for (var i = 0; i < array.Length; i++)
        {
            array.SetValue(Make(element, depth + 2), i);
        }

        return array;
    }

    private object? Simple(Type type)
        => type == typeof(string) ? Text()
            : type == typeof(double) ? Numbers[_random.Next(Numbers.Length)]
            : type == typeof(int) ? _random.Next(6) == 0 ? int.MaxValue : _random.Next(-2, 40)
            : type == typeof(long) ? _random.Next(6) == 0 ? long.MinValue : _random.NextInt64(-2, 4_000_000)
            : type == typeof(bool) ? _random.Next(2) == 0
            : type == typeof(DateOnly) ? _random.Next(4) == 0 ? DateOnly.MaxValue : new DateOnly(2026, 1, 1).AddDays(_random.Next(400))
            : type == typeof(DateTimeOffset) ? _random.Next(4) == 0 ? DateTimeOffset.MinValue : new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero)
            : type == typeof(DateTime) ? new DateTime(2026, 3, 4)
            : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(_random.Next(-5, 500_000))
            : type == typeof(JsonObject) || type == typeof(JsonNode) ? new JsonObject { [Text()] = Text(), ["n"] = 1 }
            : type == typeof(object) ? Text()
            : type.IsEnum ? _random.Next(12) == 0 ? Enum.ToObject(type, 99) : Enum.GetValues(type) is { Length: > 0 } values ? values.GetValue(_random.Next(values.Length)) : Enum.ToObject(type, 0)
            : null;

    private string Text() => Texts[_random.Next(Texts.Length)];
}
