using KpiLab.Core;

namespace KpiLab.Data.Tests;

/// <summary>Units cut from event logs, worked out by hand: early is 0 to 7 days after entry, the outcome 28 to 56.</summary>
public sealed class UnitEventTests
{
    private static readonly DateTimeOffset Later = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    // a enters on 1 January (its row comes third): 1 + 2 are early, 4 is at the end of the window and not in it; of the rest only 16 is in 28d..56d.
    // b has nothing later. d's window ends with the last row of the log, e's one second after it; c's in April.
    private const string Log = """
        user,at,kind,amount
        a,2026-01-07T23:59:59Z,visit,2
        c,2026-02-20T00:00:00Z,visit,9
        a,2026-01-01T00:00:00Z,visit,1
        a,2026-01-08T00:00:00Z,visit,4
        a,2026-01-28T23:59:59Z,visit,8
        a,2026-01-29T00:00:00Z,pay,16
        a,2026-02-26T00:00:00Z,pay,32
        b,2026-01-02T12:00:00Z,visit,5
        b,2026-01-02T12:00:00Z,visit,
        d,2026-02-13T00:00:00Z,visit,7
        e,2026-02-13T00:00:01Z,visit,6
        ,2026-01-05T00:00:00Z,visit,64
        f,,visit,128
        c,2026-04-10T00:00:00Z,visit,256
        """;

    private static LinkUnits Units(string? early = "amount", string? outcome = "amount") => new("log", Part(early, 0, 7), Part(outcome, 28, 56)) { Entry = new UnitEntry(null, null) };

    [Fact]
    public async Task Early_behaviour_and_outcome_are_cut_by_the_time_since_the_first_event()
    {
        var sample = await Read(Log, Units());
        Assert.Equal([3.0, 5.0, 7.0], sample.Early);
        Assert.Equal([16.0, 0.0, 0.0], sample.Outcome);
        Assert.Equal([new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1)], sample.Months.Select(m => m!.Value));
    }

    [Fact]
    public async Task Units_whose_outcome_is_not_over_are_left_out_and_counted()
    {
        var sample = await Read(Log, Units());
        Assert.Equal((5, 2, 0), (sample.Read, sample.Open, sample.Missing));
        Assert.Equal(new DateTimeOffset(2026, 4, 10, 0, 0, 0, TimeSpan.Zero), sample.ObservedUntil);
    }

    [Fact]
    public async Task An_earlier_moment_sees_fewer_units_over()
    {
        // a's window ends on 26 February with the last row that is seen; all others end later.
        var sample = await Read(Log, Units(), new DateTimeOffset(2026, 2, 26, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal([(3.0, 16.0)], sample.Early.Zip(sample.Outcome));
        Assert.Equal((5, 4), (sample.Read, sample.Open));
        var before = await Read(Log, Units(), new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal((0, 2, 2), (before.Early.Count, before.Read, before.Open));
    }

    [Theory]
    [InlineData(null, null, null, "2 2 1")] // events, b's without an amount too
    [InlineData("amount", null, Aggregate.Count, "2 1 1")] // events with an amount
    [InlineData("amount > 1", null, null, "1 1 1")]
    [InlineData("amount > 1", null, Aggregate.Count, "1 1 1")]
    [InlineData("amount", null, Aggregate.Max, "2 5 7")]
    [InlineData("amount", null, Aggregate.First, "1 5 7")]
    [InlineData("amount", null, Aggregate.Last, "2 5 7")]
    [InlineData("amount", "amount > 1", null, "2 5 7")]
    [InlineData(null, "amount > 1", null, "1 1 1")]
    public async Task A_units_events_become_one_number(string? value, string? where, Aggregate? aggregate, string expected)
    {
        var units = Units() with { Early = Part(value, 0, 7) with { Where = where is null ? null : Formula(where), Aggregate = aggregate } };
        var sample = await Read(Log, units);
        Assert.Equal(expected, string.Join(' ', sample.Early));
    }

    [Fact]
    public async Task A_unit_without_a_last_value_lacks_it_and_one_without_events_has_none_of_them()
    {
        var sample = await Read(Log, Units() with { Outcome = Part("amount", 28, 56) with { Aggregate = Aggregate.Last } });
        Assert.Equal((1, 2), (sample.Early.Count, sample.Missing));
    }

    // Entry by sign-up: g never came back and counts with zeros; a's visit before its sign-up counts nowhere; s never signed up.
    private const string Signups = "id,signed,plan\na,2026-01-03T00:00:00Z,new\na,2026-01-05T00:00:00Z,new\ng,2026-01-04T00:00:00Z,old\nh,2026-01-05T00:00:00Z,new\nh,2026-01-06T00:00:00Z,old\n";
    private const string Visits = "user,at\na,2026-01-02T00:00:00Z\na,2026-01-03T00:00:00Z\na,2026-01-04T00:00:00Z\nh,2026-01-05T00:00:00Z\ns,2026-01-05T00:00:00Z\nz,2026-09-01T00:00:00Z\n";
    private const string Payments = "payer,paid_at,amount\na,2026-02-10T00:00:00Z,10\na,2026-01-20T00:00:00Z,99\nz,2026-03-02T00:00:00Z,1\n";

    private static readonly SourceDefinition[] Logs =
    [
        new("signups", new FileLocation("signups.csv"), "id", "signed"), new("visits", new FileLocation("visits.csv"), "user", "at"), new("payments", new FileLocation("payments.csv"), "payer", "paid_at"),
    ];

    private static LinkUnits BySignup => new("visits", Part(null, 0, 7), Part("amount > 0", 28, 56) with { Source = "payments" }) { Entry = new UnitEntry("signups", null) };

    [Fact]
    public async Task Entries_and_outcomes_may_have_logs_of_their_own()
    {
        using var workspace = ThreeLogs();
        var sample = await Read(workspace, BySignup);

        // a and g are over by 2 March, the last payment; h, of 5 January, is over by then too (2 March).
        Assert.Equal([(2.0, 1.0), (0.0, 0.0), (1.0, 0.0)], sample.Early.Zip(sample.Outcome));
        Assert.Equal((3, 0), (sample.Read, sample.Open));
        Assert.Null(sample.Start);
    }

    [Fact]
    public async Task Payments_that_are_not_in_yet_leave_units_open_although_visits_go_on()
    {
        using var workspace = ThreeLogs();
        workspace.Write("payments.csv", Payments.Replace("z,2026-03-02", "z,2026-02-28", StringComparison.Ordinal));
        var sample = await Read(workspace, BySignup);
        Assert.Equal((3, 2), (sample.Read, sample.Open)); // g and h end on 1 and 2 March
        workspace.Write("payments.csv", "payer,paid_at,amount\nz,2027-01-01T00:00:00Z,1\n");
        Assert.Equal(3, (await Read(workspace, BySignup)).Open); // no payment is seen at all
    }

    [Fact]
    public async Task Rows_may_be_named_as_entries_and_hold_the_variant()
    {
        using var workspace = ThreeLogs();
        var sample = await Read(workspace, BySignup with { Variant = "plan", Control = "old" });
        Assert.Equal([1.0, 0.0], sample.Treated!); // h signed up in both: it is left out
        Assert.Equal(1, sample.Missing);
        var old = await Read(workspace, BySignup with { Entry = new UnitEntry("signups", Formula("plan = 'old'")) });
        Assert.Equal((0.0, 1), (Assert.Single(old.Early), old.Open)); // g; h's old entry of 6 January is a day too late to be over
        var unknown = await Assert.ThrowsAsync<InvalidInputException>(() => Read(workspace, BySignup with { Variant = "plan", Control = "none" }));
        Assert.Contains("column `plan` of source `signups` never holds `none`; it holds new, old", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_numbers_as_keys_find_their_text()
    {
        using var workspace = new TempWorkspace();
        workspace.Write("signups.csv", "id,signed\n1,2026-01-03T00:00:00Z\n2,2026-01-03T00:00:00Z\n");
        workspace.Write("visits.csv", "user,at\n1,2026-01-03T00:00:00Z\nx,2026-01-03T00:00:00Z\n");
        workspace.Write("payments.csv", "payer,paid_at,amount\n2,2026-02-10T00:00:00Z,10\n3,2026-03-10T00:00:00Z,10\n");
        Assert.Equal([(1.0, 0.0), (0.0, 1.0)], (await Read(workspace, BySignup)) is var s ? s.Early.Zip(s.Outcome) : []);
    }

    [Fact]
    public async Task A_log_that_begins_with_many_units_is_told()
    {
        // Ten units in the first week, one a week for ten weeks after it.
        var rows = Enumerable.Range(0, 10).Select(i => Invariant($"o{i},2026-01-0{1 + (i % 7)}T00:00:00Z")).Concat(Enumerable.Range(1, 10).Select(i => Invariant($"n{i},{new DateTime(2026, 1, 1).AddDays(7 * i):yyyy-MM-dd}T00:00:00Z")));
        var sample = await Read("user,at\n" + string.Join('\n', rows) + "\n", Units(null, null));
        Assert.Equal(10, sample.Start!.Value.Units);
        Assert.Equal(10 / 9.0, sample.Start.Value.Usual, 1e-12);
        var link = new LinkDefinition("l", "a", "b", ExpectedSign.Positive, new LagRange(Lag.Weeks(1), Lag.Weeks(2)), null, 0.3, []) { Units = Units(null, null) };
        Assert.Equal(["units-entered-at-start", "units-open"], UnitEvidence.Of(link, sample).Findings.Select(f => f.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_does_not_fit_the_logs_is_refused_all_at_once()
    {
        using var workspace = ThreeLogs();
        var wrong = new LinkUnits("visits", Part("pages", 0, 7), Part("payer", 28, 56) with { Source = "payments" }) { Entry = new UnitEntry("signups", Formula("joined")) };
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => Read(workspace, wrong));
        Assert.Equal(["l.units.early.value", "l.units.entry.where", "l.units.outcome.value"], refused.Problems.Select(p => p.Field).Order(StringComparer.Ordinal));
        var bare = await Assert.ThrowsAsync<InvalidInputException>(() => Read(workspace, BySignup, sources: [Logs[0], Logs[1] with { Time = null }, Logs[2] with { Unit = null }]));
        Assert.Equal(["source payments.unit", "source visits.time"], bare.Problems.Select(p => p.Field).Order(StringComparer.Ordinal));
        workspace.Write("payments.csv", Payments + "a,2026-02-11T00:00:00Z,inf\n");
        var infinite = await Assert.ThrowsAsync<InvalidInputException>(() => Read(workspace, BySignup with { Outcome = Part("amount", 28, 56) with { Source = "payments" } }));
        Assert.Contains("a value of source payments is NaN or infinite in 1 row, first in row 4 of `payments.csv`", infinite.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_units_leaves_open_windows_out_too()
    {
        using var workspace = new TempWorkspace();
        workspace.Write("units.csv", "started,sessions,paid\n2026-01-01T00:00:00Z,3,1\n2026-02-01T00:00:00Z,4,0\n2026-02-01T00:00:01Z,5,0\n");
        var units = new LinkUnits("units", Part("sessions", 0, 7), Part("paid", 28, 56)) { Entered = "started" };
        var sample = await new DuckUnitRowData(workspace.Root).UnitsAsync(
            "l", units, [new SourceDefinition("units", new FileLocation("units.csv"))], new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero), new ReadOptions(), null, TestContext.Current.CancellationToken);
        Assert.Equal([3.0, 4.0], sample.Early);
        Assert.Equal((3, 1), (sample.Read, sample.Open));
    }

    private static TempWorkspace ThreeLogs() => new TempWorkspace().Write("signups.csv", Signups).Write("visits.csv", Visits).Write("payments.csv", Payments);

    private static Formula Formula(string text) => ExpressionParser.TryParse(text, out var formula, out _) ? formula : throw new ArgumentException(text, nameof(text));

    private static UnitPart Part(string? value, int from, int to) => new(value is null ? null : Formula(value), new ExposureWindow(TimeSpan.FromDays(from), TimeSpan.FromDays(to)));

    private static async Task<UnitRowSample> Read(string log, LinkUnits units, DateTimeOffset? asOf = null)
    {
        using var workspace = new TempWorkspace().Write("log.csv", log);
        return await Read(workspace, units, asOf, [new SourceDefinition("log", new FileLocation("log.csv"), "user", "at")]);
    }

    private static Task<UnitRowSample> Read(TempWorkspace workspace, LinkUnits units, DateTimeOffset? asOf = null, IReadOnlyList<SourceDefinition>? sources = null)
        => new DuckUnitRowData(workspace.Root).UnitsAsync("l", units, sources ?? Logs, asOf ?? Later, new ReadOptions(), null, TestContext.Current.CancellationToken);
}
