namespace KpiLab.Definitions;

/// <summary>The last reading of a folder: where no file and no setting from the environment changed since, its text is not understood again. Files are read all the same. Safe for several threads.</summary>
public sealed class RememberedReading
{
    private Known? _last;

    /// <summary>Whether a text is the last that was understood, whatever the environment.</summary>
    public bool Knows(WorkspaceText text) => _last is { } last && last.Files.SequenceEqual(text.Files);

    internal DefinitionReading Read(IReadOnlyList<(string Path, string Text)> files, Func<string, string?> environment)
    {
        if (_last is { } last && last.Files.SequenceEqual(files) && last.Environment.TrueForAll(e => environment(e.Name) == e.Value))
        {
            return last.Reading;
        }

        var asked = new List<(string Name, string? Value)>();
        var reading = DefinitionReader.Read(files, name =>
        {
            var value = environment(name);
            asked.Add((name, value));
            return value;
        });
        _last = new Known(files, asked, reading);
        return reading;
    }

    private sealed record Known(IReadOnlyList<(string Path, string Text)> Files, List<(string Name, string? Value)> Environment, DefinitionReading Reading);
}
