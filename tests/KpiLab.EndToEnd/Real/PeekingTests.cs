using System.IO.Compression;
using KpiLab.Statistics;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Seventy-eight real experiments with all their checkpoints: what looking early does to a fixed test, and what a confidence sequence makes of it.</summary>
public sealed class PeekingTests
{
    private static readonly Level Level = Level.Of(0.95);
    private static readonly Lazy<List<List<Contrast>>> Streams = new(Read);

    [Fact]
    public void The_data_are_those_of_the_page()
    {
        var streams = Streams.Value;
        Assert.Equal((23_374, 381, 63), (Checkpoints.Count, streams.Count, streams.Select(s => s.Count).Order().ElementAt(190)));
    }

    [Fact]
    public void A_fixed_test_rejects_105_streams_at_the_last_look_and_225_at_any()
    {
        Assert.Equal(105, Streams.Value.Count(s => s[^1].Rejects(Level)));
        Assert.Equal(225, Streams.Value.Count(s => s.Exists(c => c.Rejects(Level))));
    }

    [Theory]
    [InlineData(5_000, 71)]
    [InlineData(100_000, 87)]
    public void A_confidence_sequence_ever_rejects_as_many_as_the_page_says(double tuning, int streams)
    {
        var sequence = AsymptoticConfidenceSequence.Of(0.05, tuning);
        Assert.Equal(streams, Streams.Value.Count(s => s.Exists(c => sequence.Test(c).PValue <= 0.05)));
    }

    [Fact]
    public void Twelve_of_ninety_nine_comparisons_have_a_sample_ratio_mismatch()
    {
        Assert.NotEmpty(Streams.Value);
        double[] pValues = [.. Checkpoints.Where(c => c.Metric == "1").GroupBy(c => (c.Experiment, c.Variant))
            .Select(g => g.MaxBy(c => c.Time)!).Select(c => SampleRatioTest.ChiSquare([c.Control.Count, c.Treatment.Count], [0.5, 0.5]).Value.Test.PValue)];
        Assert.Equal((99, 12, 17), (pValues.Length, pValues.Count(p => p < 0.001), pValues.Count(p => p < 0.01)));
    }

    private static List<Checkpoint> Checkpoints { get; } = [];

    private static List<List<Contrast>> Read()
    {
        using var file = new GZipStream(File.OpenRead(Repository.SharedPath("data", "experiments", "asos_digital_experiments.csv.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        var header = reader.ReadLine()!.Split(',').Select(h => h.Trim('"')).ToList();
        int At(string name) => header.IndexOf(name);
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            string Text(string name) => cells[At(name)].Trim('"');
            double Number(string name) => double.Parse(Text(name), System.Globalization.CultureInfo.InvariantCulture);
            if (Text("variance_c").Length > 0 && Text("variance_t").Length > 0)
            {
                Checkpoints.Add(new Checkpoint(
                    Text("experiment_id"),
                    Text("variant_id"),
                    Text("metric_id"),
                    Number("time_since_start"),
                    new Arm((long)Number("count_c"), Number("mean_c"), Number("variance_c")),
                    new Arm((long)Number("count_t"), Number("mean_t"), Number("variance_t"))));
            }
        }

        return [.. Checkpoints.GroupBy(c => (c.Experiment, c.Variant, c.Metric))
            .Select(g => g.OrderBy(c => c.Time).Select(c => WelchTest.Contrast(c.Control, c.Treatment)).Where(c => c.IsDefined).Select(c => c.Value).ToList())];
    }

    private sealed record Checkpoint(string Experiment, string Variant, string Metric, double Time, Arm Control, Arm Treatment);
}
