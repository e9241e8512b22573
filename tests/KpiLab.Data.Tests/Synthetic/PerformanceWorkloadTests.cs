using KpiLab.Core;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

public sealed class PerformanceWorkloadTests
{
    [Fact]
    public void Ten_million_users_have_the_published_check_values()
    {
        // ../shared/reference/performance.md, 1
        var converted = 0L;
        var spenders = 0L;
        var revenue = 0m;
        for (var i = 0L; i < 10_000_000; i++)
        {
            var user = PerformanceWorkload.User(i);
            converted += user.Converted ? 1 : 0;
            spenders += user.Revenue > 0 ? 1 : 0;
            revenue += (decimal)user.Revenue;
        }

        Assert.Equal((980_317, 605_588, 27_918_533.35m), (converted, spenders, revenue));
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
