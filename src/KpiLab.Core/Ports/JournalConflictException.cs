namespace KpiLab.Core;

/// <summary>Somebody wrote about the same subject in the meantime; nothing was stored.</summary>
public sealed class JournalConflictException : Exception
{
    /// <summary>An entry was to follow one revision and would have followed another.</summary>
    public JournalConflictException(string kind, string subject, string expectedRevision, string foundRevision)
        : base($"the newest {kind} of {subject} is {Word(foundRevision)}, and {Word(expectedRevision)} was expected: somebody else wrote in the meantime, and nothing was stored; read it again and repeat the command")
    {
        Kind = kind;
        Subject = subject;
        ExpectedRevision = expectedRevision;
        FoundRevision = foundRevision;
    }

    /// <summary>Kind of the entry.</summary>
    public string Kind { get; }

    /// <summary>What it is about.</summary>
    public string Subject { get; }

    /// <summary>The revision the writer knew; empty: none.</summary>
    public string ExpectedRevision { get; }

    /// <summary>The revision that is there; empty: none.</summary>
    public string FoundRevision { get; }

    private static string Word(string revision) => revision.Length == 0 ? "none" : $"revision {revision}";
}
