using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>Cohorts from files to every medium. The larger numbers are by pandas, scipy and R survival: <c>cohort_reference.py</c> beside this file.</summary>
public sealed class CohortTests
{
    [Fact]
    public async Task Three_units_worked_by_hand()
    {
        // u1: 10 January and 3 February; u2: a row of 0 on 20 January, then 1 March; u3: 5 February and 15 March, when the data end.
        var analysis = await AskAsync(
            "user,at,amount\nu1,2026-01-10,5\nu1,2026-02-03,2\nu2,2026-01-20,0\nu2,2026-03-01,3\nu3,2026-02-05,1\nu3,2026-03-15,4\n", new CohortQuestion("spending"));

        Assert.Equal([new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1)], analysis.All.Select(r => r.Start));
        Assert.Equal([2L, 1], analysis.All.Select(r => r.Units));
        Assert.Equal([1L, 1, 1], analysis.All[0].Cells.Select(c => c.Active));
        Assert.Equal([true, true, false], analysis.All[0].Cells.Select(c => c.IsComplete));
        Assert.Equal([2.5, 1, 1.5], analysis.All[0].Cells.Select(c => c.Kpi.Value.Value));
        Assert.Equal([1L, 1], analysis.All[1].Cells.Select(c => c.Active));
        Assert.False(analysis.All[1].Cells[0].Kpi.IsDefined); // one unit has no interval

        // Lapsed after 28 days without a row that counts: u2 and u3 on day 28, u1 on day 24 + 28.
        var steps = Assert.Single(analysis.Survival).Curve.Value;
        Assert.Equal([(28.0, 3L, 2L), (52, 1, 1)], steps.Select(s => (s.Risk.Time, s.Risk.AtRisk, s.Risk.Events)));
        Assert.Equal(1 / 3.0, steps[0].Survival, 1e-15);
    }

    [Fact]
    public async Task Weekly_retention_and_means_agree_with_pandas_and_scipy()
    {
        var analysis = await AskAsync(Many(), new CohortQuestion("spending", CohortPeriod.Week));

        Assert.Equal([38L, 34, 35, 35, 34, 36, 34, 34, 20], analysis.All.Select(r => r.Units));
        var row = analysis.All[1];
        Assert.Equal(new DateOnly(2026, 1, 12), row.Start);
        Assert.Equal([31L, 24, 26, 13], row.Cells.Take(4).Select(c => c.Active));
        Near([24 / 34.0, 0.5383109020528556, 0.8316536932957757], row.Cells[1].Retention.Value);
        Near([7.235294117647059, 5.0201113775178845, 9.450476857776234], row.Cells[1].Kpi.Value);
        Assert.Equal(1.0888012210605336, row.Cells[1].Kpi.Value.StandardError!.Value, 1e-12);
    }

    [Fact]
    public async Task Lapse_curve_and_log_rank_agree_with_R_survival()
    {
        var analysis = await AskAsync(Many(), new CohortQuestion("spending", CohortPeriod.Week, Segment: "plan"));

        Assert.Equal("plan", analysis.GroupedBy);
        Assert.Equal([null, "free", "pro"], analysis.Survival.Select(s => s.Group));
        Assert.Equal(297, analysis.Survival[0].Events);
        (int Day, double Survival, double Low, double High)[] expected =
        [
            (7, 0.77, 0.71810466254105865, 0.8135954295576403), (10, 0.61, 0.55234233229090812, 0.6625799510328390),
            (14, 0.3933333333333333, 0.33798053460184696, 0.4481466825358888), (20, 0.1157446808510638, 0.08256568506102649, 0.1550009024049193),
        ];
        foreach (var (day, survival, low, high) in expected)
        {
            var step = analysis.Survival[0].Curve.Value.Last(s => s.Risk.Time <= day);
            Assert.Equal(survival, step.Survival, 1e-12);
            Assert.Equal(low, step.Interval.Value.Lower, 1e-12);
            Assert.Equal(high, step.Interval.Value.Upper, 1e-12);
        }

        var test = Assert.Single(analysis.LogRank);
        Assert.Equal(("pro", "free"), (test.Group, test.Against));
        Assert.Equal(0.1011120430114079, test.Result.Value.Test.Statistic, 1e-10);
        Assert.Equal(0.7504991982416411, test.Result.Value.Test.PValue, 1e-10);
        Assert.Equal(100.3138308112944, test.Result.Value.Expected, 1e-9);
    }

    [Fact]
    public async Task Units_enter_by_exposure_and_are_told_apart_by_variant()
    {
        // a pays on day 4 (its row before exposure does not count), b on day 0, c never; d was seen in both variants; z was not exposed, but its row says that the data reach 9 January.
        using var workspace = new SmallWorkspace();
        workspace.Write("units.csv", "user,variant,exposed_at,converted,spend,country\na,old,2026-01-01,0,0,DE\nb,new,2026-01-02,0,0,DE\nc,old,2026-01-03,0,0,DE\nd,old,2026-01-01,0,0,DE\nd,new,2026-01-04,0,0,DE\n");
        workspace.Write("events.csv", "user,at,amount,plan\na,2025-12-31,1,x\na,2026-01-05,1,x\nb,2026-01-02,1,x\nd,2026-01-05,1,x\nz,2026-01-09,1,x\n");
        workspace.Write("events.yaml", Definitions);
        var analysis = await (await workspace.OpenAsync()).CohortAsync(new CohortQuestion("paid", CohortPeriod.Week, Experiment: "checkout"));

        Assert.Equal(3, analysis.Units);
        Assert.Equal(["old", "new"], analysis.ByGroup.Select(r => r.Group).Distinct());
        Assert.Contains(analysis.Findings, f => f.Code == "multiple-exposure");
        Assert.Equal([("old", 2L, 1L), ("new", 1, 1)], analysis.Survival.Skip(1).Select(s => (s.Group!, s.Units, s.Events)));
        Assert.Equal([(4.0, 2L)], analysis.Survival[1].Curve.Value.Select(s => (s.Risk.Time, s.Risk.AtRisk)));
        Assert.Equal(("new", "old"), (Assert.Single(analysis.LogRank).Group, analysis.LogRank[0].Against));
    }

    [Fact]
    public async Task Every_medium_tells_the_same()
    {
        var analysis = await AskAsync(Many(), new CohortQuestion("spending", CohortPeriod.Week, Segment: "plan"));
        var json = JsonNode.Parse(analysis.ToJson())!;
        var cells = analysis.All.Concat(analysis.ByGroup).Sum(r => r.Cells.Count);

        Assert.Equal(24, (long?)json["cohorts"]![1]!["periods"]![1]!["active"]);
        Assert.Equal(0.77, (double)json["survival"]!["curves"]![0]!["steps"]!.AsArray().Last(s => (double)s!["day"]! <= 7)!["survival"]!, 1e-12);
        Assert.Equal(cells, analysis.ToTable().Rows.Count);
        Assert.Contains("70.59 %<br>53.83 % to 83.17 %", analysis.ToMarkdown(), StringComparison.Ordinal);
        var page = CohortReport.Render(analysis, new ReportOptions { Interactive = false });
        Assert.Contains("Retention by cohort", page, StringComparison.Ordinal);
        Assert.Contains("70.59 %", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_answered_is_refused_with_its_reason()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => AskAsync(Many(), new CohortQuestion("nothing")));
        Assert.Contains("there is no kpi or metric nothing", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<InvalidInputException>(() => AskAsync(Many(), new CohortQuestion("spending", Segment: "colour")));
        Assert.Contains("has no column `colour`", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<InvalidInputException>(() => AskAsync(Many(), new CohortQuestion("spend"))); // its source has no time
        Assert.Contains("has no `time`", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<InvalidInputException>(() => AskAsync("user,at,amount,plan\n", new CohortQuestion("spending")));
        Assert.NotEmpty(error.Message);
    }

    private const string Definitions = """
        kind: source
        id: events
        from: events.csv
        unit: user
        time: at
        columns: {user: text, at: timestamp, amount: double, plan: text}
        ---
        kind: metric
        id: spending
        name: Spending
        unit: currency
        direction: increase
        measure: {type: mean, source: events, value: amount}
        ---
        kind: metric
        id: paid
        name: Paid
        unit: fraction
        direction: increase
        measure: {type: proportion, source: events, value: amount > 0}
        """;

    private static void Near(double[] expected, CohortEstimate actual)
        => Assert.All(expected.Zip([actual.Value, actual.Set.Lower, actual.Set.Upper]), e => Assert.Equal(e.First, e.Second, 1e-12));

    private static async Task<CohortAnalysis> AskAsync(string events, CohortQuestion question)
    {
        using var workspace = new SmallWorkspace();
        workspace.Write("events.csv", events);
        workspace.Write("events.yaml", events.Contains("plan", StringComparison.Ordinal) ? Definitions : Definitions.Replace(", plan: text", "", StringComparison.Ordinal));
        return await (await workspace.OpenAsync()).CohortAsync(question);
    }

    private static string Many()
    {
        var text = new StringBuilder("user,at,amount,plan\n");
        for (var u = 0; u < 300; u++)
        {
            var entry = u * 29 % 1440;
            for (var k = 0; k < 6; k++)
            {
                var at = new DateTime(2026, 1, 5).AddHours(entry + (k == 0 ? 0 : 1 + (((u * 31) + (k * k * 97)) % 480)));
                text.Append(CultureInfo.InvariantCulture, $"{u},{at:yyyy-MM-dd HH:mm:ss},{((u * 7) + (k * 3)) % 11},{(u % 3 == 0 ? "pro" : "free")}\n");
            }
        }

        return text.ToString();
    }
}
