using System.Globalization;
using System.Text.Json.Nodes;

namespace KpiLab.EndToEnd;

/// <summary>What people do with a workspace that was set up weeks ago: act on deviations, decide experiments, move KPIs, compare reviews. Only the set-up has a clock of its own; everything else is a process of today.</summary>
public sealed class PracticeStoryTests : IAsyncLifetime, IDisposable
{
    private static readonly DateOnly Monday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-(((int)DateTime.UtcNow.DayOfWeek + 6) % 7));

    private readonly TemporaryFolder _folder = new();

    private static DateOnly FirstDrop => Monday.AddDays(-21);

    private static DateOnly SecondDrop => Monday.AddDays(-7);

    public async ValueTask InitializeAsync()
    {
        Workspace();
        // Applied five weeks ago; somebody looked once, eleven days before this Monday, and nobody since.
        await (await Lab.OpenAsync(_folder.Path, Past(-35))).ApplyAsync(TestContext.Current.CancellationToken);
        var seen = await (await Lab.OpenAsync(_folder.Path, Past(-11))).CheckDeviationsAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([Id(FirstDrop)], seen.Opened);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Deviations_are_opened_by_a_check_escalate_when_nobody_acts_in_time_and_end_as_acted_or_closed()
    {
        var (late, fresh) = (Id(FirstDrop), Id(SecondDrop));
        Assert.Equal([fresh], (await JsonAsync(0, "deviation", "check"))["opened"]!.AsArray().Select(o => (string?)o));
        Assert.Empty((await JsonAsync(0, "deviation", "check"))["opened"]!.AsArray());
        Assert.Equal("late", await StateAsync(late));
        Assert.Equal("open", await StateAsync(fresh));
        var list = (await RunAsync(0, "deviation", "list", "--open")).Output;
        Assert.Contains("escalate to Head of Growth", Flat(list), StringComparison.Ordinal);
        Assert.Contains("1 late", list, StringComparison.Ordinal);
        Assert.Contains("low-execution-rate", (await RunAsync(1, "kpi", "audit", "--format", "csv")).Output, StringComparison.Ordinal);

        var month = FirstDrop.AddDays(6).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var review = await JsonAsync(0, "review", "run", "--month", month);
        var told = review["snapshot"]!["deviations"]!.AsArray().Single(d => (string?)d!["id"] == late)!;
        Assert.True((bool)told["late"]!);

        Assert.Contains("there is no deviation", (await RunAsync(2, "deviation", "act", "leads@2001-01-01", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("after it was due", (await RunAsync(0, "deviation", "act", late, "Ran the audit: a partner feed was down", "--by", "bo@example.org")).Output, StringComparison.Ordinal);
        Assert.Contains("nobody had acted on it", (await RunAsync(0, "deviation", "close", fresh, "--reason", "The feed again, known since then")).Output, StringComparison.Ordinal);
        Assert.Contains("was closed already", (await RunAsync(2, "deviation", "close", fresh, "--reason", "Again")).Error, StringComparison.Ordinal);
        Assert.Equal("acted", await StateAsync(late));
        Assert.Equal("closed", await StateAsync(fresh));
        Assert.Contains("2 deviations, 1 acted on: execution rate 50 %", Flat((await RunAsync(0, "deviation", "list")).Output), StringComparison.Ordinal);

        var trail = (await RunAsync(0, "audit", "log", "--format", "json")).Output;
        foreach (var happened in new[] { "deviation-recorded", "deviation-action-recorded", "deviation-close-recorded" })
        {
            Assert.Contains(happened, trail, StringComparison.Ordinal);
        }

        await RunAsync(0, "audit", "verify");
    }

    [Fact]
    public async Task An_experiment_is_decided_as_recommended_or_with_a_reason()
    {
        Assert.Contains("it was not analysed", (await RunAsync(2, "experiment", "decide", "checklist", "ship")).Error, StringComparison.Ordinal);
        var analysis = (await JsonAsync(0, "experiment", "analyze", "checklist"))["analysis"]!;
        Assert.Equal("ship", (string?)analysis["recommendation"]!["word"]);
        Assert.Equal("registered", (string?)analysis["registration"]!["state"]);

        var refused = await RunAsync(2, "experiment", "decide", "checklist", "rollback");
        Assert.Contains("rollback is not what was recommended (ship)", Flat(refused.Error), StringComparison.Ordinal);
        await RunAsync(2, "experiment", "decide", "checklist", "rollback", "--reason", "  ");
        Assert.Contains("is no decision", (await RunAsync(2, "experiment", "decide", "checklist", "launch")).Error, StringComparison.Ordinal);
        Assert.Contains("there is no experiment check_list", (await RunAsync(2, "experiment", "decide", "check_list", "ship")).Error, StringComparison.Ordinal);

        Assert.Equal("Decided: ship checklist, decision 1, by ann.\n", (await RunAsync(0, "experiment", "decide", "checklist", "ship", "--actor", "ann")).Output);
        Assert.Equal("Decided: rollback checklist, decision 2, by bo.\n", (await RunAsync(0, "experiment", "decide", "checklist", "rollback", "--reason", "Legal objects", "--actor", "bo")).Output);
        var decisions = (await JsonAsync(0, "experiment", "show", "checklist"))["decisions"]!.AsArray();
        Assert.Equal([("ship", "ann", null), ("rollback", "bo", "Legal objects")], decisions.Select(d => ((string?)d!["decision"], (string?)d["actor"], (string?)d["reason"])));
        Assert.Contains("Legal objects", (await RunAsync(0, "experiment", "show", "checklist")).Output, StringComparison.Ordinal);

        var review = await JsonAsync(0, "review", "run", "--month", DateTime.UtcNow.AddDays(-2).ToString("yyyy-MM", CultureInfo.InvariantCulture));
        var ended = review["snapshot"]!["experiments"]!.AsArray().Single()!;
        Assert.Equal(("ship", "rollback", "Legal objects", "bo"), ((string?)ended["word"], (string?)ended["decision"], (string?)ended["decisionReason"], (string?)ended["decidedBy"]));
    }

    [Fact]
    public async Task A_kpi_lives_by_legal_steps_and_its_history_tells_each_with_reason_and_actor()
    {
        Assert.Equal("leads: from active to paused, by ann.\n", (await RunAsync(0, "kpi", "pause", "leads", "--reason", "Drifted to activity", "--actor", "ann")).Output);
        Assert.Contains("is paused already", (await RunAsync(2, "kpi", "pause", "leads", "--reason", "x")).Error, StringComparison.Ordinal);
        await RunAsync(0, "kpi", "trial", "leads", "--reason", "With the new score");
        await RunAsync(0, "kpi", "activate", "leads", "--reason", "It holds");
        await RunAsync(0, "kpi", "annotate", "leads", SecondDrop.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "A partner feed was down");
        await RunAsync(2, "kpi", "retire", "leads", "--reason", "Over", "--successor", "nobody");
        Assert.Contains("its successor is sales", (await RunAsync(0, "kpi", "retire", "leads", "--reason", "Over", "--successor", "sales")).Output, StringComparison.Ordinal);
        Assert.Contains("define a new KPI", (await RunAsync(2, "kpi", "activate", "leads", "--reason", "x")).Error, StringComparison.Ordinal);

        var history = (await RunAsync(0, "kpi", "show", "leads", "--format", "json")).Output;
        foreach (var said in new[] { "Drifted to activity", "With the new score", "It holds", "A partner feed was down", "Over", "ann" })
        {
            Assert.Contains(said, history, StringComparison.Ordinal);
        }

        // What came into the reports and left them this month: it left when it was paused, came back on trial, and left for good.
        var snapshot = (await JsonAsync(0, "review", "run", "--month", DateTime.UtcNow.ToString("yyyy-MM", CultureInfo.InvariantCulture)))["snapshot"]!;
        Assert.Equal((3, 1, 2), ((int)snapshot["activeAtStart"]!, (int)snapshot["added"]!, (int)snapshot["retired"]!));
        Assert.Contains("retired-still-used", (await RunAsync(0, "kpi", "audit", "--format", "csv")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_reviews_are_run_answered_decided_shown_and_compared()
    {
        var (before, after) = (DateTime.UtcNow.AddMonths(-2).ToString("yyyy-MM", CultureInfo.InvariantCulture), DateTime.UtcNow.AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture));
        await RunAsync(2, "review", "diff", before, after);
        await RunAsync(0, "review", "run", "--month", before);
        var review = await JsonAsync(0, "review", "run", "--month", after, "--tag", "budget");
        var question = (string)review["unanswered"]!.AsArray()[0]!;
        await RunAsync(2, "review", "answer", after, "no:such", "x");
        await RunAsync(2, "review", "answer", after, question, " ");
        await RunAsync(0, "review", "answer", after, question, "To find customers early", "--actor", "ann");
        await RunAsync(0, "review", "answer", after, question, "To find customers earlier", "--actor", "bo");

        var advice = (string)review["snapshot"]!["kpis"]!.AsArray().Single(k => (string?)k!["id"] == "leads")!["advice"]!;
        var other = advice == "Retire" ? "keep" : "retire";
        Assert.Contains("goes against the recommendation", (await RunAsync(2, "review", "decide", after, "kpi/leads", other)).Error, StringComparison.Ordinal);
        await RunAsync(0, "review", "decide", after, "kpi/leads", Snake(advice));
        await RunAsync(0, "review", "decide", after, "kpi/leads", other, "--reason", "The feed is closed", "--actor", "bo");

        var shown = await JsonAsync(0, "review", "show", after);
        var answer = shown["answers"]!.AsArray().Single()!;
        Assert.Equal((question, "To find customers earlier", "bo"), ((string?)answer["question"], (string?)answer["text"], (string?)answer["by"]));
        var decision = shown["decisions"]!.AsArray().Single()!;
        Assert.Equal(("kpi/leads", other, "The feed is closed", "bo"), ((string?)decision["about"], (string?)decision["word"], (string?)decision["reason"], (string?)decision["by"]));
        Assert.Equal(["bo"], shown["participants"]!.AsArray().Select(p => (string?)p!["who"]));
        Assert.Equal((1, 1), ((int)shown["participants"]![0]!["answers"]!, (int)shown["participants"]![0]!["decisions"]!));
        Assert.Equal(["ann@example.org", "bo@example.org"], shown["unheardOwners"]!.AsArray().Select(o => (string?)o));
        foreach (var format in new[] { "table", "md" })
        {
            Assert.Contains("The feed is closed", Flat((await RunAsync(0, "review", "show", after, "--format", format)).Output), StringComparison.Ordinal);
        }

        Assert.Contains("KPI sales: value from ", (await RunAsync(0, "review", "diff", before, after)).Output, StringComparison.Ordinal);
        Assert.Contains("Nothing changed", (await RunAsync(0, "review", "diff", after, after)) is var same ? same.Output + same.Error : "", StringComparison.Ordinal);
        Assert.Equal(1, (int)(await JsonAsync(0, "review", "run", "--month", after, "--tag", "budget"))["version"]!);
    }

    private static string Id(DateOnly week) => string.Create(CultureInfo.InvariantCulture, $"leads@{week:yyyy-MM-dd}");

    private static string Snake(string word) => word.ToLowerInvariant();

    // A table breaks sentences over lines.
    private static string Flat(string text) => string.Join(' ', text.Split([' ', '\n', '\r', '│', '|'], StringSplitOptions.RemoveEmptyEntries));

    private static LabOptions Past(int days) => new(new Still(new DateTimeOffset(Monday.AddDays(days), new TimeOnly(9, 0), TimeSpan.Zero)), Actor: "ann");

    private async Task<string?> StateAsync(string id)
        => (string?)(await JsonAsync(0, "deviation", "list"))["deviations"]!.AsArray().Single(d => (string?)d!["id"] == id)!["state"];

    private async Task<JsonNode> JsonAsync(int expected, params string[] arguments) => JsonNode.Parse((await RunAsync(expected, [.. arguments, "--format", "json"])).Output)!;

    private async Task<CommandLine.Result> RunAsync(int expected, params string[] arguments)
    {
        var result = await CommandLine.RunAsync(arguments, folder: _folder.Path);
        Assert.True(result.ExitCode == expected, $"{string.Join(' ', arguments)}: {result.ExitCode}\n{result.Error}{result.Output}");
        return result;
    }

    private void Workspace()
    {
        static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        _folder.Write("weekly.csv", "week,leads,sales\n" + string.Concat(Enumerable.Range(1, 20).Select(i =>
        {
            var week = Monday.AddDays(7 * (i - 21));
            return string.Create(CultureInfo.InvariantCulture, $"{Day(week)},{(week == FirstDrop || week == SecondDrop ? 60 : 100 + (i % 3))},{40 + i}\n");
        })));
        // 200 units an arm in the last fortnight; 40 of the control and 80 of the treatment activate.
        _folder.Write("trials.csv", "user,variant,exposed_at,activated\n" + string.Concat(Enumerable.Range(0, 400).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"u{i},{(i % 2 == 0 ? "control" : "checklist")},{Day(Monday.AddDays(-14 + (i % 10)))},{((i / 2) % 200 < (i % 2 == 0 ? 40 : 80) ? 1 : 0)}\n"))));
        _folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        _folder.Write("kpis.yaml", $$"""
            kind: source
            id: weekly
            from: weekly.csv
            ---
            kind: source
            id: trials
            from: trials.csv
            unit: user
            ---
            kind: goal
            id: grow
            level: enterprise
            outcome: revenue
            ---
            kind: kpi
            id: leads
            name: Leads
            goal: grow
            team: growth
            owner: ann@example.org
            tier: secondary
            purpose: predict
            cadence: weekly
            unit: count
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: leads}
            thresholds:
              - {when: drop > 20% week over week, severity: critical, action: Run a lead-source audit, within: 2d, escalate_to: Head of Growth}
            ---
            kind: kpi
            id: sales
            name: Sales
            goal: grow
            owner: bo@example.org
            tier: primary
            purpose: improve
            cadence: weekly
            unit: count
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: sales}
            target: {value: 60, due: 2999-12-31}
            ---
            kind: kpi
            id: activation
            name: Activation
            goal: grow
            owner: bo@example.org
            unit: fraction
            direction: increase
            measure: {type: proportion, source: trials, value: activated}
            ---
            kind: link
            id: leads_make_sales
            from: leads
            to: sales
            expect: positive
            lag: 1w..4w
            ---
            kind: experiment
            id: checklist
            hypothesis: {statement: A checklist raises activation., kpi: activation, direction: increase, minimum_effect: 10%}
            owner: ann@example.org
            exposures: {source: trials, variant: variant, exposed_at: exposed_at}
            variants:
              - {id: control, weight: 0.5, control: true}
              - {id: checklist, weight: 0.5}
            plan:
              design: fixed
              units: 400
              starts: {{Day(Monday.AddDays(-20))}}
              ends: {{Day(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-2))}}
            """);
    }

    private sealed class Still(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
