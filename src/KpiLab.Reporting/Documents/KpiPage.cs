using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A KPI on a page: definition, where it stands, target, timeline.</summary>
public static class KpiPage
{
    /// <summary>For readers.</summary>
    /// <param name="document">The definition.</param>
    /// <param name="timeline">Where it stands and what happened; null for a metric.</param>
    /// <param name="target">Whether its target is realistic.</param>
    public static Document ToDocument(this DefinitionDocument document, KpiTimeline? timeline, Estimable<TargetRealism> target)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new Document(
        [
            new Heading(1, $"{Spelling.Snake(document.Kind)} {document.Id}"),
            .. timeline is null ? (Block[])[] : [new Paragraph(timeline.Standing.Sentence())],
            new Facts(document.ToFacts()),
            .. target.IsDefined ? (Block[])[new Heading(2, "Is the target realistic?"), new Paragraph(target.Value.Sentence)] : [],
            .. timeline is { Events.Count: > 0 } ? (Block[])[new Heading(2, "Timeline"), new Grid(timeline.ToTable())] : [],
        ]);
    }

    /// <summary>For programs.</summary>
    public static string ToJson(this DefinitionDocument document, KpiTimeline? timeline, Estimable<TargetRealism> target)
    {
        var json = document.ToJsonObject();
        if (target.IsDefined)
        {
            json["targetRealism"] = LinkJson.Of(target.Value);
        }

        if (timeline is not null)
        {
            foreach (var (name, value) in timeline.ToJsonObject())
            {
                json[name] = value?.DeepClone();
            }
        }

        return JsonText.Of(json);
    }
}
