using KpiLab.Core;
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
    public static ValidationResult Run(Session session, CancellationToken cancellation)
    {
        var read = session.Read();
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

    /// <summary>The definitions of a folder in which nothing is wrong.</summary>
    public static DefinitionSet Checked(Session session, CancellationToken cancellation)
    {
        var result = Run(session, cancellation);
        return result.IsValid ? result.Definitions : throw new InvalidInputException(result.Problems);
    }
}
