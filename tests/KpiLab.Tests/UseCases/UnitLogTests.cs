using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Tests;

/// <summary>Unit evidence of a link from event logs, through the lab: the same as from a table of units that was made of the same events.</summary>
public sealed class UnitLogTests : IAsyncLifetime
{
    private const int Units = 3000;
    private static readonly DateTime Begin = new(2025, 6, 2, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTimeOffset Now = new(Begin.AddMinutes(180L * Units));
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-unitlog-").FullName;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in SampleCompany.Files())
        {
            await WriteAsync(file.Path, file.Text);
        }

        // Visits in the first week by a Poisson law of mean 3; the chance to pay 28 to 56 days after sign-up rises with them: logit −2 + 0.4 visits. Every second payer pays twice.
        var random = new SeededRandom(11);
        StringBuilder signups = new("user,at\n"), visits = new("user,at,page\n"), payments = new("user,at,amount\n"), table = new("user,started,visits,paid\n");
        for (var unit = 0; unit < Units; unit++)
        {
            var entered = Begin.AddMinutes(180L * unit);
            var count = 0;
            for (var sum = -Math.Log(1 - random.NextDouble()); sum < 3; sum -= Math.Log(1 - random.NextDouble()))
            {
                count++;
            }

            signups.Append(CultureInfo.InvariantCulture, $"{unit},{entered:s}Z\n");
            for (var visit = 0; visit < count; visit++)
            {
                visits.Append(CultureInfo.InvariantCulture, $"{unit},{entered.AddMinutes(random.NextDouble() * 7 * 1440):s}Z,home\n");
            }

            visits.Append(CultureInfo.InvariantCulture, $"{unit},{entered.AddDays(10):s}Z,home\n");
            var pays = random.NextBernoulli(1 / (1 + Math.Exp(2 - (0.4 * count))));
            for (var payment = 0; pays && payment < 1 + (unit % 2); payment++)
            {
                payments.Append(CultureInfo.InvariantCulture, $"{unit},{entered.AddDays(30 + payment):s}Z,25\n");
            }

            table.Append(CultureInfo.InvariantCulture, $"{unit},{entered:s}Z,{count},{(pays ? 1 : 0)}\n");
        }

        // Somebody else pays on the last day, so that the log of payments is known to reach it.
        payments.Append(CultureInfo.InvariantCulture, $"x,{Begin.AddMinutes(180L * Units):s}Z,25\n");
        await WriteAsync("data/signups.csv", signups.ToString());
        await WriteAsync("data/visits.csv", visits.ToString());
        await WriteAsync("data/payments.csv", payments.ToString());
        await WriteAsync("data/table.csv", table.ToString());
        await WriteAsync("logs.yaml", """
            kind: source
            id: app_signups
            from: data/signups.csv
            unit: user
            time: at
            ---
            kind: source
            id: app_visits
            from: data/visits.csv
            unit: user
            time: at
            ---
            kind: source
            id: app_payments
            from: data/payments.csv
            unit: user
            time: at
            ---
            kind: source
            id: app_table
            from: data/table.csv
            """);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private const string FromLogs = """
        units:
          source: app_visits
          rows: events
          entry: {source: app_signups}
          early: {window: 0d..7d}
          outcome: {source: app_payments, value: amount > 0, window: 28d..56d}
        """;

    private const string FromTable = """
        units:
          source: app_table
          entered: started
          early: {value: visits, window: 0d..7d}
          outcome: {value: paid, window: 28d..56d}
        """;

    [Fact]
    public async Task Logs_say_the_same_as_a_table_of_units_made_of_them()
    {
        // Both see outcomes up to the same moment: the last payment.
        var logs = (await CheckAsync(FromLogs, Now)).Units!;
        var table = (await CheckAsync(FromTable, Now)).Units!;

        // Entries of the last 56 days are open: one every three hours.
        Assert.Equal((Units, (56 * 8) - 1, 0), (logs.Read, logs.Open, logs.Missing));
        Assert.Equal(Units - (56 * 8) + 1, logs.Units);
        Assert.Equal((table.Read, table.Open, table.Units), (logs.Read, logs.Open, logs.Units));
        Assert.Equal(table.Relation.Value, logs.Relation.Value);
        Assert.Equal(table.Prediction.Value.Auc, logs.Prediction.Value.Auc);
        Assert.Equal(table.Drift.Select(d => (d.Month, d.Units)), logs.Drift.Select(d => (d.Month, d.Units)));

        // Planted: the AUC of a Poisson count of mean 3 under this logit is 0.680 by enumeration; three of its standard errors (Hanley and McNeil) over 766 later units.
        Assert.InRange(logs.Prediction.Value.Auc, 0.680 - 0.064, 0.680 + 0.064);
    }

    [Fact]
    public async Task Reports_tell_what_was_counted_when_and_who_is_left_out()
    {
        var report = await CheckAsync(FromLogs, Now);
        var units = JsonNode.Parse(report.ToJson())!["units"]!;
        Assert.Equal("events", (string?)units["rows"]);
        Assert.Equal(("app_payments", "amount > 0", "28d..56d"), ((string?)units["outcome"]!["source"], (string?)units["outcome"]!["value"], (string?)units["outcome"]!["window"]));
        Assert.Equal(447, (int)units["open"]!);
        Assert.StartsWith("2026-06-12T", (string?)units["observedUntil"], StringComparison.Ordinal);
        var text = report.ToDocument().ToMarkdown().Replace("\\", "", StringComparison.Ordinal);
        Assert.Contains("events, 0d..7d after entry (app_visits)", text, StringComparison.Ordinal);
        Assert.Contains("447 left out because the outcome's window was not over on 2026-06-12", text, StringComparison.Ordinal);
        Assert.Contains("less squared error than the rate alone (Brier)", text, StringComparison.Ordinal);
        Assert.Contains("amount > 0, 28d..56d after entry (app_payments)", System.Net.WebUtility.HtmlDecode(report.ToHtml()), StringComparison.Ordinal);
        Assert.Contains("units-open", report.Findings.Select(f => f.Code));
    }

    [Fact]
    public async Task Units_are_no_part_of_what_the_memory_of_a_link_rests_on()
        => Assert.Equal((await CheckAsync(FromLogs, Now)).DefinitionHash, (await CheckAsync("", Now)).DefinitionHash);

    [Fact]
    public async Task Units_of_a_stored_check_are_shown_again()
    {
        await CheckAsync(FromLogs, Now);
        var lab = await LabAsync(Now);
        await lab.ApplyAsync();
        await lab.CheckLinkAsync("visits_lead_pay");
        var record = await lab.LinkRecordAsync("visits_lead_pay");
        Assert.Contains("Over 2553 units the early behaviour tells the later outcome", LinkHistory.ToDocument(record.Definition, record.Checks, record.Ledger).ToMarkdown(), StringComparison.Ordinal);
    }

    private async Task<LinkReport> CheckAsync(string units, DateTimeOffset asOf)
    {
        await WriteAsync("visits.yaml", "kind: link\nid: visits_lead_pay\nfrom: trial_activation_rate\nto: new_paid_subscriptions\nexpect: positive\nlag: 2w..8w\n" + units);
        return await (await LabAsync(asOf)).CheckLinkAsync("visits_lead_pay");
    }

    private Task<Lab> LabAsync(DateTimeOffset now) => Lab.OpenAsync(_folder, new LabOptions(new FixedClock(now), "ann@example.org"));

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
