using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Testing;

public sealed class AnalysisTests
{
    private const string Project = "KpiLab.Reporting.Tests";

    [Fact]
    public void Markdown_reads_as_expected() => Snapshots.Matches(Project, "analysis.md", SampleAnalysis.Make().ToMarkdown());

    [Fact]
    public void The_json_body_reads_as_expected() => Snapshots.Matches(Project, "analysis.json", SampleAnalysis.Make().ToJson() + "\n");

    [Fact]
    public void Csv_reads_as_expected() => Snapshots.Matches(Project, "analysis.csv", SampleAnalysis.Make().ToCsv().Replace("\r\n", "\n", StringComparison.Ordinal));

    [Fact]
    public void The_run_stands_apart_from_a_body_that_does_not_know_it()
    {
        var analysis = SampleAnalysis.Make();
        var first = JsonNode.Parse(analysis.ToJson(new RunInfo(new(2026, 10, 2, 8, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(1.5), "here", "0.1.0")))!;
        var second = JsonNode.Parse(analysis.ToJson(new RunInfo(new(2026, 10, 3, 8, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(2.5), "there", "0.1.0")))!;
        Assert.Equal(["run", "analysis"], first.AsObject().Select(m => m.Key));
        Assert.Equal("2026-10-02T08:00:00Z", (string?)first["run"]!["at"]);
        Assert.Equal(1.5, (double?)first["run"]!["durationSeconds"]);
        Assert.NotEqual(first["run"]!.ToJsonString(), second["run"]!.ToJsonString());
        Assert.Equal(first["analysis"]!.ToJsonString(), second["analysis"]!.ToJsonString());
        Assert.Equal(analysis.ToJson(), JsonText.Of(first["analysis"]!.DeepClone()));
    }

    [Fact]
    public void A_p_value_is_never_called_the_probability_of_being_right()
    {
        var markdown = SampleAnalysis.Make().ToMarkdown();
        Assert.Contains("It is not the probability that the treatment works.", markdown, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(markdown, "probab", System.Text.RegularExpressions.RegexOptions.IgnoreCase));
    }

    [Fact]
    public void Without_a_correction_p_and_interval_stand_once()
    {
        var analysis = SampleAnalysis.Make();
        Assert.Contains("0.0248", analysis.ToMarkdown(), StringComparison.Ordinal);
        var plain = analysis with
        {
            Plan = analysis.Plan with { Correction = FamilyCorrection.None },
            Comparisons = [.. analysis.Comparisons.Select(c => c with { AdjustedPValue = c.Result.IsDefined ? c.Result.Value.Test.PValue : null, Intervals = [] })],
        };
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(plain.ToMarkdown(), "0\\\\?\\.0124"));
        Assert.DoesNotContain("(no)", plain.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_of_several_treatments_is_advised_once_and_the_others_after_it()
    {
        var analysis = SampleAnalysis.Make();
        var best = analysis.Recommendation;
        var other = best with { Advice = ExperimentAdvice.Rollback, Variant = "video", Sentence = "Activation is significantly worse." };
        var document = (analysis with { Recommendation = best with { ByVariant = [other, best] } }).ToDocument();
        Assert.Single(document.Blocks.OfType<Statement>(), s => s.Sentence.StartsWith(best.Sentence, StringComparison.Ordinal));
        Assert.Single(document.Blocks.OfType<Statement>(), s => s.Word.Word.StartsWith("video: ", StringComparison.Ordinal));

        var invalid = (analysis with { Recommendation = best with { Variant = null, ByVariant = [other, best] } }).ToDocument();
        Assert.Equal(2, invalid.Blocks.OfType<Statement>().Count(s => s.Word.Word.StartsWith("video: ", StringComparison.Ordinal) || s.Word.Word.StartsWith("checklist: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_row_shows_a_corrected_p_value_without_the_corrected_interval()
    {
        var table = SampleAnalysis.Make().ToDataTable();
        var rows = table.Rows.Cast<System.Data.DataRow>().Where(r => r["family"] is "secondary").ToList();
        Assert.Equal([(-6.1, 3.6, 0.95, "holm"), (0.0, 0.1, 0.95, "holm")], rows.Select(r => ((double)r["adj_conf_low"], (double)r["adj_conf_high"], (double)r["adj_conf_level"], (string)r["adj_method"])));
        Assert.All(rows, r => Assert.NotEqual(DBNull.Value, r["p_value"]));
        Assert.All(rows, r => Assert.NotEqual(DBNull.Value, r["adj_p_value"]));
    }

    [Fact]
    public void A_sample_ratio_mismatch_stands_in_the_banner_once_with_its_remedy()
    {
        var analysis = SampleAnalysis.Make();
        var mismatch = analysis with
        {
            Balance = analysis.Balance with { SampleRatio = new Statistics.TestResult("chi_square", 25, 1, 5.7e-7, Alternative.TwoSided) },
            Findings = [new Finding("sample-ratio-mismatch", Severity.Critical, "Sample ratio mismatch: p < 0.0001, below 0.001.", "Repair the split.")],
        };
        var statement = Assert.Single(mismatch.ToDocument().Blocks.OfType<Statement>(), s => s.Sentence.Contains("mismatch", StringComparison.Ordinal));
        Assert.Equal(new Marked(Mark.Bad, "sample ratio mismatch"), statement.Word);
        Assert.Equal("Repair the split.", statement.Remedy);
    }

    [Fact]
    public void Without_planned_weights_the_reason_stands_where_the_test_would()
    {
        var analysis = SampleAnalysis.Make();
        var untested = analysis with { Balance = analysis.Balance with { SampleRatio = new Undefined("no-weights", "No weights were planned.") } };
        var statement = Assert.Single(untested.ToDocument().Blocks.OfType<Statement>(), s => s.Word.Word == "sample ratio not tested");
        Assert.Equal("No weights were planned.", statement.Sentence);
    }

    [Theory]
    [InlineData(RegistrationState.Late, "registered late")]
    [InlineData(RegistrationState.Unregistered, "unregistered")]
    public void What_was_not_registered_in_time_says_so(RegistrationState state, string word)
    {
        var analysis = SampleAnalysis.Make();
        var document = (analysis with { Registration = analysis.Registration with { State = state } }).ToDocument();
        Assert.Contains(document.Blocks.OfType<Statement>(), s => s.Word.Word == word && s.Word.Mark == Mark.Caution);
    }

    [Fact]
    public void A_simulated_store_is_named_at_the_top()
    {
        var document = (SampleAnalysis.Make() with { Simulated = true }).ToDocument();
        Assert.Equal("simulated", Assert.IsType<Statement>(document.Blocks[1]).Word.Word);
    }

    [Fact]
    public void Findings_come_worst_first()
    {
        var analysis = SampleAnalysis.Make();
        var critical = new Finding("x", Severity.Critical, "Broken.", "Repair it.");
        var words = (analysis with { Findings = [.. analysis.Findings, critical] }).ToDocument().Blocks.OfType<Statement>().Select(s => s.Word.Word).ToList();
        Assert.True(words.IndexOf("critical") < words.IndexOf("warning"));
        Assert.True(words.IndexOf("warning") < words.IndexOf("note"));
    }
}
