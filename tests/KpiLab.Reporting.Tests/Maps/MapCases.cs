using KpiLab.Core;

namespace KpiLab.Testing;

/// <summary>A small map that can be worked out by hand, and maps of any shape.</summary>
internal static class MapCases
{
    public static readonly DateTimeOffset Now = new(2026, 7, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly string[] Words = ["rate", "of", "customers", "who", "come", "back", "within", "a", "quarter", "and", "hyphen-ated", "under_score"];

    /// <summary>Two goals, four KPIs, a metric; activation leads an outcome of its own goal and one of another.</summary>
    public static KpiMap Small { get; } = new(
        Now,
        [Goal("grow", "Grow", null) with { Outcome = OutcomeCategory.Revenue }, new GoalDefinition("retain", "Retain", GoalLevel.Team, "grow", null, null)],
        [
            new MapKpi("activation", "Activation", "grow", Tier.Primary, KpiState.Active), new MapKpi("revenue", "Revenue", "grow", Tier.Primary, KpiState.Active),
            new MapKpi("churn", "Churn", "retain", Tier.Primary, KpiState.Active), new MapKpi("nps", "Promoters", "retain", Tier.Secondary, KpiState.Trial), new MapKpi("visits", "Visits", null, null, null),
        ],
        [
            new MapLink(Link("a_churn", "activation", "churn"), new RecordedVerdict(LinkWord.Revalidate, "Open.", true, CausalWord.NotShown, null, Day(2026, 5, 1), null) { IsStale = true }),
            new MapLink(Link("a_revenue", "activation", "revenue"), new RecordedVerdict(LinkWord.Keep, "It leads.", true, CausalWord.Supported, new LinkStrength(3, 0.314, 0.1, 0.02, 5, 1.6, false), Day(2026, 6, 28), new DateOnly(2026, 12, 28))),
            new MapLink(Link("n_churn", "nps", "churn"), null),
            new MapLink(Link("v_activation", "visits", "activation"), new RecordedVerdict(LinkWord.InsufficientEvidence, "Too few.", false, CausalWord.Unknown, null, Day(2026, 6, 28), null)),
        ]);

    public static GoalDefinition Goal(string id, string name, string? parent) => new(id, name, GoalLevel.Enterprise, parent, null, null);

    public static LinkDefinition Link(string id, string from, string to) => new(id, from, to, ExpectedSign.Positive, new LagRange(Lag.Weeks(2), Lag.Weeks(10)), null, 0.3, []);

    /// <summary>Any map: circles of goals and of links, links to oneself, twins, orphans, long names.</summary>
    public static KpiMap Any(int seed)
    {
        var random = new Random(seed);
        var goals = Enumerable.Range(0, random.Next(0, 6)).Select(i => Goal($"g{i}", Name(random, $"g{i}"), random.Next(3) == 0 ? null : $"g{random.Next(0, 7)}")).ToList();
        var kpis = Enumerable.Range(0, random.Next(0, 26)).Select(i => new MapKpi(
            $"k{i}", Name(random, $"k{i}"), goals.Count == 0 || random.Next(5) == 0 ? null : goals[random.Next(goals.Count)].Id, random.Next(4) == 0 ? null : (Tier)random.Next(4), random.Next(6) == 0 ? null : (KpiState)random.Next(5))).ToList();
        var backwards = random.Next(2) == 0;
        var links = kpis.Count == 0 ? [] : Enumerable.Range(0, random.Next(0, 21)).Select(i =>
        {
            var (a, b) = (random.Next(kpis.Count), random.Next(kpis.Count));

            // Half of the maps have no circle, so that both layouts are drawn.
            (a, b) = backwards ? (a, b) : (Math.Max(a, b), Math.Min(a, b) == Math.Max(a, b) ? Math.Max(0, a - 1) : Math.Min(a, b));
            return new MapLink(Link($"l{i}", $"k{a}", $"k{b}"), random.Next(4) == 0 ? null : new RecordedVerdict(
                (LinkWord)random.Next(4), "Why.", random.Next(2) == 0, (CausalWord)random.Next(4), random.Next(2) == 0 ? null : new LinkStrength(1, random.NextDouble() - 0.5, 0.1, 1, 1, 1, false), Day(2026, 6, 1), null)
            {
                IsStale = random.Next(2) == 0,
            });
        }).ToList();
        return new KpiMap(Now, goals, kpis, links);
    }

    private static string Name(Random random, string first) => string.Join(' ', Enumerable.Range(0, random.Next(0, 9)).Select(_ => Words[random.Next(Words.Length)]).Prepend(first));

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
