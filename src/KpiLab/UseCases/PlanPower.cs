using KpiLab.Core;
using KpiLab.Data;

namespace KpiLab;

/// <summary><c>experiment power</c>: definition from the store or a file → its data, unless the question has figures of its own → power of the plan. Stores nothing, and is no look.</summary>
internal static class PlanPower
{
    public static async Task<PowerAnswer> RunAsync(
        Session session, string idOrFile, PowerQuestion question, string? dataGlob, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var found = await AnalyzeExperiment.FindAsync(session, idOrFile, cancellation);
        var definitions = dataGlob is null ? found.Definitions : AnalyzeExperiment.Redirected(found, dataGlob);
        var resolved = ResolvedExperiment.Resolve(found.Experiment, definitions, session.Options.AsOf);
        var problems = question.Check(resolved.Primary.Metric, found.Experiment.Hypothesis, found.Experiment.Plan).ToList();
        ExperimentCells? cells = null;
        if (!question.HasBaseline)
        {
            // Neither days nor segments are needed.
            var needs = resolved.Needs with
            {
                Days = null,
                Segments = [],
                Units = ExperimentPlanner.UnitsToDraw(resolved, question),
            };
            try
            {
                cells = await session.Data(dataGlob).MeasureAsync(needs, session.Options.Read(), progress, cancellation);
            }
            catch (InvalidInputException unreadable)
            {
                problems.AddRange(unreadable.Problems);
                problems.Add(ExperimentPlanner.NoBaseline("the data cannot be read"));
            }
        }

        return problems.Count > 0
            ? throw new InvalidInputException(problems)
            : ExperimentPlanner.Answer(resolved, cells, question, session.Options.Seed);
    }
}
