using KpiLab.Core;

namespace KpiLab.Tests;

/// <summary>The life of a KPI, its gates, its timeline, and what a plan does to what rests on it.</summary>
public sealed class LifeCycleTests : IDisposable
{
    private const string Goal = "\n---\nkind: goal\nid: g\nlevel: team\n";

    private readonly SmallWorkspace _workspace = new();

    public static TheoryData<KpiState, KpiState> Illegal
    {
        get
        {
            // The allowed steps, written down here again.
            (KpiState, KpiState)[] legal =
            [
                (KpiState.Candidate, KpiState.Trial), (KpiState.Candidate, KpiState.Retired), (KpiState.Trial, KpiState.Active), (KpiState.Trial, KpiState.Paused), (KpiState.Trial, KpiState.Retired),
                (KpiState.Active, KpiState.Paused), (KpiState.Active, KpiState.Retired), (KpiState.Paused, KpiState.Trial), (KpiState.Paused, KpiState.Active), (KpiState.Paused, KpiState.Retired),
            ];
            var data = new TheoryData<KpiState, KpiState>();
            foreach (var from in Enum.GetValues<KpiState>())
            {
                foreach (var to in Enum.GetValues<KpiState>().Where(to => !legal.Contains((from, to))))
                {
                    data.Add(from, to);
                }
            }

            return data;
        }
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_kpi_goes_from_candidate_to_retirement_and_every_step_stays_on_record()
    {
        Write("status: candidate\nstatus_reason: An idea.");
        var lab = await _workspace.OpenAsync();
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        Assert.Equal((KpiState.Candidate, "An idea."), await StandingAsync(lab));
        foreach (var to in new[] { KpiState.Trial, KpiState.Active, KpiState.Paused, KpiState.Active })
        {
            _workspace.Now += TimeSpan.FromDays(10);
            await lab.MoveAsync("conversion", to, $"On to {to}.", cancellation: TestContext.Current.CancellationToken);
        }

        _workspace.Now += TimeSpan.FromDays(10);
        var last = await lab.MoveAsync("conversion", KpiState.Retired, "Replaced.", "other", TestContext.Current.CancellationToken);
        Assert.Equal((KpiState.Active, KpiState.Retired, "other"), (last.From, last.To, last.Successor));

        var timeline = await lab.TimelineAsync("conversion", TestContext.Current.CancellationToken);
        Assert.Equal((KpiState.Retired, "other", new DateTimeOffset(2026, 2, 20, 0, 0, 0, TimeSpan.Zero)), (timeline.Standing.State, timeline.Standing.Successor, timeline.Standing.Since!.Value));
        Assert.Equal(["definition", "state", "state", "state", "state", "state"], timeline.Events.Select(e => e.Kind));
        Assert.Equal("From active to retired: Replaced. Its successor is other.", timeline.Events[^1].Sentence);
        Assert.Equal(5, (await lab.AuditLogAsync(TestContext.Current.CancellationToken)).Count(e => e is { Event: "kpi-state-recorded", Subject: "kpi/conversion" }));
        Assert.Null((await lab.VerifyAuditAsync(cancellation: TestContext.Current.CancellationToken)).FirstBroken);
    }

    [Theory]
    [MemberData(nameof(Illegal))]
    public async Task A_step_that_is_not_legal_is_refused_and_stores_nothing(KpiState from, KpiState to)
    {
        Write($"status: {from.ToString().ToLowerInvariant()}");
        var lab = await _workspace.OpenAsync();
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        var rows = (await lab.AuditLogAsync(TestContext.Current.CancellationToken)).Count;
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => lab.MoveAsync("conversion", to, "Because.", cancellation: TestContext.Current.CancellationToken));
        Assert.Contains(from.ToString(), refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.False(string.IsNullOrWhiteSpace(refused.Problems[0].Remedy));
        Assert.Equal(rows, (await lab.AuditLogAsync(TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task A_step_needs_a_reason_an_applied_kpi_and_a_successor_that_exists()
    {
        Write("");
        var lab = await _workspace.OpenAsync();
        await RefusedAsync(lab, "conversion", "Because.", null, "was never applied");
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        await RefusedAsync(lab, "conversion", "  ", null, "the reason is empty");
        await RefusedAsync(lab, "conversion", "Because.", "conversion", "would take its own place");
        await RefusedAsync(lab, "conversion", "Because.", "othr", "did you mean other?");
        await RefusedAsync(lab, "convershun", "Because.", null, "there is no KPI convershun");
        Assert.Equal((KpiState.Active, null), await StandingAsync(lab));
    }

    [Theory]
    [InlineData("consensus_gate", "goal: g", "nobody is on record as having agreed to goal g", "consensus: {who: [ann], on: 2026-01-01}", "")]
    [InlineData("readiness_gate", "goal: g", "nobody said whether conversion can be collected", "", "readiness: {state: ready}")]
    public async Task A_gate_holds_activation_back_until_it_is_met_and_only_where_it_is_set(string gate, string fields, string told, string inGoal, string inKpi)
    {
        Write(fields + "\nstatus: trial");
        _workspace.Write("goal.yaml", Goal[5..]);
        _workspace.Write("kpilab.yaml", $"store: .kpilab/store.db\ngovernance: {{{gate}: true}}\n");
        var lab = await _workspace.OpenAsync();
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => lab.MoveAsync("conversion", KpiState.Active, "Go.", cancellation: TestContext.Current.CancellationToken));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);

        Write(fields + "\nstatus: trial\n" + inKpi);
        _workspace.Write("goal.yaml", Goal[5..] + inGoal);
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        await lab.MoveAsync("conversion", KpiState.Active, "Go.", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((KpiState.Active, "Go."), await StandingAsync(lab));
    }

    [Fact]
    public async Task Without_gates_nothing_holds_a_trial_back()
    {
        Write("status: trial");
        var lab = await _workspace.OpenAsync();
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        await lab.MoveAsync("conversion", KpiState.Active, "Go.", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((KpiState.Active, "Go."), await StandingAsync(lab));
    }

    [Fact]
    public async Task The_definition_says_where_a_life_begins_and_the_journal_where_it_goes()
    {
        Write("status: trial");
        var lab = await _workspace.OpenAsync();
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        await lab.MoveAsync("conversion", KpiState.Paused, "Drifted to activity.", cancellation: TestContext.Current.CancellationToken);
        Write("status: candidate");
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        Assert.Equal((KpiState.Paused, "Drifted to activity."), await StandingAsync(lab));
    }

    [Fact]
    public async Task A_timeline_tells_versions_remarks_and_dates_in_order_and_outlives_the_definition()
    {
        Write("target: {value: 60%, due: 2026-12-31}");
        var lab = await _workspace.OpenAsync();
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        _workspace.Now += TimeSpan.FromDays(30);
        Write("target: {value: 70%, due: 2026-12-31}");
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        await lab.AnnotateAsync("conversion", new DateOnly(2026, 1, 20), "The shop was down.", cancellation: TestContext.Current.CancellationToken);
        var timeline = await lab.TimelineAsync("conversion", TestContext.Current.CancellationToken);
        Assert.Equal(["definition", "note", "definition", "target"], timeline.Events.Select(e => e.Kind));
        Assert.Equal("The shop was down.", timeline.Events[1].Sentence);
        Assert.Equal("Version 2: target.value from 0.6 to 0.7.", timeline.Events[2].Sentence);

        _workspace.Write("definitions.yaml", "kind: kpi\nid: other\ndirection: increase\n");
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        var after = await lab.TimelineAsync("conversion", TestContext.Current.CancellationToken);
        Assert.Equal("Version 3: its definition was removed.", after.Events[^1].Sentence);
        Assert.Equal(KpiState.Retired, after.Standing.State);
    }

    [Fact]
    public async Task A_plan_tells_which_terms_it_amends_and_which_it_leaves_alone()
    {
        Write("");
        var lab = await _workspace.OpenAsync();
        Assert.Equal(["registers"], (await lab.PlanAsync(TestContext.Current.CancellationToken)).Effects.Select(e => e.Word));
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        Assert.Empty((await lab.PlanAsync(TestContext.Current.CancellationToken)).Effects);

        Write("owner: ann@example.org");
        var words = await lab.PlanAsync(TestContext.Current.CancellationToken);
        Assert.False(words.IsEmpty);
        Assert.Empty(words.Effects);

        _workspace.Write("definitions.yaml", Definitions("").Replace("value: converted", "value: spend > 5", StringComparison.Ordinal));
        var effects = (await lab.PlanAsync(TestContext.Current.CancellationToken)).Effects;
        Assert.Equal([("amends", "checkout"), ("redefines", "conversion")], effects.Select(e => (e.Word, e.Id)));
        Assert.Contains("version 2 because of conversion", effects[0].New, StringComparison.Ordinal);
        await lab.ApplyAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, (await lab.ExperimentRecordAsync("checkout", TestContext.Current.CancellationToken)).Registrations.Count);
    }

    private static async Task<(KpiState State, string? Reason)> StandingAsync(Lab lab)
    {
        var standing = (await lab.StatesAsync(TestContext.Current.CancellationToken))["conversion"];
        return (standing.State, standing.Reason);
    }

    private static async Task RefusedAsync(Lab lab, string kpi, string reason, string? successor, string told)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => lab.MoveAsync(kpi, KpiState.Retired, reason, successor, TestContext.Current.CancellationToken));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    private static string Definitions(string fields)
        => SmallWorkspace.Definitions().Replace("name: Conversion", "name: Conversion\n" + fields, StringComparison.Ordinal) + "\n---\nkind: kpi\nid: other\ndirection: increase\n";

    private void Write(string fields) => _workspace.Write("definitions.yaml", Definitions(fields));
}
