using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Tests;

/// <summary>Monthly reviews through the lab: one KPI, one threshold, two months.</summary>
public sealed class ReviewTests : TimeProvider, IDisposable
{
    private static readonly Month January = Month.Parse("2026-01");
    private static readonly Month February = January.Next;
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-review-").FullName;

    // Weeks from Monday 5 January 2026; the one of 19 January drops by 40 %.
    private readonly double[] _values = [100, 100, 60, 100, 101, 99, 100, 100, 100];

    public ReviewTests()
    {
        File.WriteAllText(Path.Combine(_folder, "kpilab.yaml"), "store: .kpilab/store.db\n");
        File.WriteAllText(Path.Combine(_folder, "definitions.yaml"), """
            kind: source
            id: weekly
            from: weekly.csv
            ---
            kind: goal
            id: grow
            level: enterprise
            ---
            kind: kpi
            id: leads
            name: Leads
            goal: grow
            team: growth
            tier: primary
            narrative: {outcome: More customers}
            cadence: weekly
            unit: count
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: leads, standard_error: se}
            target: {value: 120}
            thresholds:
              - {when: drop > 20%, severity: critical, action: Run a lead-source audit, within: 2d}
            """);
        Data();
    }

    private DateTimeOffset Now { get; set; } = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_data_give_the_same_review_on_every_day()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 3, 9, 0, 0, TimeSpan.Zero);
        var first = await lab.ReviewAsync(January);
        Now = new(2026, 2, 20, 9, 0, 0, TimeSpan.Zero);
        var again = await lab.ReviewAsync(January);

        Assert.Equal((1, 1), (first.Version, again.Version));
        Assert.Equal(first.ToJson(), again.ToJson());
        var kpi = Assert.Single(again.Snapshot.Kpis);

        // The last week that ended in January began on the 19th; the week of the 26th ends on 1 February.
        Assert.Equal((new DateOnly(2026, 1, 19), 60.0, 4.0), (kpi.Period!.Value, kpi.Value!.Value, kpi.StandardError!.Value));
        Assert.Equal((1, 0), (again.Snapshot.Triggered, again.Snapshot.Executed));
        Assert.Null((await lab.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task What_is_said_later_is_a_new_version_that_tells_what_changed()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 3, 9, 0, 0, TimeSpan.Zero);
        await lab.ReviewAsync(January);
        await lab.ActOnDeviationAsync("leads@2026-01-19", "Ran the audit");
        var second = await lab.ReviewAsync(January);

        Assert.Equal((2, 1L), (second.Version, second.Snapshot.Executed));
        Assert.Contains(second.SinceLastVersion, l => l.Contains("Ran the audit", StringComparison.Ordinal));
        Now = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);
        var next = await lab.ReviewAsync(February);
        Assert.Equal(0, next.Snapshot.Triggered);
        var comparison = await lab.CompareReviewsAsync(January, February);
        Assert.NotEmpty(comparison.Changes);
        Assert.Contains("- " + comparison.Changes[0], comparison.ToText(), StringComparison.Ordinal);
        Assert.Equal(comparison.Changes, comparison.ToTable().Rows.Select(r => (string)r[0]!));
        Assert.Contains("Nothing changed.", (await lab.CompareReviewsAsync(February, February)).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_is_complete_when_the_record_or_a_person_has_answered_every_question()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 3, 9, 0, 0, TimeSpan.Zero);
        var review = await lab.ReviewAsync(January);

        // The narrative answers the first; no link answers the second, and nobody acted on the deviation.
        Assert.Equal(["capture:leads", "actions:leads"], review.Unanswered.Select(q => q.Id));
        review = await lab.AnswerReviewAsync(January, "capture:leads", "Well enough");
        Assert.False(review.IsComplete);
        review = await lab.AnswerReviewAsync(January, "actions:leads", "The audit is under way");
        Assert.True(review.IsComplete);
        Assert.Equal("ann@example.org", review.Answers[0].By);
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.AnswerReviewAsync(January, "captures", "x"));
    }

    [Fact]
    public async Task A_decision_against_the_recommendation_needs_a_reason()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 3, 9, 0, 0, TimeSpan.Zero);
        var said = (await lab.ReviewAsync(January)).Snapshot.Kpis[0].Advice!.Value;
        var other = said == KpiAdvice.Retire ? "keep" : "retire";
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.DecideReviewAsync(January, "kpi/leads", other));
        var review = await lab.DecideReviewAsync(January, "kpi/leads", other, "The source is closed");
        Assert.Equal((other, Spelling.Snake(said), "The source is closed"), (review.Decisions[0].Word, review.Decisions[0].Recommended, review.Decisions[0].Reason));
        await lab.DecideReviewAsync(January, "kpi/leads", Spelling.Snake(said));
    }

    [Fact]
    public async Task A_month_to_come_and_one_without_a_review_are_refused()
    {
        var lab = await AppliedAsync();
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.ReviewAsync(February));
        await Assert.ThrowsAsync<InvalidInputException>(() => lab.StoredReviewAsync(January));
        Now = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);
        Assert.True((await lab.ReviewAsync(January)).Snapshot.Preliminary);
    }

    [Fact]
    public async Task An_open_deviation_of_a_kpi_that_is_paused_is_told_in_its_unit_and_reviews_from_before_the_unit_was_kept_are_read()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] /= 100;
        }

        Data();
        var file = Path.Combine(_folder, "definitions.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("unit: count", "unit: fraction", StringComparison.Ordinal).Replace("value: 120", "value: 1.2", StringComparison.Ordinal));
        var lab = await AppliedAsync();
        Now = new(2026, 2, 3, 9, 0, 0, TimeSpan.Zero);
        await lab.ReviewAsync(January);
        await lab.MoveAsync("leads", KpiState.Paused, "The source is being moved.");
        Now = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);
        var review = await lab.ReviewAsync(February);
        Assert.Empty(review.Snapshot.Kpis);
        Assert.Equal(MetricUnit.Fraction, Assert.Single(review.Snapshot.Deviations).Unit);
        Assert.Contains("leads was 60 % in the period from 2026-01-19", review.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("leads was 60 % in the period from 2026-01-19", review.ToHtml(), StringComparison.Ordinal);

        var stored = review.Snapshot.ToJson();
        Assert.True(stored["deviations"]![0]!.AsObject().Remove("unit"));
        Assert.Null(Assert.Single(ReviewSnapshot.Of(stored).Deviations).Unit);
    }

    [Fact]
    public async Task Page_Markdown_and_JSON_say_the_same_and_no_value_stands_bare()
    {
        var lab = await AppliedAsync();
        Now = new(2026, 2, 3, 9, 0, 0, TimeSpan.Zero);
        var review = await lab.ReviewAsync(January);

        // 60 ± 1.96 · 4
        foreach (var text in new[] { review.ToHtml(), review.ToMarkdown() })
        {
            Assert.Contains("52 to 68", text, StringComparison.Ordinal);
            Assert.Contains("incomplete", text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("<script", review.ToHtml(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(60, (double)JsonNode.Parse(review.ToJson())!["snapshot"]!["kpis"]![0]!["value"]!);
    }

    private async Task<Lab> AppliedAsync()
    {
        var lab = await Lab.OpenAsync(_folder, new LabOptions { Clock = this, Actor = "ann@example.org" });
        await lab.ApplyAsync();
        return lab;
    }

    private void Data() => File.WriteAllText(
        Path.Combine(_folder, "weekly.csv"),
        "week,leads,se\n" + string.Concat(_values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{new DateOnly(2026, 1, 5).AddDays(7 * i):yyyy-MM-dd},{v},4\n"))));
}
