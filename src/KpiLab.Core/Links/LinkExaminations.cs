using System.Collections.Concurrent;

namespace KpiLab.Core;

/// <summary>Examinations already made, by what was looked at: whoever asks for the same link, values and thresholds again, a check and then a review, gets the same evidence without the work. Kept in memory only, and safe for several threads.</summary>
public sealed class LinkExaminations
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, Examined> _made = new(StringComparer.Ordinal);

    internal Examined Get(string inputHash, Func<Examined> make)
    {
        if (_made.Count > Most)
        {
            _made.Clear();
        }

        return _made.GetOrAdd(inputHash, _ => make());
    }
}
