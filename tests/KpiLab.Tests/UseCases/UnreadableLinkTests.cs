using System.Globalization;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Tests;

/// <summary>Refusals of <c>link check</c>: typed, finite, and each for its own link only.</summary>
public sealed class UnreadableLinkTests : IDisposable
{
    private readonly SmallWorkspace _workspace = new();

    public UnreadableLinkTests()
    {
        _workspace.Now = new DateTimeOffset(2025, 6, 15, 9, 0, 0, TimeSpan.Zero);
        var random = new SeededRandom(5);
        double[] x = new double[110], y = new double[110];
        for (var t = 2; t < x.Length; t++)
        {
            x[t] = (0.6 * x[t - 1]) + (0.8 * random.NextNormal());
            y[t] = (0.4 * y[t - 1]) + (0.9 * x[t - 2]) + random.NextNormal();
        }

        Write("good", t => (Month(t), x[t], y[t]), Enumerable.Range(0, 110));
        Write("short", t => (Month(t), x[t], y[t]), Enumerable.Range(0, 20));
        Write("constant", t => (Month(t), 7, y[t]), Enumerable.Range(0, 110));
        Write("gaps", t => (Month(t), x[t], y[t]), Enumerable.Range(0, 110).Where(t => t is < 40 or > 51));
        Write("uneven", t => (Month(t).AddDays(t * 7 % 20), x[t], y[t]), Enumerable.Range(0, 110));
        _workspace.Write("definitions.yaml", string.Join("\n---\n", new[] { "good", "short", "constant", "gaps", "uneven" }.Select(s => $$"""
            kind: source
            id: {{s}}
            from: {{s}}.csv
            ---
            kind: kpi
            id: {{s}}_x
            direction: increase
            measure: {type: imported, source: {{s}}, period: month, value: x}
            ---
            kind: kpi
            id: {{s}}_y
            direction: increase
            measure: {type: imported, source: {{s}}, period: month, value: y}
            ---
            kind: link
            id: {{s}}_link
            from: {{s}}_x
            to: {{s}}_y
            expect: positive
            lag: 1m..6m
            season: 1
            """)));
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Every_refusal_is_typed_and_takes_no_other_link_with_it()
    {
        var lab = await _workspace.OpenAsync();
        await lab.ApplyAsync();
        var reports = (await lab.CheckLinksAsync()).ToDictionary(r => r.Link.Id, StringComparer.Ordinal);
        Assert.Equal(LinkWord.Keep, reports["good_link"].Word);
        Assert.Contains(reports["good_link"].Findings, f => f.Code == "family-incomplete");
        foreach (var (link, code) in new[] { ("short_link", SeriesReason.TooShort), ("constant_link", "constant-series"), ("gaps_link", "gaps"), ("uneven_link", "unreadable") })
        {
            Assert.Equal(LinkWord.InsufficientEvidence, reports[link].Word);
            Assert.Equal(code, reports[link].Verdict.Evidence.Reason.Code);
        }

        var finding = Assert.Single(reports["uneven_link"].Findings, f => f.Code == "unreadable");
        Assert.Equal(Severity.Critical, finding.Severity);
        Assert.Contains("are neither days, weeks, months, quarters nor years", finding.Sentence, StringComparison.Ordinal);
        var json = reports.Values.ToList().ToJson();
        Assert.DoesNotContain("NaN", json, StringComparison.Ordinal);
        Assert.NotEmpty(LinkPage.Render([.. reports.Values]));

        // Nothing is remembered of what could not be read; asked for alone it is refused.
        Assert.Empty((await lab.LinkRecordAsync("uneven_link")).Checks);
        Assert.Single((await lab.LinkRecordAsync("gaps_link")).Checks);
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.CheckLinkAsync("uneven_link"));
    }

    private static DateOnly Month(int t) => new DateOnly(2015, 1, 1).AddMonths(t);

    private void Write(string name, Func<int, (DateOnly, double, double)> row, IEnumerable<int> rows)
        => _workspace.Write(name + ".csv", "month,x,y\n" + string.Concat(rows.Select(row).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Item1:yyyy-MM-dd},{r.Item2:R},{r.Item3:R}\n"))));
}
