using KpiLab.Core;
using KpiLab.Testing;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

/// <summary>Published experiments through the engine; figures of ../shared/data/experiments/README.md.</summary>
public sealed class RealDataTests
{
    [Fact]
    public async Task Cookie_Cats_has_its_published_arms_and_retention()
    {
        var cells = await Measure("cookie_cats.csv.gz", needs => needs.Source("t", "cookie_cats.csv.gz", unit: "userid").Variant("version", "gate_30", "gate_40")
            .Block("r1", Own("retention_1", share: true)).Block("r7", Own("retention_7", share: true)).Block("rounds", Own("sum_game_rounds")));
        Assert.Equal((44700, 45489), (cells.Units(0), cells.Units(1)));
        Assert.Equal(0.448188, cells.Total(0, 0).Mean(0), 6);
        Assert.Equal(0.442283, cells.Total(1, 0).Mean(0), 6);
        Assert.Equal(0.190201, cells.Total(0, 1).Mean(0), 6);
        Assert.Equal(0.182000, cells.Total(1, 1).Mean(0), 6);
        Assert.Equal(52.4563, cells.Total(0, 2).Mean(0), 4);
        Assert.Equal(51.2988, cells.Total(1, 2).Mean(0), 4);
    }

    [Fact]
    public async Task Hillstrom_has_its_published_arms_visits_and_spend_by_channel()
    {
        var cells = await Measure("hillstrom.csv.gz", needs => needs.Source("t", "hillstrom.csv.gz").Variant("treatment", "No E-Mail", "Mens E-Mail", "Womens E-Mail")
            .Segments("channel", "zip_code").Block("visit", Own("visit", share: true)).Block("spend", Own("spend"), Own("history", role: QuantityRole.Covariate)));
        Assert.Equal((21306, 21307, 21387), (cells.Units(0), cells.Units(1), cells.Units(2)));
        Assert.Equal(0.106167, cells.Total(0, 0).Mean(0), 6);
        Assert.Equal(0.182757, cells.Total(1, 0).Mean(0), 6);
        Assert.Equal(1.0772, cells.Total(2, 1).Mean(0), 4);
        Assert.Equal((2606, 2577), (cells.SegmentUnits(0, 0, "Multichannel"), cells.SegmentUnits(1, 0, "Multichannel")));
        Assert.Equal(0.194415, cells.Segment(1, 0, 0, "Web").Mean(0), 6);
        Assert.Equal(["Rural", "Surburban", "Urban"], cells.SegmentValues(1).Select(v => v.Value));
    }

    [Fact]
    public async Task A_number_can_be_the_variant_column()
    {
        var cells = await Measure("nsw_dehejia_wahba.csv", needs => needs.Source("t", "nsw_dehejia_wahba.csv").Variant("treat", "0", "1").Block("re78", Own("re78")));
        Assert.Equal((260, 185), (cells.Units(0), cells.Units(1)));
        Assert.Equal(4554.8, cells.Total(0, 0).Mean(0), 1);
        Assert.Equal(6349.14, cells.Total(1, 0).Mean(0), 2);
    }

    [Fact]
    public async Task Text_becomes_a_share_by_a_condition()
    {
        var cells = await Measure("resume_names.csv", needs => needs.Source("t", "resume_names.csv").Variant("ethnicity", "afam", "cauc").Block("call", Own("call = 'yes'", share: true)));
        Assert.Equal(0.0644764, cells.Total(0, 0).Mean(0), 7);
        Assert.Equal(0.0965092, cells.Total(1, 0).Mean(0), 7);
    }

    private static Task<ExperimentCells> Measure(string file, Func<NeedsBuilder, NeedsBuilder> needs)
        => new DuckExperimentData(Path.GetDirectoryName(Repository.SharedPath("data", "experiments", file))!)
            .MeasureAsync(needs(new NeedsBuilder()).Build(), new ReadOptions(), null, TestContext.Current.CancellationToken);
}
