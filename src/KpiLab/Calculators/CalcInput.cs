using System.Text.Json;

namespace KpiLab;

/// <summary>A field that is missing or holds what it cannot hold; the message names it and says what to write.</summary>
internal sealed class CalcInputException(string field, string problem) : Exception(field + " " + problem);

/// <summary>Reads the fields of one JSON object, naming the field in every complaint. Fields that nobody asks for are ignored.</summary>
internal readonly struct CalcInput(JsonElement element, string path)
{
    private const double LargestExactCount = 9007199254740992; // 2^53
    private const int MostPeriods = 1_000_000;

    public string Path => path;

    /// <summary>The root of a request's inputs.</summary>
    public static CalcInput Root(JsonElement element)
        => element.ValueKind == JsonValueKind.Object ? new CalcInput(element, "inputs") : throw Wrong("inputs", element, "an object with the method's fields");

    public bool Has(string name) => TryGet(name, out _);

    public CalcInput Object(string name)
    {
        var value = Required(name, "an object");
        return value.ValueKind == JsonValueKind.Object ? new CalcInput(value, At(name)) : throw Wrong(At(name), value, "an object");
    }

    /// <summary>A finite number.</summary>
    public double Number(string name) => Finite(Required(name, "a number"), At(name));

    /// <summary>A finite number, or the default where the field is absent or null.</summary>
    public double Number(string name, double absent) => TryGet(name, out var value) ? Finite(value, At(name)) : absent;

    /// <summary>A number greater than zero, which may be "Infinity".</summary>
    public double Positive(string name)
    {
        var value = Any(Required(name, "a number greater than 0"), At(name));
        return value > 0 ? value : throw new CalcInputException(At(name), Invariant($"is {value}; write a number greater than 0"));
    }

    /// <summary>A number not below zero.</summary>
    public double NotNegative(string name)
    {
        var value = Number(name);
        return value >= 0 ? value : throw new CalcInputException(At(name), Invariant($"is {value}; write a number not below 0"));
    }

    /// <summary>The error rate <c>alpha</c>, 0.05 when absent.</summary>
    public double Alpha()
    {
        var value = Number("alpha", 0.05);
        return value is > 0 and < 1 ? value : throw new CalcInputException(At("alpha"), Invariant($"is {value}; write a number between 0 and 1, such as 0.05"));
    }

    /// <summary>A whole number not below zero.</summary>
    public long Count(string name) => Whole(Required(name, "a whole number not below 0"), At(name));

    public bool Flag(string name, bool absent)
    {
        if (!TryGet(name, out var value))
        {
            return absent;
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(At(name), value, "true or false"),
        };
    }

    /// <summary>A number strictly between 0 and 1.</summary>
    public double Share(string name)
    {
        var value = Number(name);
        return value is > 0 and < 1 ? value : throw new CalcInputException(At(name), Invariant($"is {value}; write a number between 0 and 1"));
    }

    /// <summary>A text, or the default where the field is absent or null.</summary>
    public string Text(string name, string? absent = null)
    {
        if (absent is not null && !Has(name))
        {
            return absent;
        }

        var value = Required(name, "a text");
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(At(name), value, "a text in quotes");
    }

    /// <summary>An array of objects.</summary>
    public CalcInput[] Objects(string name) => Items(name, "an array of objects", static (value, at)
        => value.ValueKind == JsonValueKind.Object ? new CalcInput(value, at) : throw Wrong(at, value, "an object"), named: true);

    /// <summary>The field is there and a number.</summary>
    public bool HasNumber(string name) => TryGet(name, out var value) && value.ValueKind == JsonValueKind.Number;

    /// <summary>One of several words.</summary>
    public T Choice<T>(string name, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var words = new string[choices.Length];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = choices[i].Word;
        }

        var wanted = string.Join(" or ", words);
        var value = Required(name, wanted);
        var at = value.ValueKind == JsonValueKind.String ? Array.IndexOf(words, value.GetString()) : -1;
        return at >= 0 ? choices[at].Value : throw Wrong(At(name), value, wanted);
    }

    /// <summary>An array of finite numbers.</summary>
    public double[] Numbers(string name) => Items(name, "an array of numbers", Finite);

    /// <summary>A time series: an array of numbers in which null, or "NaN", is a period without value.</summary>
    public double[] Series(string name) => Items(name, "an array of numbers", static (value, at) =>
        value.ValueKind == JsonValueKind.Null ? double.NaN : Any(value, at) is var number && double.IsInfinity(number) ? Finite(value, at) : number);

    /// <summary>An array of arrays of finite numbers.</summary>
    public double[][] NumberRows(string name) => Items(name, "an array of arrays of numbers", static (row, at) =>
    {
        if (row.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(at, row, "an array of numbers");
        }

        return row.EnumerateArray().Select((value, i) => Finite(value, Invariant($"{at}[{i}]"))).ToArray();
    });

    /// <summary>An array of texts.</summary>
    public string[] Texts(string name) => Items(name, "an array of texts", static (value, at)
        => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(at, value, "a text in quotes"));

    /// <summary>Names of the fields, as they are written.</summary>
    public IEnumerable<string> Names() => element.EnumerateObject().Select(field => field.Name).Distinct(StringComparer.Ordinal);

    /// <summary>A small whole number not below zero: a lag, an order, a number of rows.</summary>
    public int Small(string name)
    {
        var value = Count(name);
        return value <= MostPeriods ? (int)value : throw new CalcInputException(At(name), Invariant($"is {value}; write at most {MostPeriods}"));
    }

    /// <summary>A small whole number, or the default where the field is absent or null.</summary>
    public int Small(string name, int absent) => Has(name) ? Small(name) : absent;

    /// <summary>An array of numbers in [0, 1].</summary>
    public double[] Probabilities(string name) => Items(name, "an array of numbers between 0 and 1", static (value, at) =>
    {
        var p = Finite(value, at);
        return p is >= 0 and <= 1 ? p : throw new CalcInputException(at, Invariant($"is {p}; write a number between 0 and 1"));
    });

    /// <summary>An array of numbers not below zero.</summary>
    public double[] Weights(string name) => Items(name, "an array of numbers not below 0", static (value, at) =>
    {
        var weight = Finite(value, at);
        return weight >= 0 ? weight : throw new CalcInputException(at, Invariant($"is {weight}; write a number not below 0"));
    });

    /// <summary>An array of whole numbers not below zero.</summary>
    public long[] Counts(string name) => Items(name, "an array of whole numbers not below 0", Whole);

    /// <summary>An array of zeros and ones.</summary>
    public bool[] Binary(string name) => Items(name, "an array of 0 and 1", static (value, at) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Finite(value, at) switch
        {
            0 => false,
            1 => true,
            var other => throw new CalcInputException(at, Invariant($"is {other}; write 0 or 1")),
        },
    });

    /// <summary>An array of names, numbers or texts, as a number for each different one.</summary>
    public int[] Labels(string name)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return Items(name, "an array of numbers or texts", (value, at) =>
        {
            var text = value.ValueKind == JsonValueKind.String ? "\"" + value.GetString() : Finite(value, at).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            if (!seen.TryGetValue(text, out var label))
            {
                seen.Add(text, label = seen.Count);
            }

            return label;
        });
    }

    /// <summary>An array of 2×2 tables of whole numbers, each as two rows.</summary>
    public long[][][] Tables(string name) => Items(name, "an array of 2×2 tables", static (table, at) => Pair(table, at, "two rows", static (row, rowAt) => Pair(row, rowAt, "two whole numbers", Whole)));

    /// <summary>Complains about a field of this object.</summary>
    public CalcInputException Refuse(string name, string problem) => new(At(name), problem);

    private static T[] Pair<T>(JsonElement value, string at, string wanted, Func<JsonElement, string, T> read)
        => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            ? [read(value[0], at + "[0]"), read(value[1], at + "[1]")]
            : throw Wrong(at, value, "an array of " + wanted);

    private T[] Items<T>(string name, string wanted, Func<JsonElement, string, T> read, bool named = false)
    {
        var array = Required(name, wanted);
        if (array.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(At(name), array, wanted);
        }

        var items = new T[array.GetArrayLength()];
        var i = 0;
        foreach (var item in array.EnumerateArray())
        {
            try
            {
                var at = named ? Invariant($"{At(name)}[{i}]") : "";
                items[i++] = read(item, at);
            }
            catch (CalcInputException)
            {
                // Only a complaint pays for naming the position.
                read(item, Invariant($"{At(name)}[{i - 1}]"));
                throw;
            }
        }

        return items;
    }

    private JsonElement Required(string name, string wanted)
        => TryGet(name, out var value) ? value : throw new CalcInputException(At(name), "is missing; write " + wanted);

    private bool TryGet(string name, out JsonElement value)
        => element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private string At(string name) => path + "." + name;

    private static double Finite(JsonElement value, string at)
    {
        var number = Any(value, at);
        return double.IsFinite(number) ? number : throw new CalcInputException(at, "is " + Shown(value) + "; write a finite number");
    }

    private static double Any(JsonElement value, string at) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when value.ValueEquals("NaN") => double.NaN,
        JsonValueKind.String when value.ValueEquals("Infinity") => double.PositiveInfinity,
        JsonValueKind.String when value.ValueEquals("-Infinity") => double.NegativeInfinity,
        _ => throw Wrong(at, value, "a number"),
    };

    private static long Whole(JsonElement value, string at)
    {
        var number = Any(value, at);
        return number >= 0 && number <= LargestExactCount && number == Math.Floor(number)
            ? (long)number
            : throw new CalcInputException(at, "is " + Shown(value) + "; write a whole number not below 0");
    }

    private static CalcInputException Wrong(string at, JsonElement value, string wanted) => new(at, "is " + Shown(value) + "; write " + wanted);

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Short(value.GetRawText()),
    };

    private static string Short(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
