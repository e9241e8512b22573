using KpiLab.Core;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

public sealed class PerformanceWorkloadTests
{
    [Theory]
    [InlineData(1_000_000, 97_533, 59_996, 274_897_765)]
    [InlineData(10_000_000, 980_317, 605_588, 2_791_853_335)]
    public void Users_have_the_published_check_values(int users, long converted, long spenders, long revenueCents)
    {
        // Ten million: ../shared/reference/performance.md, 1. A million: numpy and scipy, see PerformanceColumnsTests.
        Assert.SkipUnless(users <= 1_000_000 || Environment.GetEnvironmentVariable("KPILAB_FULL") == "1", "ten million users take eight seconds: ./test --full");
        var found = (Converted: 0L, Spenders: 0L, Revenue: 0m);
        for (var i = 0L; i < users; i++)
        {
            var user = PerformanceWorkload.User(i);
            found.Converted += user.Converted ? 1 : 0;
            found.Spenders += user.Revenue > 0 ? 1 : 0;
            found.Revenue += (decimal)user.Revenue;
        }

        Assert.Equal((converted, spenders, revenueCents / 100m), found);
    }

    [Fact]
    public async Task Files_hold_the_users_in_their_order()
    {
        using var workspace = new TempWorkspace();
        WorkloadFiles.Write(workspace.Root, 5000, csv: false, TestContext.Current.CancellationToken);
        WorkloadFiles.Write(workspace.Root, 5000, csv: true, TestContext.Current.CancellationToken);
        var users = Enumerable.Range(0, 5000).Select(i => PerformanceWorkload.User(i)).ToList();
        foreach (var file in new[] { "users.parquet", "users.csv" })
        {
            var cells = await workspace.Measure(new NeedsBuilder().Source("u", file, unit: "user_id").Variant("variant", "control", "treatment").ExposedAt("exposure_ts").Segments("country", "platform", "cohort")
                .Block("revenue", Own("revenue"), Own("pre_revenue", role: QuantityRole.Covariate)).Block("converted", Own("converted", share: true)).Block("ctr", Own("clicks"), Own("impressions")));
            foreach (var (variant, treated) in new[] { (0, false), (1, true) })
            {
                var arm = users.Where(u => u.IsTreatment == treated).ToList();
                Assert.Equal(arm.Count, cells.Units(variant));
                Assert.Equal(arm.Average(u => u.Revenue), cells.Total(variant, 0).Mean(0), 12);
                Assert.Equal(arm.Average(u => u.PreRevenue), cells.Total(variant, 0).Mean(1), 11);
                Assert.Equal(arm.Average(u => u.Converted ? 1.0 : 0), cells.Total(variant, 1).Mean(0), 12);
                Assert.Equal(arm.Average(u => u.Clicks), cells.Total(variant, 2).Mean(0), 12);
            }

            Assert.Equal(new DateTimeOffset(users.Min(u => u.Exposed)), cells.FirstExposure);
            Assert.Equal((10, 4, 12), (cells.SegmentValues(0).Count, cells.SegmentValues(1).Count, cells.SegmentValues(2).Count));
        }
    }
}
