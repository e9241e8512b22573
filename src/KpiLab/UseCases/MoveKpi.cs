using KpiLab.Core;

namespace KpiLab;

/// <summary><c>kpi trial</c>, <c>activate</c>, <c>pause</c>, <c>retire</c>: one legal step in the life of a KPI, with its reason, into the journal.</summary>
internal static class MoveKpi
{
    private const int LongestReason = 2_000;

    public static async Task<KpiTransition> RunAsync(Session session, string id, KpiState to, string reason, string? successor, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var definitions = registry.Definitions;
        var kpi = definitions.Kpis.FirstOrDefault(k => k.Id == id) ?? throw Unknown("kpi", id, definitions);
        if (!registry.Stored.Any(s => s.Document.Kind == DefinitionKind.Kpi && s.Document.Id == id))
        {
            throw new InvalidInputException("kpi", $"{id} was never applied", "run `kpilab apply` first");
        }

        reason = reason.Trim();
        if (reason.Length is 0 or > LongestReason)
        {
            throw new InvalidInputException("--reason", reason.Length == 0 ? "the reason is empty" : Invariant($"the reason has {reason.Length} characters"), Invariant($"write why in 1 to {LongestReason} characters"));
        }

        CheckSuccessor(id, to, successor, definitions);
        using var store = await session.StoreAsync(definitions.Settings, cancellation);
        var entries = await store.JournalAsync(KpiLifeCycle.Kind, KpiLifeCycle.Subject(id), cancellation);
        var from = entries is [.., var newest] ? KpiLifeCycle.Standing(newest) : KpiStanding.Of(kpi);
        CheckStep(id, from.State, to);
        if (to == KpiState.Active)
        {
            CheckGates(kpi, definitions);
        }

        var recorded = await store.RecordAsync([KpiLifeCycle.Entry(id, from, to, reason, successor)], session.Options.Who, cancellation);
        return KpiLifeCycle.Read(recorded[0]);
    }

    private static void CheckSuccessor(string id, KpiState to, string? successor, DefinitionSet definitions)
    {
        if (successor is null)
        {
            return;
        }

        if (to != KpiState.Retired)
        {
            throw new InvalidInputException("--successor", "only a retired KPI has a successor", "leave it out");
        }

        if (successor == id)
        {
            throw new InvalidInputException("--successor", $"{id} would take its own place", "name another KPI, or leave it out");
        }

        if (!definitions.Kpis.Any(k => k.Id == successor))
        {
            throw Unknown("--successor", successor, definitions);
        }
    }

    private static void CheckStep(string id, KpiState from, KpiState to)
    {
        if (KpiLifeCycle.After(from).Contains(to))
        {
            return;
        }

        var next = KpiLifeCycle.After(from);
        throw new InvalidInputException(
            "kpi",
            from == to ? $"{id} is {KpiLifeCycle.Word(from)} already" : $"{id} is {KpiLifeCycle.Word(from)}, and cannot become {KpiLifeCycle.Word(to)}",
            from == KpiState.Retired ? "define a new KPI, so that the old series keeps its meaning"
            : from == KpiState.Candidate && to == KpiState.Active ? $"put it on trial first: `kpilab kpi trial {id}`"
            : "from here it can become " + string.Join(" or ", next.Select(KpiLifeCycle.Word)));
    }

    // Gates are off unless the workspace sets them.
    private static void CheckGates(KpiDefinition kpi, DefinitionSet definitions)
    {
        var problems = new List<Problem>();
        if (definitions.Settings.Governance.ConsensusGate && definitions.Goals.FirstOrDefault(g => g.Id == kpi.Goal)?.Consensus is null)
        {
            problems.Add(new Problem(
                null, 0, "consensus", kpi.Goal is null ? $"{kpi.Id} has no goal that anybody agreed to" : $"nobody is on record as having agreed to goal {kpi.Goal}",
                "write consensus: {who: […], on: DATE} in the goal, or set governance.consensus_gate: false in kpilab.yaml"));
        }

        if (definitions.Settings.Governance.ReadinessGate && kpi.Readiness?.State != ReadinessState.Ready)
        {
            problems.Add(new Problem(
                null, 0, "readiness", kpi.Readiness is null ? $"nobody said whether {kpi.Id} can be collected" : $"{kpi.Id} cannot be collected yet{(kpi.Readiness.Change is { } change ? ": " + change : "")}",
                "write readiness: {state: ready} in the KPI once it can, or set governance.readiness_gate: false in kpilab.yaml"));
        }

        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }
    }

    private static InvalidInputException Unknown(string field, string id, DefinitionSet definitions)
    {
        var known = definitions.Kpis.Select(k => k.Id).ToList();
        return new InvalidInputException(field, $"there is no KPI {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet" : "there are " + Suggestion.List(known)));
    }
}
