using System.Globalization;
using System.Reflection;
using System.Text.Json;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;
using KpiLab.Store;
using KpiLab.Testing;

namespace KpiLab.Tests;

/// <summary>Whole workspaces that earlier versions worked in: definitions, data, and a store with every kind of entry. Every later version reads them, finds nothing changed, and goes on. docs/store.md says how the next is added.</summary>
public sealed class WorkspaceFixtureTests
{
    private const string Expected = "expected.json";

    private static readonly Month September = Month.Parse("2018-09");

    public static TheoryData<string> Workspaces => [.. Directory.GetDirectories(PathOf("")).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Workspaces))]
    public async Task Everything_that_an_earlier_version_recorded_is_read_and_the_work_goes_on(string name)
    {
        using var copy = new Place(name);
        var lab = await copy.OpenAsync(new(2018, 11, 12, 9, 0, 0, TimeSpan.Zero));
        var expected = JsonSerializer.Deserialize<Recorded>(await File.ReadAllTextAsync(Path.Combine(copy.Folder, Expected), TestContext.Current.CancellationToken))!;
        var found = await RecordedAsync(copy);
        Assert.Equal(expected.Head, found.Head);
        Assert.Equal(expected.Entries, found.Entries);
        Assert.Null((await lab.VerifyAuditAsync()).FirstBroken);

        // The same files still have the hashes that were stored then.
        var plan = await lab.PlanAsync();
        Assert.Equal((0, 0, 0), (plan.Added.Count, plan.Changed.Count, plan.Removed.Count));

        var review = await lab.StoredReviewAsync(September);
        Assert.Equal(("2018-Q3", "budget"), (review.Snapshot.Tags[0], review.Snapshot.Tags[1]));
        Assert.True(review.IsComplete);
        Assert.Equal(("kpi/y", "Ada says so"), (review.Decisions.Single().About, review.Decisions.Single().Reason));
        Assert.Contains(review.Snapshot.Findings, f => f.Code == "no-decision-rights"); // asked by the strict profile alone
        Assert.Equal("The plateau", Assert.Single(review.Snapshot.Milestones).Name);
        Assert.Contains("KpiLab monthly review", review.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(expected.Changes, (await lab.CompareReviewsAsync(September, September.Next)).Changes.Count);

        var deviations = await lab.DeviationsAsync();
        Assert.Equal(expected.Entries["deviation"], deviations.Deviations.Count);
        Assert.Single(deviations.Deviations, d => d.IsExecuted);
        Assert.Single(deviations.Deviations, d => d.Closing is not null);
        Assert.Contains(deviations.Deviations, d => d.When.StartsWith("outside", StringComparison.Ordinal)); // of a band

        var link = await lab.LinkRecordAsync("x_leads_y");
        Assert.Equal((3, 2, 1), (link.Checks.Count, link.Ledger.Scored.Count, link.Ledger.Open.Count));
        var experiment = await lab.ExperimentRecordAsync("banner");
        Assert.Equal((2, 1, "rollback"), (experiment.Registrations.Count, experiment.Looks.Count, Assert.Single(experiment.Decisions).Word));
        Assert.Equal((KpiState.Retired, "y"), ((await lab.StatesAsync())["visits"].State, (await lab.StatesAsync())["visits"].Successor));
        var timeline = string.Join('\n', (await lab.TimelineAsync("x")).Events.Select(e => e.Sentence));
        Assert.Contains("The feed was down", timeline, StringComparison.Ordinal);
        Assert.Equal(CheckAnswer.Met, (await lab.AuditKpisAsync()).Checklists.Single(c => c.Kpi == "x").Points.Single(p => p.Name == "simple").Answer);
        Assert.True((await lab.HistoryAsync(DefinitionKind.Metric, "noise"))[^1].Removed);

        // And on: the next check scores what the last one forecast, the next review follows the last.
        lab = await copy.OpenAsync(new(2018, 12, 15, 9, 0, 0, TimeSpan.Zero));
        Assert.Single((await lab.CheckLinkAsync("x_leads_y")).Ledger.NewScores);
        await lab.ReviewAsync(September.Next.Next);
        Assert.Null((await lab.VerifyAuditAsync()).FirstBroken);
        Assert.True((await RecordedAsync(copy)).Entries["review"] > expected.Entries["review"]);
    }

    [Fact]
    public async Task The_newest_one_holds_every_table_and_every_kind_of_entry_that_this_version_writes()
    {
        var kinds = new[] { typeof(Lab).Assembly, typeof(KpiDefinition).Assembly }.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => f is { IsLiteral: true } && f.FieldType == typeof(string) && f.Name.EndsWith("Kind", StringComparison.Ordinal)).Select(f => (string)f.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);
        Assert.True(kinds.Count >= 13, string.Join(' ', kinds));
        using var copy = new Place(Workspaces.Select(d => d.Data).Max(StringComparer.Ordinal)!);
        var recorded = await RecordedAsync(copy);
        Assert.Empty(kinds.Except(recorded.Entries.Keys));
        Assert.Empty(recorded.Entries.Where(e => e.Value == 0).Select(e => e.Key));
    }

    /// <summary>KPILAB_WRITE_FIXTURE=NAME writes the workspace of this version into Fixtures/NAME.</summary>
    [Fact]
    public async Task A_workspace_can_be_written_that_holds_all_of_it()
    {
        var name = Environment.GetEnvironmentVariable("KPILAB_WRITE_FIXTURE");
        using var place = new Place();
        await WriteAsync(place);
        var recorded = await RecordedAsync(place);
        Assert.Empty(recorded.Entries.Where(e => e.Value == 0).Select(e => e.Key));
        if (name is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(place.Folder, Expected), JsonSerializer.Serialize(recorded), TestContext.Current.CancellationToken);
            Directory.CreateDirectory(PathOf(name));
            foreach (var file in Directory.GetFiles(place.Folder))
            {
                File.Copy(file, Path.Combine(PathOf(name), Path.GetFileName(file)), overwrite: true);
            }
        }
    }

    // y[t] = .4 y[t−1] + .9 x[t−2] + e by month; 2010 to 2018.
    private static async Task WriteAsync(Place place)
    {
        var random = new SeededRandom(1);
        var (x, y) = (new List<double> { 0, 0 }, new List<double> { 0, 0 });
        for (var t = 2; t < 160; t++)
        {
            x.Add((0.6 * x[^1]) + (0.8 * random.NextNormal()));
            y.Add((0.4 * y[^1]) + (0.9 * x[^3]) + random.NextNormal());
        }

        place.Write("monthly.csv", "month,x,y,visits\n" + string.Concat(Enumerable.Range(0, 108).Select(t => string.Create(
            CultureInfo.InvariantCulture, $"{new DateOnly(2010, 1, 1).AddMonths(t):yyyy-MM-dd},{x[t + 50]:0.0000},{y[t + 50]:0.0000},{1000 + t}\n"))));
        place.Write("trial.csv", "user,variant,exposed_at,bought\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"u{i},{(i % 2 == 0 ? "control" : "banner")},2018-09-{2 + (i % 20):00},{(i / 2 % 100 < (i % 2 == 0 ? 20 : 40) ? 1 : 0)}\n")));
        place.Write("kpilab.yaml", "store: store.db\ngovernance: {profile: strict}\n");
        place.Write("kpis.yaml", Definitions(units: 200) + Noise);
        await (await place.OpenAsync(new(2018, 9, 1, 9, 0, 0, TimeSpan.Zero))).ApplyAsync();

        var lab = await place.OpenAsync(new(2018, 9, 11, 9, 0, 0, TimeSpan.Zero));
        await lab.CheckLinkAsync("x_leads_y");
        await lab.AnnotateAsync("x", new DateOnly(2018, 8, 1), "The feed was down");
        await lab.AnnotateAsync("visits", new DateOnly(2018, 7, 1), "Robots are left out", newDefinition: true);
        await lab.AnswerPointAsync("x", "simple", yes: true, "A mean");
        await lab.MoveAsync("visits", KpiState.Paused, "It grows by itself");

        lab = await place.OpenAsync(new(2018, 10, 11, 9, 0, 0, TimeSpan.Zero));
        await lab.CheckLinkAsync("x_leads_y");
        var opened = (await lab.CheckDeviationsAsync()).Opened;
        Assert.True(opened.Count >= 2, string.Join(' ', opened));
        await lab.ActOnDeviationAsync(opened[0], "Ran the audit", "bo", new DateOnly(2018, 10, 10));
        await lab.CloseDeviationAsync(opened[1], "One month");
        await lab.AnalyzeAsync("banner");
        await lab.DecideExperimentAsync("banner", "rollback", "Legal objects");
        await lab.MoveAsync("visits", KpiState.Retired, "Nobody misses it", "y");

        var review = await lab.ReviewAsync(September, ["budget"]);
        foreach (var question in review.Unanswered)
        {
            await lab.AnswerReviewAsync(September, question.Id, "Said in the meeting");
        }

        await lab.DecideReviewAsync(September, "kpi/y", "retire", "Ada says so");
        place.Write("kpis.yaml", Definitions(units: 400));
        lab = await place.OpenAsync(new(2018, 11, 11, 9, 0, 0, TimeSpan.Zero));
        await lab.ApplyAsync();
        await lab.CheckLinkAsync("x_leads_y");
        await lab.ReviewAsync(September.Next);
    }

    private static async Task<Recorded> RecordedAsync(Place place)
    {
        using var store = await SqliteStore.OpenAsync(Path.Combine(place.Folder, "store.db"), new StoreOptions(place));
        var entries = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await foreach (var row in store.AuditAsync())
        {
            var kind = row.Event.EndsWith("-recorded", StringComparison.Ordinal) ? row.Event[..^"-recorded".Length] : row.Event;
            entries[kind] = entries.GetValueOrDefault(kind) + 1;
        }

        foreach (var kind in new[] { "definition-applied", "definition-removed", "experiment-registered", "experiment-amended", "look", "analysis" })
        {
            entries.TryAdd(kind, 0);
        }

        var changes = (await (await place.OpenAsync(place.Now)).CompareReviewsAsync(September, September.Next)).Changes;
        return new Recorded((await store.VerifyAuditAsync()).Head.Hash, new Dictionary<string, int>(entries, StringComparer.Ordinal), changes.Count);
    }

    private const string Noise = """

        ---
        kind: metric
        id: noise
        unit: score
        direction: increase
        measure: {type: imported, source: monthly, period: month, value: visits}

        """;

    private static string Definitions(int units) => $$"""
        kind: source
        id: monthly
        from: monthly.csv
        ---
        kind: source
        id: trial
        from: trial.csv
        unit: user
        ---
        kind: goal
        id: grow
        level: enterprise
        outcome: revenue
        due: 2019-12-31
        milestones:
          - {name: The plateau, due: 2018-09-30, kpi: y, value: 1}
        ---
        kind: kpi
        id: x
        goal: grow
        team: growth
        owner: ann@example.org
        tier: secondary
        purpose: predict
        cadence: monthly
        unit: score
        direction: increase
        measure: {type: imported, source: monthly, period: month, value: x}
        band: {low: -0.01, high: 0.01}
        ---
        kind: kpi
        id: y
        goal: grow
        team: growth
        owner: bo@example.org
        tier: primary
        purpose: improve
        public: true
        cadence: monthly
        unit: score
        direction: increase
        measure: {type: imported, source: monthly, period: month, value: y}
        target: {value: 3, previous: 1, due: 2019-12-31}
        benchmark: {own_past: 1}
        counter_metrics: [{kpi: visits, tolerance: 3%}]
        thresholds:
          - {when: below 100, severity: critical, action: Look at it, within: 2d, escalate_to: Head of Growth}
        ---
        kind: kpi
        id: visits
        goal: grow
        cadence: monthly
        unit: score
        direction: increase
        measure: {type: imported, source: monthly, period: month, value: visits}
        ---
        kind: kpi
        id: buyers
        goal: grow
        unit: fraction
        direction: increase
        measure: {type: proportion, source: trial, value: bought}
        ---
        kind: link
        id: x_leads_y
        from: x
        to: y
        expect: positive
        lag: 1m..6m
        because: Whoever comes buys later.
        season: 1
        ---
        kind: experiment
        id: banner
        hypothesis: {statement: A banner sells., kpi: buyers, direction: increase, minimum_effect: 10%}
        owner: ann@example.org
        exposures: {source: trial, variant: variant, exposed_at: exposed_at}
        variants:
          - {id: control, weight: 0.5, control: true}
          - {id: banner, weight: 0.5}
        plan: {design: fixed, units: {{units}}, starts: 2018-09-02, ends: 2018-09-30}
        """;

    private static string PathOf(string name) => Path.Combine(Repository.Root, "tests/KpiLab.Tests/Fixtures", name);

    /// <param name="Head">Hash of the last row of the trail.</param>
    /// <param name="Entries">Rows of the trail by what they record.</param>
    /// <param name="Changes">Sentences between the two reviews.</param>
    private sealed record Recorded(string Head, Dictionary<string, int> Entries, int Changes);

    /// <summary>A folder of its own, with a clock that is set by hand.</summary>
    private sealed class Place : TimeProvider, IDisposable
    {
        public Place(string? fixture = null)
        {
            foreach (var file in fixture is null ? [] : Directory.GetFiles(PathOf(fixture)))
            {
                File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("kpilab-fixture-").FullName;

        public DateTimeOffset Now { get; private set; } = new(2018, 11, 12, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

        public Task<Lab> OpenAsync(DateTimeOffset now)
        {
            Now = now;
            return Lab.OpenAsync(Folder, new LabOptions(this, "ann@example.org"));
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
