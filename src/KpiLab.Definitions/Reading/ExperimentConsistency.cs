using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>Whether an experiment can be analysed as it is defined.</summary>
internal sealed class ExperimentConsistency(Draft experiment, DraftIndex index, List<Problem> warnings)
{
    private readonly JsonObject _content = experiment.Content;
    private readonly JsonObject? _exposures = experiment.Content.Map("exposures");

    private Draft? Exposures { get; } = index.Find(DefinitionKind.Source, experiment.Content.Map("exposures")?.Text("source"));

    public void Check()
    {
        Columns();
        Hypothesis();
        Uses("secondary", null, experiment.Place.Field("secondary"));
        Uses("guardrails", "kpi", experiment.Place.Field("guardrails"));
        Covariates();
        Structure();
        Warnings();
    }

    private static int LineOf(Node? node, int otherwise) => node?.Line ?? otherwise;

    private void Columns()
    {
        if (Exposures is not { IsSound: true } source)
        {
            return;
        }

        foreach (var field in (string[])["variant", "exposed_at", "cluster"])
        {
            if (_exposures?.Text(field) is { } column)
            {
                Consistency.Column(source, column, experiment.Place.Field("exposures").Field(field), LineOf(experiment.At("exposures", field), experiment.Written.Line));
            }
        }

        var segments = experiment.At("plan", "segments");
        foreach (var (column, i) in (_content.Map("plan")?.Texts("segments") ?? []).Select((c, i) => (c, i)))
        {
            Consistency.Column(source, column, experiment.Place.Field("plan").Field("segments").Item(i), Item(segments, i)?.Line ?? experiment.Written.Line);
        }

        var plan = _content.Map("plan");
        foreach (var (column, path) in (plan?.Texts("strata") ?? []).Select(c => (c, (string[])["plan", "strata"]))
            .Append((plan?.Map("period")?.Text("column") ?? "", ["plan", "period", "column"]))
            .Append((plan?.Map("switchback")?.Text("region") ?? "", ["plan", "switchback", "region"])).Where(c => c.Item1.Length > 0))
        {
            Consistency.Column(source, column, path.Aggregate(experiment.Place, (at, field) => at.Field(field)), LineOf(experiment.At(path), experiment.Written.Line));
        }

        foreach (var (kpi, column) in _content.Map("bind") ?? [])
        {
            Consistency.Column(source, column!.GetValue<string>(), experiment.Place.Field("bind").Field(kpi), LineOf(experiment.At("bind", kpi), experiment.Written.Line));
        }
    }

    private void Hypothesis()
    {
        if (_content.Map("hypothesis") is not { } hypothesis || hypothesis.Text("kpi") is not { } id)
        {
            return;
        }

        var place = experiment.Place.Field("hypothesis");
        var line = LineOf(experiment.At("hypothesis", "kpi"), experiment.Written.Line);
        if (Measured(id, place.Field("kpi"), line) is not { } draft)
        {
            return;
        }

        if (draft.Kind == DefinitionKind.Metric)
        {
            Warn(place.Field("kpi"), line, $"{id} is a metric, and a hypothesis is about a kpi", "make it a kpi with goal, owner and target, or go on without them");
        }

        var written = (experiment.At("hypothesis", "minimum_effect") as ScalarNode)?.Text.Trim() ?? "";
        if (written.EndsWith("pp", StringComparison.OrdinalIgnoreCase) && draft.Content.Text("unit") is { } unit and not "fraction")
        {
            place.Field("minimum_effect").Problem(
                LineOf(experiment.At("hypothesis", "minimum_effect"), line), $"{written} are percentage points, and {id} is a {unit}, not a fraction", $"write {written[..^2].TrimEnd()}% of the control mean, or a number in its unit with absolute: true");
        }

        if (draft.Content.Text("direction") is { } better && hypothesis.Text("direction") is { } expected && better != expected)
        {
            Warn(
                place.Field("direction"), LineOf(experiment.At("hypothesis", "direction"), line), $"{expected} is expected, and {better} is what is better for {id}", "check which way is meant; better and worse go by the hypothesis");
        }
    }

    private void Uses(string field, string? name, Place place)
    {
        var list = experiment.At(field);
        foreach (var (item, i) in (_content[field] as JsonArray ?? []).Select((item, i) => (item!, i)))
        {
            if ((name is null ? item.GetValue<string>() : ((JsonObject)item).Text(name)) is not { } id)
            {
                continue;
            }

            var node = Item(list, i);
            var line = (node as MapNode)?.LineOf(name ?? "") ?? node?.Line ?? experiment.Written.Line;
            var at = name is null ? place.Item(i) : place.Item(i).Field(name);
            Measured(id, at, line);
            if (field == "guardrails" && node is MapNode guardrail && guardrail["margin"] is null)
            {
                Warn(place.Item(i).Field("margin"), line, $"{id} is guarded without a margin, so it must be shown not to be worse at all", "write by how much it may be worse, such as margin: 3%");
            }
        }
    }

    private void Covariates()
    {
        var list = experiment.At("plan", "covariates");
        var place = experiment.Place.Field("plan").Field("covariates");
        foreach (var (covariate, i) in (_content.Map("plan")?.Maps("covariates") ?? []).Select((c, i) => (c, i)))
        {
            var node = Item(list, i) as MapNode;
            if (covariate.Text("kpi") is not { } id || (covariate["window"] is null && node?["window"] is not null))
            {
                continue;
            }

            var line = node?.LineOf("kpi") ?? experiment.Written.Line;
            if (covariate.ContainsKey("window") && Exposures is { } own && (IsBound(id) || SourceOf(id) == own.Id))
            {
                place.Item(i).Field("window").Problem(
                    node?.LineOf("window") ?? line,
                    $"the window of covariate {id} has no effect: it is a column of {own.Id}, the source of the exposures, whose rows are units and not events",
                    "remove the window; or measure it over a source of events, with the time of each");
                continue;
            }

            if (Measured(id, place.Item(i).Field("kpi"), line, covariate.ContainsKey("window")) is not { } draft || IsBound(id) || index.MeasureOf(draft) is not { } found)
            {
                continue;
            }

            if (found.Measure.Word<MeasureType>("type") == MeasureType.Quantile)
            {
                place.Item(i).Field("kpi").Problem(line, $"covariate {id} is a quantile, and a covariate is one number a unit", "name a mean, proportion, ratio or count");
                continue;
            }

            var source = index.Find(DefinitionKind.Source, found.Measure.Text("source"));
            var isElsewhere = source is not null && source.Id != Exposures?.Id;
            var window = covariate.Window("window") ?? found.Measure.Window("window");
            if (isElsewhere && source!.Content.Text("time") is not null && (window is null || window.Value.To > TimeSpan.Zero))
            {
                place.Item(i).Field("window").Problem(
                    node?.LineOf("window") ?? line, $"covariate {id} is measured over events without a window before exposure", "write the window, such as window: -14d..0d");
            }
        }
    }

    private void Structure()
    {
        if (!experiment.IsSound || Exposures is null)
        {
            return;
        }

        var plan = Domain.Plan(_content.Map("plan") ?? []);
        var measure = _content.Map("hypothesis")?.Text("kpi") is { } id && !IsBound(id) && index.MetricOrKpi(id) is { IsSound: true } draft && index.MeasureOf(draft) is { } found ? found.Measure : null;
        var type = measure?.Word<MeasureType>("type");
        JsonObject? MeasureOf(string kpi) => index.MetricOrKpi(kpi) is { IsSound: true } of && index.MeasureOf(of) is { } with ? with.Measure : null;
        foreach (var (field, message, remedy) in MethodRules.Of(
            plan, _content.Map("hypothesis")?.Text("kpi") ?? "", _content.Texts("secondary"), _content.Map("hypothesis")?.Effect("minimum_effect"), kpi => MeasureOf(kpi)?.Word<MeasureType>("type"),
            _exposures?["cluster"] is not null || measure?["cluster"] is not null || plan.Switchback is not null, [.. _content.Maps("guardrails").Select(g => g.Text("kpi")!)], kpi => MeasureOf(kpi)?["cap"] is not null).Concat(StructureRules.Of(
            plan, _exposures?["cluster"] is not null || measure?["cluster"] is not null, _exposures?["exposed_at"] is not null, Exposures.Content["unit"] is not null,
            type is MeasureType.Ratio or MeasureType.Quantile ? type : null, experiment.At("variants") is ListNode { Items: var variants } ? variants.Count : 0)))
        {
            var path = field.Split('.');
            experiment.Place.Field(path[0]).Problem(LineOf(experiment.At(path) ?? experiment.At(path[0]), experiment.Written.Line), $"{string.Join('.', path[1..])} {message}", remedy);
        }
    }

    // Where a KPI's values come from; null where that is not known.
    private string? SourceOf(string id)
        => index.MetricOrKpi(id) is { IsSound: true } draft && index.MeasureOf(draft) is { } found ? found.Measure.Text("source") ?? Exposures?.Id : null;

    /// <summary>The definition of a KPI that is used; null and a problem where it cannot be compared or found in the data.</summary>
    private Draft? Measured(string id, Place place, int line, bool windowed = false)
    {
        if (index.MetricOrKpi(id) is not { IsSound: true } draft)
        {
            return null;
        }

        if (index.MeasureOf(draft) is not { } found)
        {
            if (draft.Content.Text("metric") is null)
            {
                var column = _content.Map("bind")?.Text(id);
                var type = draft.Content.Text("unit") == "fraction" ? "proportion" : "mean";
                place.Problem(line, $"{id} has no measure", $"write in {draft.Where} measure: {{type: {type}, value: {column ?? "…"}}}");
            }

            return null;
        }

        var measure = found.Measure;
        var kind = measure.Word<MeasureType>("type")!.Value;
        if (!BuiltDesigns.Measures.Contains(kind) && !(kind == MeasureType.Imported && IsBound(id)))
        {
            place.Problem(
                line,
                $"{id} is a measure of type {measure.Text("type")}, which experiments cannot compare yet",
                (kind == MeasureType.Imported ? "bind it to a column of the exposures source, or " : "") + $"name a KPI of type {string.Join(", ", BuiltDesigns.Measures.Select(Notation.Spelling))}");
            return null;
        }

        if (IsBound(id))
        {
            if (kind == MeasureType.Ratio)
            {
                experiment.Place.Field("bind").Field(id).Problem(
                    LineOf(experiment.At("bind", id), line), $"{id} is a ratio, and one column cannot be both of its parts", "leave the binding out; numerator and denominator of its measure are formulas");
            }

            return draft;
        }

        if (measure.ContainsKey("window") && Exposures is { } own && (measure.Text("source") ?? own.Id) == own.Id)
        {
            place.Problem(
                line,
                $"{id} has a window, and is measured in {own.Id}, the source of the exposures, whose rows are units and not events",
                $"remove the window in {found.Owner.Where}, or put the events in a source of their own");
        }

        if (index.Find(DefinitionKind.Source, measure.Text("source")) is { IsSound: true } source && Exposures is { IsSound: true } exposures && source.Id != exposures.Id)
        {
            Joined(id, source, exposures, windowed || measure.ContainsKey("window"), place, line);
        }

        return draft;
    }

    private void Joined(string id, Draft source, Draft exposures, bool windowed, Place place, int line)
    {
        foreach (var side in (Draft[])[source, exposures])
        {
            if (side.Content.Text("unit") is null)
            {
                place.Problem(line, $"{id} is measured in source {source.Id}, and source {side.Id} has no unit to join on", $"write unit: in {side.Where}, the column with the key of the unit of analysis");
            }
        }

        if (windowed && source.Content.Text("time") is null)
        {
            place.Problem(line, $"{id} has a window, and source {source.Id} has no time", $"write time: in {source.Where}, the column with the event's time, or leave the window out");
        }

        if (windowed && _exposures?["exposed_at"] is null && experiment.At("exposures", "exposed_at") is null)
        {
            place.Problem(line, $"{id} has a window around exposure, and the exposures have no exposed_at", "write exposed_at: in exposures, the column with the moment of exposure");
        }
    }

    private void Warnings()
    {
        if (experiment.At("variants") is ListNode { Items: var variants } && variants.All(v => v is MapNode map && map["weight"] is null))
        {
            Warn(
                experiment.Place.Field("variants"),
                LineOf(experiment.At("variants"), experiment.Written.Line),
                "the variants have no weights, so the sample ratio is not tested",
                "write the planned share of each, such as weight: 0.5");
        }
    }

    private bool IsBound(string id) => _content.Map("bind")?.ContainsKey(id) ?? false;

    private static Node? Item(Node? list, int index) => list is ListNode { Items: var items } && index < items.Count ? items[index] : null;

    private void Warn(Place place, int line, string message, string remedy)
        => warnings.Add(new Problem(place.Reading.File, line, place.Path, message, remedy));
}
