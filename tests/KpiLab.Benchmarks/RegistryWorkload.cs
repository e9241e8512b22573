using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;
using KpiLab.Store;

namespace KpiLab.Benchmarks;

/// <summary>
/// The registry of a large company after five years: KPIs of ten goals, one link for every ten KPIs, weekly values, and a hundred rows of audit trail for each KPI. The records are those that
/// the product writes (checks, forecasts, deviations, reviews of the last month), written again for the months before it.
/// </summary>
internal static class RegistryWorkload
{
    private const int Years = 5;
    private const int Weeks = 52 * Years;
    private const int KpisOfTeam = 50;
    private const int RowsOfKpi = 100;
    private static Lab? _lab;
    private static readonly DateTimeOffset Today = TimeProvider.System.GetUtcNow();
    private static readonly DateOnly FirstWeek = Monday(DateOnly.FromDateTime(Today.UtcDateTime)).AddDays(-7 * Weeks);

    /// <summary>The month that is reviewed: the last that is over.</summary>
    public static Month Reviewed { get; } = Month.Of(DateOnly.FromDateTime(Today.UtcDateTime)).Previous;

    /// <summary>Writes the workspace with its store.</summary>
    public static async Task WriteAsync(string folder, int kpis)
    {
        Definitions(folder, kpis);
        var clock = new Clock { Now = new DateTimeOffset(FirstWeek.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(-7) };
        await (await Lab.OpenAsync(folder, new LabOptions(clock, "apply@example.org"))).ApplyAsync();

        // What the product itself writes today, in a copy of the store.
        var scratch = folder + "-scratch";
        Copy(folder, scratch);
        var lab = await Lab.OpenAsync(scratch, new LabOptions(new Clock { Now = Today }, "ann@example.org"));
        await lab.CheckLinksAsync();
        await lab.ReviewAsync(Reviewed);
        using var copy = await SqliteStore.OpenAsync(Path.Combine(scratch, ".kpilab", "store.db"), StoreOptions.Default);
        var checks = await copy.JournalAsync("link-check");
        var ledger = (await copy.JournalAsync("forecast")).Concat(await copy.JournalAsync("forecast-score")).ToList();
        var deviations = await copy.JournalAsync("deviation");
        var review = (await copy.JournalAsync("review"))[0];

        using var store = await SqliteStore.OpenAsync(Path.Combine(folder, ".kpilab", "store.db"), new StoreOptions(clock));
        var left = (RowsOfKpi * kpis) - (await store.VerifyAuditAsync()).Head.Sequence;
        var notes = 0;
        for (var back = (12 * Years) - 1; back >= 0; back--)
        {
            var month = Month.Of(Reviewed.FirstDay.AddMonths(-back));
            clock.Now = new DateTimeOffset(month.Next.FirstDay.ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero);
            List<NewJournalEntry> entries =
            [
                .. checks.Select(c => new NewJournalEntry("link-check", c.Subject, At(c.Content, clock.Now))),
                .. ledger.Select(l => new NewJournalEntry(l.Kind, l.Subject, Earlier(l.Content, 28 * back))),
            ];
            foreach (var d in deviations.Where(d => month.Holds(Day(d.Content["end"]!))))
            {
                var content = (JsonObject)d.Content.DeepClone();
                content["due"] = clock.Now.AddDays(2).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                entries.Add(new NewJournalEntry("deviation", d.Subject, content));
                entries.Add(DeviationKeeper.Act(d.Subject["deviation/".Length..], DateOnly.FromDateTime(clock.Now.UtcDateTime), "bo@example.org", "Looked at the sources, and found one feed late."));
                entries.Add(DeviationKeeper.Close(d.Subject["deviation/".Length..], "Back to normal since."));
            }

            if (back > 0)
            {
                entries.Add(new NewJournalEntry("review", $"review/{month}", (JsonObject)review.Content.DeepClone()));
            }

            // The rest of the month's share of rows: remarks.
            var share = left / (12 * Years);
            for (var i = 0; entries.Count < share; i++)
            {
                entries.Add(new NewJournalEntry("note", $"kpi/{Id(notes++ % kpis)}", new JsonObject { ["at"] = Text(month.FirstDay.AddDays(i % 28)), ["text"] = "A campaign ran in two of the regions; the values of this week are not those of an ordinary one." }));
            }

            await store.RecordAsync(entries, "ann@example.org");
        }

        Directory.Delete(scratch, recursive: true);
    }

    /// <summary>Reads what <c>kpi list</c> cannot do without, by the store alone: every definition, checked against its hash.</summary>
    public static int ReadBare(string folder)
    {
        using var store = SqliteStore.OpenAsync(Path.Combine(folder, ".kpilab", "store.db"), StoreOptions.Default).GetAwaiter().GetResult();
        return store.DefinitionsAsync().GetAwaiter().GetResult().Count;
    }

    /// <summary>The KPIs as <c>kpi list</c> prints them, by one lab of this process.</summary>
    public static int List(string folder)
    {
        var lab = _lab ??= Lab.OpenAsync(folder).GetAwaiter().GetResult();
        var registry = lab.RegistryAsync().GetAwaiter().GetResult();
        return registry.Definitions.Kpis.ToTable(lab.StatesAsync(registry).GetAwaiter().GetResult()).ToJsonArray().ToJsonString().Length;
    }

    private static void Definitions(string folder, int kpis)
    {
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        File.WriteAllText(Path.Combine(folder, "kpilab.yaml"), "store: .kpilab/store.db\n");
        var goals = new StringBuilder("kind: goal\nid: grow\nname: Grow profitable revenue\nlevel: enterprise\noutcome: revenue\ndue: 2029-12-31\n");
        for (var g = 0; g < 10; g++)
        {
            goals.Append(CultureInfo.InvariantCulture, $"---\nkind: goal\nid: goal_{g}\nname: Goal {g}\nlevel: department\nparent: grow\noutcome: revenue\ndue: 2027-12-31\n");
        }

        File.WriteAllText(Path.Combine(folder, "goals.yaml"), goals.ToString());
        var random = new SeededRandom(1);
        for (var first = 0; first < kpis; first += KpisOfTeam)
        {
            var ids = Enumerable.Range(first, Math.Min(KpisOfTeam, kpis - first)).ToList();
            var team = Invariant($"team_{first / KpisOfTeam}");
            Values(Path.Combine(folder, "data", team + ".csv"), ids, random);
            var text = new StringBuilder($"kind: source\nid: {team}\nfrom: data/{team}.csv\n");
            foreach (var i in ids)
            {
                text.Append("---\n").Append(Kpi(i, team));
            }

            for (var i = first; i + 10 <= first + ids.Count; i += 10)
            {
                text.Append(CultureInfo.InvariantCulture, $"---\nkind: link\nid: link_{i}\nfrom: {Id(i + 1)}\nto: {Id(i)}\nexpect: positive\nlag: 2w..6w\nbecause: What is begun in a week is finished in the weeks after it.\n");
            }

            File.WriteAllText(Path.Combine(folder, team + ".yaml"), text.ToString());
        }
    }

    private static string Kpi(int i, string team) => Invariant($$"""
        kind: kpi
        id: {{Id(i)}}
        name: Measure {{i}} of the company
        goal: goal_{{i % 10}}
        team: {{team}}
        tier: {{(i % 10) switch { 0 => "primary", < 5 => "secondary", _ => "supporting" }}}
        purpose: {{(i % 10 == 1 ? "predict" : "improve")}}
        public: {{(i % 10 == 0 ? "true" : "false")}}
        narrative: {problem: Nobody saw in time how it went., outcome: More of what customers pay for., method: Counted from the weekly export.}
        hypothesis: When it rises, revenue follows within a quarter.
        owner: person{{i / 5}}@example.org
        cadence: weekly
        unit: count
        direction: increase
        measure: {type: imported, source: {{team}}, period: week, value: v{{i}}, standard_error: e{{i}}}
        target: {value: {{120 + (i % 7)}}, due: 2027-06-30, previous: 100}
        benchmark: {own_past: 100, industry: 110}
        thresholds:
          - {when: drop > 8% week over week, severity: critical, action: Look at the sources one by one., within: 2d, escalate_to: Head of the department}

        """);

    // An own path with a little memory; the second of every ten leads the first by three weeks.
    private static void Values(string file, List<int> ids, SeededRandom random)
    {
        var values = new double[ids.Count, Weeks];
        for (var k = 0; k < ids.Count; k++)
        {
            for (var t = 0; t < Weeks; t++)
            {
                values[k, t] = (t > 0 ? 0.5 * values[k, t - 1] : 0) + random.NextNormal();
            }
        }

        for (var k = 0; k + 1 < ids.Count; k += 10)
        {
            for (var t = Weeks - 1; t >= 3; t--)
            {
                values[k, t] += 0.6 * values[k + 1, t - 3];
            }
        }

        var text = new StringBuilder("week");
        text.AppendJoin("", ids.Select(i => Invariant($",v{i},e{i}"))).Append('\n');
        for (var t = 0; t < Weeks; t++)
        {
            text.Append(Text(FirstWeek.AddDays(7 * t)));
            for (var k = 0; k < ids.Count; k++)
            {
                text.Append(CultureInfo.InvariantCulture, $",{100 + (4 * values[k, t]):0.###},1.5");
            }

            text.Append('\n');
        }

        File.WriteAllText(file, text.ToString());
    }

    private static string Id(int i) => Invariant($"measure_{i}");

    private static JsonObject At(JsonObject content, DateTimeOffset at)
    {
        var copy = (JsonObject)content.DeepClone();
        copy["memory"]!["asOf"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return copy;
    }

    // Forecasts and scores as they stood so many days before.
    private static JsonObject Earlier(JsonObject content, int days)
    {
        var copy = (JsonObject)content.DeepClone();
        foreach (var each in copy.SelectMany(m => m.Value as JsonArray ?? []).OfType<JsonObject>())
        {
            var forecast = each["forecast"] as JsonObject ?? each;
            foreach (var name in new[] { "made", "period" })
            {
                forecast[name] = Text(Day(forecast[name]!).AddDays(-days));
            }
        }

        return copy;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static DateOnly Day(JsonNode node) => DateOnly.ParseExact((string)node!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
