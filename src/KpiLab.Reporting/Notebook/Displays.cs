namespace KpiLab.Reporting;

/// <summary>The way of a value to something shown: by its own form, else by its members, else by its name. Nothing in it ends in an exception.</summary>
internal static class Displays
{
    /// <summary>What <paramref name="write"/> makes of the value's document.</summary>
    public static string Safely(object? value, Func<Document, string> write)
        => Try(() => ValueDocument.Of(value) is { } document && !string.IsNullOrWhiteSpace(PlainText.Write(document)) ? write(document) : null)
            ?? Try(() => write(ValueDocument.ByMembers(ValueMembers.Unwrap(value)!)))
            ?? write(new Document([new Heading(1, value is null ? "nothing" : ValueMembers.Title(value.GetType())), new Paragraph("This value cannot be shown: reading it fails.")]));

    /// <summary>Null where it fails.</summary>
    public static T? Try<T>(Func<T?> make)
        where T : class
    {
        try
        {
            return make();
        }
#pragma warning disable CA1031 // an exception of a formatter breaks the cell: whatever a value does, something is shown
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
