using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>A predefined KPI that is a definition of the workspace now; complete it, then validate and apply.</summary>
/// <param name="Id">The KPI.</param>
/// <param name="File">The file written, relative to the workspace.</param>
[TypeFormatterSource]
public sealed record AdoptedKpi(string Id, string File) : IShowable;

/// <summary><c>catalogue adopt</c>: writes a predefined KPI as a definition of the workspace.</summary>
internal static class AdoptKpi
{
    public static AdoptedKpi Run(Session session, string id, Adoption adoption, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var entry = PredefinedKpis.Find(id) ?? throw new InvalidInputException(
            "catalogue", $"there is no predefined KPI {id}", Suggestion.DidYouMean(id, [.. PredefinedKpis.All.Select(e => e.Id)], "list them with `kpilab catalogue`"));
        var definitions = session.Read().OrThrow().Documents;
        var defined = definitions.Where(d => d.Kind is DefinitionKind.Kpi or DefinitionKind.Metric).Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        if (defined.Contains(entry.Id))
        {
            var there = definitions.First(d => d.Id == entry.Id);
            throw new InvalidInputException("catalogue", Invariant($"{entry.Id} is defined already, in {there.File} line {there.Line}"), "change it there");
        }

        RequireDefined(definitions, DefinitionKind.Source, adoption.Source);
        RequireDefined(definitions, DefinitionKind.Goal, adoption.Goal);
        var file = Path.Combine("kpis", entry.Id + ".yaml");
        var full = Path.Combine(session.Folder, file);
        if (File.Exists(full))
        {
            throw new InvalidInputException("catalogue", $"the file {file} is there already and does not define {entry.Id}", "rename it, or add the KPI to it by hand");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, KpiTemplate.Write(entry, adoption, defined));
        return new AdoptedKpi(entry.Id, file.Replace('\\', '/'));
    }

    private static void RequireDefined(IReadOnlyList<DefinitionDocument> definitions, DefinitionKind kind, string? id)
    {
        var known = definitions.Where(d => d.Kind == kind).Select(d => d.Id).ToList();
        if (id is not null && !known.Contains(id))
        {
            var word = kind.ToString().ToLowerInvariant();
            throw new InvalidInputException(word, $"there is no {word} {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet" : "there are " + Suggestion.List(known)));
        }
    }
}
