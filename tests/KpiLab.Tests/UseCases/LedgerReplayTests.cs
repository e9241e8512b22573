using System.Globalization;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Tests;

/// <summary>Two years of monthly checks through the product, all in one store: forecasts are stored before their outcome is known, scored when it comes, and never written anew.</summary>
public sealed class LedgerReplayTests : IDisposable
{
    private const int Known = 104;
    private const int Months = 24;
    private static readonly DateOnly First = new(2010, 1, 1);
    private readonly SmallWorkspace _workspace = new();
    private readonly List<(int Month, double Value, DateOnly Known)> _leads = [];
    private readonly List<(int Month, double Value, DateOnly Known)> _outcomes = [];

    // y[t] = .4 y[t−1] + .9 x[t−2] + e; the lead of a month is known on the first of the next, its outcome on the tenth.
    public LedgerReplayTests()
    {
        var random = new SeededRandom(1);
        double x1 = 0, x2 = 0, y = 0;
        for (var t = -50; t < Known + Months + 2; t++)
        {
            y = (0.4 * y) + (0.9 * x2) + random.NextNormal();
            (x2, x1) = (x1, (0.6 * x1) + (0.8 * random.NextNormal()));
            if (t >= 0)
            {
                _leads.Add((t, x1, First.AddMonths(t + 1)));
                _outcomes.Add((t, y, First.AddMonths(t + 1).AddDays(9)));
            }
        }

        Define();
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Over_24_months_every_forecast_is_stored_scored_once_and_never_written_anew()
    {
        var written = new List<string>();
        var (forecasts, scores) = (0, 0);
        LinkReport report = null!;
        for (var months = Known; months <= Known + Months; months++)
        {
            report = await LookAsync(months);
            Assert.Equal(LinkWord.Keep, report.Word);
            Assert.Single(report.Ledger.NewForecasts);
            Assert.Equal(months > Known, report.Ledger.NewScores.Count == 1);
            forecasts++;
            scores += report.Ledger.NewScores.Count;

            // What the journal held before stands there word by word.
            var entries = await EntriesAsync();
            Assert.Equal(written, entries.Take(written.Count));
            Assert.Equal(forecasts + scores, entries.Count);
            written = entries;
        }

        var record = await (await LabAsync(Known + Months)).LinkRecordAsync("x_leads_y");
        Assert.Equal((Months, 1), (record.Ledger.Scored.Count, record.Ledger.Open.Count));
        Assert.Equal(report.Ledger.Scored, record.Ledger.Scored);
        for (var i = 0; i < Months; i++)
        {
            var scored = record.Ledger.Scored[i];
            Assert.Equal((First.AddMonths(Known - 1 + i), First.AddMonths(Known + i)), (scored.Forecast.Made, scored.Forecast.Period));
            Assert.Equal(_outcomes[Known + i].Value, scored.Outcome, 1e-12);
        }

        // Skill as it is shown, by hand; a strength of .9 leaves 1 / 1.81 of the squared error, 24 forecasts tell that roughly.
        var skill = 1 - (record.Ledger.Scored.Sum(s => Math.Pow(s.Outcome - s.Forecast.Value, 2)) / record.Ledger.Scored.Sum(s => Math.Pow(s.Outcome - s.Forecast.Baseline, 2)));
        Assert.InRange(skill, 0.1, 0.75);
        var sentence = Invariant($"24 forecasts met their outcome: {skill * 100:0.#} % less squared error than the outcome's own past");
        Assert.Contains(sentence, System.Net.WebUtility.HtmlDecode(report.ToHtml()), StringComparison.Ordinal);
        Assert.Contains(sentence, LinkHistory.ToDocument(record.Definition, record.Checks, record.Ledger).ToMarkdown(), StringComparison.Ordinal);
        Assert.Null((await (await LabAsync(Known + Months)).VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task Forecasts_of_a_fraction_are_shown_in_per_cent_by_the_page_and_by_what_is_stored()
    {
        Define(unit: "\nunit: fraction");
        var page = System.Net.WebUtility.HtmlDecode((await LookAsync(Known)).ToHtml());
        var record = await (await LabAsync(Known)).LinkRecordAsync("x_leads_y");
        var forecast = Assert.Single(record.Ledger.Open);
        var shown = System.Text.RegularExpressions.Regex.Match(record.ToDocument().ToMarkdown(), @"\| (?<value>[−-]?[0-9]+)(?<more>\.[0-9]+)? % \|");
        Assert.True(shown.Success);
        Assert.Equal(100 * forecast.Value, double.Parse((shown.Groups["value"].Value + shown.Groups["more"].Value).Replace('−', '-'), CultureInfo.InvariantCulture), 1.0);
        Assert.Contains(shown.Value.Trim('|', ' '), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Later_vintages_change_neither_forecasts_nor_scores()
    {
        await LookAsync(Known);
        await LookAsync(Known + 1);
        var before = await EntriesAsync();

        // In the month after, all outcomes are revised upwards.
        _outcomes.AddRange([.. _outcomes.Take(Known + 1).Select(o => (o.Month, o.Value + 0.25, First.AddMonths(Known + 2).AddDays(10)))]);
        Write();
        var revised = await LookAsync(Known + 2);
        var record = await (await LabAsync(Known + 2)).LinkRecordAsync("x_leads_y");
        Assert.Equal(before, (await EntriesAsync()).Take(before.Count));
        Assert.Equal(_outcomes[Known].Value, record.Ledger.Scored[0].Outcome, 1e-12); // as it was known when it was scored
        Assert.Equal(_outcomes[Known].Value + 0.25, revised.Series.Value.Outcome[Known]!.Value, 1e-12);
        Assert.Contains(revised.Findings, f => f.Code == "frozen-data-revised");
    }

    [Fact]
    public async Task An_outcome_that_comes_late_leaves_its_forecast_open_until_then()
    {
        await LookAsync(Known);

        // The outcome of the next month is known 40 days late.
        _outcomes[Known] = _outcomes[Known] with { Known = _outcomes[Known].Known.AddDays(40) };
        Write();
        var waiting = await LookAsync(Known + 1);
        Assert.Empty(waiting.Ledger.Scored);
        Assert.Equal(First.AddMonths(Known), Assert.Single(waiting.Ledger.Open).Period);
        var come = await LookAsync(Known + 3);
        Assert.Equal(_outcomes[Known].Value, Assert.Single(come.Ledger.Scored).Outcome, 1e-12);
        Assert.Equal(2, (await LookAsync(Known + 4)).Ledger.Scored.Count);
    }

    [Fact]
    public async Task A_link_whose_lead_is_retired_makes_no_more_forecasts_and_its_open_one_is_scored()
    {
        await LookAsync(Known);
        await (await LabAsync(Known)).MoveAsync("x", KpiState.Retired, "Nobody reads it.");
        var after = await LookAsync(Known + 1);
        Assert.Equal((0, 1, 0), (after.Ledger.NewForecasts.Count, after.Ledger.NewScores.Count, after.Ledger.Open.Count));
        Assert.Contains(after.Findings, f => f.Code == "end-retired");
    }

    [Fact]
    public async Task A_link_that_is_removed_and_comes_back_has_its_forecasts_scored()
    {
        await LookAsync(Known);
        Define(withLink: false);
        await (await LabAsync(Known + 1)).ApplyAsync();
        Assert.Empty(await (await LabAsync(Known + 1)).CheckLinksAsync());
        Define();
        await (await LabAsync(Known + 2)).ApplyAsync();
        var back = await LookAsync(Known + 2);
        Assert.Equal(First.AddMonths(Known), Assert.Single(back.Ledger.Scored).Forecast.Period);
    }

    [Fact]
    public async Task A_forecast_of_the_outcome_under_another_measure_is_never_held_against_todays_values()
    {
        await LookAsync(Known);

        // A change of the link's lags starts its memory anew; the forecast stays one of the same outcome.
        Define(lag: "1m..5m");
        await (await LabAsync(Known + 1)).ApplyAsync();
        var lags = await LookAsync(Known + 1);
        Assert.Contains(lags.Findings, f => f.Code == "memory-restarted");
        Assert.Single(lags.Ledger.Scored);

        // A change of the outcome's measure makes what is open void.
        Define(lag: "1m..5m", value: "100 * y");
        await (await LabAsync(Known + 2)).ApplyAsync();
        var measure = await LookAsync(Known + 2);
        Assert.Single(measure.Ledger.Scored);
        Assert.Equal(First.AddMonths(Known + 1), Assert.Single(measure.Ledger.Void).Period);
        Assert.Contains("1 forecast was made of the outcome under another definition and cannot be scored.", measure.Ledger.Sentence, StringComparison.Ordinal);
    }

    // The check of a month: on the fifteenth of the one after it.
    private async Task<LinkReport> LookAsync(int months)
    {
        var lab = await LabAsync(months);
        await lab.ApplyAsync();
        return await lab.CheckLinkAsync("x_leads_y");
    }

    private async Task<Lab> LabAsync(int months)
    {
        _workspace.Now = new DateTimeOffset(First.AddMonths(months).AddDays(14), new TimeOnly(9, 0), TimeSpan.Zero);
        return await _workspace.OpenAsync();
    }

    private async Task<List<string>> EntriesAsync()
    {
        using var store = await Store.SqliteStore.OpenAsync(Path.Combine(_workspace.Folder, ".kpilab/store.db"), new Store.StoreOptions(_workspace));
        var forecasts = await store.JournalAsync("forecast");
        var scores = await store.JournalAsync("forecast-score");
        return [.. forecasts.Concat(scores).OrderBy(e => e.At).ThenBy(e => e.Number).ThenBy(e => e.Kind, StringComparer.Ordinal).Select(e => $"{e.Id} {e.Kind} {e.ContentHash} {e.Content.ToJsonString()}")];
    }

    private void Define(bool withLink = true, string lag = "1m..6m", string value = "y", string unit = "")
    {
        Write();
        _workspace.Write("definitions.yaml", $$"""
            kind: source
            id: leads
            from: leads.csv
            known_at: known
            ---
            kind: source
            id: outcomes
            from: outcomes.csv
            known_at: known
            ---
            kind: kpi
            id: x
            direction: increase
            measure: {type: imported, source: leads, period: month, value: x}
            ---
            kind: kpi
            id: y
            direction: increase
            measure: {type: imported, source: outcomes, period: month, value: {{value}}}{{unit}}
            """ + (withLink ? $"\n---\nkind: link\nid: x_leads_y\nfrom: x\nto: y\nexpect: positive\nlag: {lag}\nseason: 1\n" : "\n"));
    }

    private void Write()
    {
        foreach (var (name, rows) in new[] { ("x", _leads), ("y", _outcomes) })
        {
            _workspace.Write(name == "x" ? "leads.csv" : "outcomes.csv", $"month,{name},known\n" + string.Concat(rows.Select(r => string.Create(
                CultureInfo.InvariantCulture, $"{First.AddMonths(r.Month):yyyy-MM-dd},{r.Value:R},{r.Known:yyyy-MM-dd}\n"))));
        }
    }
}
