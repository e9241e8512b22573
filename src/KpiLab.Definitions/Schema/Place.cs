namespace KpiLab.Definitions;

/// <summary>What reading one file brings to light.</summary>
internal sealed class FileReading(string? file)
{
    private const int MostProblems = 500;

    private readonly List<Problem> _problems = [];

    public string? File => file;

    /// <summary>How many problems there are, listed or not.</summary>
    public int Count { get; private set; }

    /// <summary>True when no further problem is listed.</summary>
    public bool IsFull => Count > MostProblems;

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Ids that definitions name, to be looked up once everything is read.</summary>
    public List<Reference> References { get; } = [];

    public void Add(Problem problem)
    {
        Count++;
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem);
        }
        else if (_problems.Count == MostProblems)
        {
            _problems.Add(new Problem(file, problem.Line, "", "there are more problems than are listed", "mend these first"));
        }
    }
}

/// <summary>An id that a definition names.</summary>
internal sealed record Reference(ReferenceTarget Target, string Id, Place Place, int Line);

/// <summary>What an id may name.</summary>
internal enum ReferenceTarget
{
    Source,
    Goal,
    Metric,
    MetricOrKpi,
    Connection,
}

/// <summary>A field's place in a file.</summary>
internal readonly record struct Place(FileReading Reading, string Path)
{
    public Place Field(string name) => this with { Path = Path.Length == 0 ? name : $"{Path}.{name}" };

    /// <summary>An item of a list, counted from 1.</summary>
    public Place Item(int index) => this with { Path = Invariant($"{Path}[{index + 1}]") };

    public void Problem(int line, string message, string remedy) => Reading.Add(new Problem(Reading.File, line, Path, message, remedy));

    public void Refer(ReferenceTarget target, string id, int line) => Reading.References.Add(new Reference(target, id, this, line));
}
