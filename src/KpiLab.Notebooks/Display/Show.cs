namespace KpiLab.Notebooks;

/// <summary>Something shown; it can be shown anew in its place.</summary>
public sealed class DisplayedValue
{
    private readonly int _id;
    private readonly IReadOnlyList<string> _types;

    internal DisplayedValue(int id, IReadOnlyList<string> types)
    {
        _id = id;
        _types = types;
    }

    /// <summary>Shows another value in the same place.</summary>
    public void Update(object? value) => Show.Again(_id, value, _types);
}

/// <summary>The way of values into the cell that runs.</summary>
internal static class Show
{
    /// <summary>Takes representations, whether they are a trailing value, and which display they replace; gives the display's number.</summary>
    public static Func<IReadOnlyList<MimeText>, bool, int?, int> Sink { get; set; } = (_, _, _) => 0;

    public static DisplayedValue Value(object? value, IReadOnlyList<string> types, bool isResult = false)
    {
        if (value is DisplayedValue shown)
        {
            return shown; // display(x) without a semicolon shows x once
        }

        return new DisplayedValue(Sink(DisplayRules.Format(value, types), isResult, null), types);
    }

    public static DisplayedValue Text(string text, string type) => new(Sink([new MimeText(type, text)], false, null), [type]);

    public static void Again(int id, object? value, IReadOnlyList<string> types) => Sink(DisplayRules.Format(value, types), false, id);
}
