using KpiLab.Definitions;

namespace KpiLab;

/// <summary><c>plan</c>: what <c>apply</c> would change in the store.</summary>
internal static class PlanChanges
{
    public static async Task<DefinitionPlan> RunAsync(Session session, CancellationToken cancellation)
    {
        var definitions = Validate.Checked(session, cancellation);
        using var store = await session.ExistingStoreAsync(definitions.Settings, cancellation);
        var stored = store is null ? [] : await store.DefinitionsAsync(cancellation: cancellation);
        var plan = DefinitionPlan.Compare([.. stored.Select(s => s.Document)], definitions.Documents);
        var noted = store is null ? [] : await store.JournalAsync(AnnotateKpi.NewDefinitionKind, cancellation: cancellation);
        var after = definitions with { NotedChanges = AnnotateKpi.Hashes(noted, session.Options.AsOf) };
        return plan with { Effects = await PlanEffects.OfAsync(plan, after, store, cancellation) };
    }
}
