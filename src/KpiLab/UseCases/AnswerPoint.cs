using KpiLab.Core;

namespace KpiLab;

/// <summary><c>kpi answer</c>: a person's answer to a point of the checklist that no field decides, for the journal.</summary>
internal static class AnswerPoint
{
    private const int LongestText = 2_000;

    public static async Task<PointAnswer> RunAsync(Session session, string id, string point, bool yes, string because, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var definitions = registry.Definitions;
        if (definitions.Kpi(id) is null)
        {
            List<string> known = [.. definitions.Kpis.Select(k => k.Id)];
            throw new InvalidInputException("kpi", $"there is no KPI {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet" : "there are " + Suggestion.List(known)));
        }

        List<string> points = [.. PointAnswers.Askable.Keys];
        if (!points.Contains(point))
        {
            throw new InvalidInputException("point", $"{point} is no point that people answer", Suggestion.DidYouMean(point, points, "those are " + Suggestion.List(points) + "; the others are decided by the definition"));
        }

        because = because.Trim();
        if (because.Length is 0 or > LongestText)
        {
            throw new InvalidInputException("--reason", because.Length == 0 ? "the reason is empty" : "the reason is too long", Invariant($"write why in 1 to {LongestText} characters"));
        }

        using var store = await session.StoreAsync(definitions.Settings, cancellation);
        var entry = (await store.RecordAsync([PointAnswers.Entry(id, point, yes, because, About(definitions, id, point))], session.Options.Who, cancellation))[0];
        return new PointAnswer(yes, because, entry.Actor, DateOnly.FromDateTime(entry.At.UtcDateTime));
    }

    /// <summary>The answers that still hold, by KPI and point.</summary>
    public static async Task<Dictionary<string, Dictionary<string, PointAnswer>>> ReadAsync(IStore store, DefinitionSet definitions, DateOnly today, DateTimeOffset? until, CancellationToken cancellation)
    {
        var answers = new Dictionary<string, Dictionary<string, PointAnswer>>(StringComparer.Ordinal);
        foreach (var entry in await store.NewestAsync(PointAnswers.Kind, cancellation))
        {
            var (kpi, point) = ((string)entry.Content["kpi"]!, (string)entry.Content["point"]!);
            if ((until is null || entry.At <= until) && definitions.Kpi(kpi) is not null
                && PointAnswers.Holding(entry, About(definitions, kpi, point), today, definitions.Settings.Governance.AnswerDays) is { } holds)
            {
                answers.TryAdd(kpi, new Dictionary<string, PointAnswer>(StringComparer.Ordinal));
                answers[kpi][point] = holds;
            }
        }

        return answers;
    }

    private static string About(DefinitionSet definitions, string kpi, string point)
    {
        var content = definitions.Document(DefinitionKind.Kpi, kpi)?.Content;
        var measure = content?["measure"] ?? (definitions.Kpi(kpi)!.Metric is { } metric ? definitions.Document(DefinitionKind.Metric, metric)?.Content["measure"] : null);
        return PointAnswers.About(point, content, measure);
    }
}
