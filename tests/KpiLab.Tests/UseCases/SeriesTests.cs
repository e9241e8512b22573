using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>KPIs over time from a workspace to every medium.</summary>
public sealed class SeriesTests
{
    private const string Definitions = """
        kind: source
        id: weekly
        from: weekly.csv
        ---
        kind: kpi
        id: activation
        name: Activation
        cadence: weekly
        unit: fraction
        direction: increase
        measure: {type: imported, source: weekly, period: week, value: v, standard_error: se}
        """;

    private const string Values = "week,v,se,w\n2025-09-01,0.31,0.01,1\n2025-09-08,0.3333333333333333,0.012,2\n2025-09-15,,,3\n2025-09-22,0.35,0.013,4\n";

    [Fact]
    public async Task What_is_written_as_csv_is_read_back_to_the_last_bit()
    {
        using var workspace = Workspace();
        var lab = await workspace.OpenAsync();
        var series = await lab.SeriesAsync("activation");
        Assert.Equal([0.31, 0.3333333333333333, null, 0.35], series.Points.Select(p => p.Value));

        workspace.Write("copy.csv", series.ToCsv());
        workspace.Write("copy.yaml", "kind: source\nid: copy\nfrom: copy.csv\n---\nkind: metric\nid: again\nunit: fraction\ndirection: increase\nmeasure: {type: imported, source: copy, period: period, value: value, standard_error: std_error}\n");
        Assert.Equal(series.Points, (await lab.SeriesAsync("again")).Points);
    }

    [Fact]
    public async Task A_computed_series_is_read_back_too()
    {
        using var workspace = Workspace();
        workspace.Write("e.csv", "user,at,x\na,2025-09-01,1\nb,2025-09-02,0\nc,2025-09-09,1\n");
        workspace.Write("e.yaml", "kind: source\nid: e\nfrom: e.csv\nunit: user\ntime: at\n---\nkind: metric\nid: paid\nunit: fraction\ndirection: increase\nmeasure: {type: proportion, source: e, value: x}\n");
        var lab = await workspace.OpenAsync();
        var series = await lab.SeriesAsync(new SeriesQuestion("paid", Cadence.Weekly));
        Assert.Equal([(0.5, 2L), (1, 1)], series.Points.Select(p => (p.Value!.Value, p.Units!.Value)));

        workspace.Write("copy.csv", series.ToCsv());
        workspace.Write("copy.yaml", "kind: source\nid: copy\nfrom: copy.csv\n---\nkind: metric\nid: again\nunit: fraction\ndirection: increase\nmeasure: {type: imported, source: copy, period: period, value: value, standard_error: std_error}\n");
        Assert.Equal(series.Points.Select(p => p with { Units = null }), (await lab.SeriesAsync("again")).Points);
    }

    [Fact]
    public async Task A_remark_stands_at_its_period_once_it_was_made()
    {
        using var workspace = Workspace();
        var lab = await workspace.OpenAsync();
        var entry = await lab.AnnotateAsync("activation", new DateOnly(2025, 9, 10), "New sign-up form");
        Assert.Equal(("note", "kpi/activation", 1), (entry.Kind, entry.Subject, entry.Number));

        var series = await lab.SeriesAsync("activation");
        Assert.Equal(new SeriesNote(new DateOnly(2025, 9, 8), "New sign-up form", "ann@example.org"), Assert.Single(series.Notes));
        Assert.Contains("New sign-up form (ann@example.org)", series.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("New sign-up form", series.ToCsv(), StringComparison.Ordinal);

        var before = await workspace.OpenAsync(new LabOptions(AsOf: workspace.Now.AddDays(-1)));
        Assert.Empty((await before.SeriesAsync("activation")).Notes);
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.AnnotateAsync("nothing", new DateOnly(2025, 9, 10), "text"));
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.AnnotateAsync("activation", new DateOnly(2025, 9, 10), " "));
    }

    [Fact]
    public async Task A_definition_that_a_person_knows_to_have_changed_breaks_the_series_from_the_first_whole_period()
    {
        using var workspace = Workspace();
        var lab = await workspace.OpenAsync();
        await lab.AnnotateAsync("activation", new DateOnly(2025, 9, 10), "Trials of staff no longer count", newDefinition: true);

        var series = await lab.SeriesAsync("activation");
        var change = Assert.Single(series.Changes);
        Assert.Equal((new DateOnly(2025, 9, 15), "Trials of staff no longer count, says ann@example.org"), (change.At, change.Sentence));
        Assert.Empty(series.Notes);
        Assert.Contains("New definition: Trials of staff no longer count", series.ToMarkdown(), StringComparison.Ordinal);

        var before = await workspace.OpenAsync(new LabOptions(AsOf: workspace.Now.AddDays(-1)));
        Assert.Empty((await before.SeriesAsync("activation")).Changes);
    }

    [Fact]
    public async Task A_new_definition_without_a_whole_period_yet_is_a_remark()
    {
        using var workspace = Workspace();
        var lab = await workspace.OpenAsync();
        await lab.AnnotateAsync("activation", new DateOnly(2025, 9, 24), "Trials of staff no longer count", newDefinition: true);

        var series = await lab.SeriesAsync("activation");
        Assert.Empty(series.Changes);
        Assert.Equal(new SeriesNote(new DateOnly(2025, 9, 22), "New definition: Trials of staff no longer count", "ann@example.org"), Assert.Single(series.Notes));

        workspace.Write("weekly.csv", Values + "2025-09-29,0.36,0.013,5\n");
        series = await lab.SeriesAsync("activation");
        Assert.Empty(series.Notes);
        Assert.Equal(new DateOnly(2025, 9, 29), Assert.Single(series.Changes).At);
    }

    [Fact]
    public async Task A_change_of_an_imported_measure_is_a_change_of_the_series()
    {
        using var workspace = Workspace();
        workspace.Now = new DateTimeOffset(2025, 8, 1, 0, 0, 0, TimeSpan.Zero);
        await (await workspace.OpenAsync()).ApplyAsync();
        workspace.Write("kpis.yaml", Definitions.Replace("Activation", "Activated trials", StringComparison.Ordinal)); // no change of what is measured
        workspace.Now = new DateTimeOffset(2025, 9, 3, 0, 0, 0, TimeSpan.Zero);
        await (await workspace.OpenAsync()).ApplyAsync();
        workspace.Write("kpis.yaml", Definitions.Replace("value: v", "value: w", StringComparison.Ordinal));
        workspace.Now = new DateTimeOffset(2025, 9, 10, 12, 0, 0, TimeSpan.Zero);
        await (await workspace.OpenAsync()).ApplyAsync();
        workspace.Now = new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Single((await (await workspace.OpenAsync()).SeriesAsync("activation")).Former);
        Assert.Empty((await (await workspace.OpenAsync(new LabOptions(AsOf: new DateTimeOffset(2025, 9, 9, 0, 0, 0, TimeSpan.Zero)))).SeriesAsync("activation")).Former);

        // On the day of the change the hour tells.
        async Task<int> FormerAsync(int hour) => (await (await workspace.OpenAsync(new LabOptions(AsOf: new DateTimeOffset(2025, 9, 10, hour, 0, 0, TimeSpan.Zero)))).SeriesAsync("activation")).Former.Count;
        Assert.Equal((0, 1), (await FormerAsync(11), await FormerAsync(12)));

        var change = Assert.Single((await (await workspace.OpenAsync()).SeriesAsync("activation")).Changes);
        Assert.Equal((new DateOnly(2025, 9, 15), "its measure was changed"), (change.At, change.Sentence));
    }

    [Fact]
    public async Task Every_medium_tells_the_same()
    {
        using var workspace = Workspace();
        var lab = await workspace.OpenAsync();
        await lab.AnnotateAsync("activation", new DateOnly(2025, 9, 1), "<b>Launch</b>");
        var series = await lab.SeriesAsync("activation");

        var json = JsonNode.Parse(series.ToJson())!;
        Assert.Equal(0.35, (double)json["points"]![3]!["value"]!);
        Assert.Null(json["points"]![2]!["value"]);
        Assert.Equal("2025-09-01", (string?)json["notes"]![0]!["at"]);
        Assert.Contains("| 2025-09-22 | 35.0 % | 1.3 % |", series.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("no value", series.ToMarkdown(), StringComparison.Ordinal);

        var figure = series.ToFigure();
        Assert.Equal([2], Assert.Single(figure.Series).Breaks);
        Assert.Equal(0.35 - (1.959963984540054 * 0.013), figure.Series[0].Points[2].Lower, 1e-15);
        Assert.Contains("with 1 gap", figure.Description, StringComparison.Ordinal);
        var svg = FigureSvg.Render(figure, FigureSize.Wide);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Periods_can_be_cut_out()
    {
        using var workspace = Workspace();
        var series = await (await workspace.OpenAsync()).SeriesAsync(new SeriesQuestion("activation", From: new DateOnly(2025, 9, 14), To: new DateOnly(2025, 9, 15)));
        Assert.Equal([new(2025, 9, 8), new DateOnly(2025, 9, 15)], series.Points.Select(p => p.Start));
        var error = await Assert.ThrowsAsync<InvalidInputException>(async () => await (await workspace.OpenAsync()).SeriesAsync(new SeriesQuestion("activation", From: new DateOnly(2025, 9, 14), To: new DateOnly(2025, 9, 1))));
        Assert.Contains("2025-09-14 is after 2025-09-01", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_of_an_experiments_own_rows_has_no_series()
    {
        using var workspace = Workspace();
        workspace.Write("m.yaml", "kind: metric\nid: own\ndirection: increase\nmeasure: {type: mean, value: spend}\n");
        var error = await Assert.ThrowsAsync<InvalidInputException>(async () => await (await workspace.OpenAsync()).SeriesAsync("own"));
        Assert.Contains("has no values over time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_computed_lead_is_read_again_at_the_cadence_of_its_outcome()
    {
        using var workspace = Workspace();
        // Weekly lead, monthly outcome. In September a pays 1 and 3, b 2: mean 3 per user, which the weekly means 1.5 and 3 do not tell.
        workspace.Write("e.csv", "user,at,x\na,2025-09-01,1\nb,2025-09-02,2\na,2025-09-09,3\na,2025-10-09,7\nb,2025-11-20,8\n");
        workspace.Write("months.csv", "month,v\n2025-08,1\n2025-09,2\n2025-10,4\n");
        workspace.Write("e.yaml", """
            kind: source
            id: e
            from: e.csv
            unit: user
            time: at
            ---
            kind: source
            id: months
            from: months.csv
            ---
            kind: kpi
            id: spend_per_user
            cadence: weekly
            unit: currency
            direction: increase
            measure: {type: mean, source: e, value: x}
            ---
            kind: kpi
            id: renewals
            cadence: monthly
            unit: count
            direction: increase
            measure: {type: imported, source: months, period: month, value: v}
            ---
            kind: link
            id: spend_leads_renewals
            from: spend_per_user
            to: renewals
            expect: positive
            lag: 4w..10w
            """);
        var session = new Session(workspace.Folder, new LabOptions(Clock: workspace));
        var registry = await ReadRegistry.RunAsync(session, TestContext.Current.CancellationToken);
        var reading = Assert.Single(await ReadSeries.LinksAsync(session, registry, registry.Definitions.Links, null, TestContext.Current.CancellationToken));

        Assert.Equal(Cadence.Monthly, reading.Lead.Calendar.Cadence);
        Assert.Equal([new(2025, 9, 1), new DateOnly(2025, 10, 1)], reading.Aligned.Value.Starts);
        Assert.Equal([3.0, 7], reading.Aligned.Value.Lead);
        Assert.Equal([2.0, 4], reading.Aligned.Value.Outcome);
        Assert.Equal((1, 2), (reading.Aligned.Value.FirstLag, reading.Aligned.Value.LastLag)); // 0.92 and 2.30 months
    }

    private static SmallWorkspace Workspace()
    {
        var workspace = new SmallWorkspace();
        workspace.Write("weekly.csv", Values);
        workspace.Write("kpis.yaml", Definitions);
        return workspace;
    }
}
