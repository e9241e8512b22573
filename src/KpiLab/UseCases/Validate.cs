using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What validation found.</summary>
/// <param name="Definitions">What could be read.</param>
/// <param name="Problems">What is wrong, all at once.</param>
/// <param name="Warnings">What is allowed but probably not meant.</param>
[TypeFormatterSource]
public sealed record ValidationResult(DefinitionSet Definitions, IReadOnlyList<Problem> Problems, IReadOnlyList<Problem> Warnings) : IShowable
{
    /// <summary>Nothing is wrong.</summary>
    public bool IsValid => Problems.Count == 0;
}

/// <summary><c>validate</c>: reads every definition and checks that each experiment can be resolved.</summary>
internal static class Validate
{
    public static ValidationResult Run(Session session, CancellationToken cancellation) => Of(session.Read(), cancellation);

    /// <summary>The definitions of a folder in which nothing is wrong.</summary>
    public static DefinitionSet Checked(Session session, CancellationToken cancellation) => CheckedText(session, cancellation).Definitions;

    /// <summary>The same with the hash of the text that says them, where there is one.</summary>
    public static (DefinitionSet Definitions, string? TextHash) CheckedText(Session session, CancellationToken cancellation)
    {
        var read = session.Read();
        var result = Of(read, cancellation);
        return result.IsValid ? (result.Definitions, read.TextHash) : throw new InvalidInputException(result.Problems);
    }

    private static ValidationResult Of(DefinitionReading read, CancellationToken cancellation)
    {
        var problems = read.Problems.ToList();
        if (problems.Count == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var experiment in read.Set.Experiments)
            {
                try
                {
                    ResolvedExperiment.Resolve(experiment, read.Set);
                }
                catch (InvalidInputException e)
                {
                    problems.AddRange(e.Problems);
                }
            }
        }

        return new ValidationResult(read.Set, problems, read.Warnings);
    }
}
