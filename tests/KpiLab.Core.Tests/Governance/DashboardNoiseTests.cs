namespace KpiLab.Core.Tests;

/// <summary>Metrics retired against added.</summary>
public sealed class DashboardNoiseTests
{
    [Fact]
    public void Both_ends_of_the_span_count_and_what_came_before_was_there_at_its_start()
    {
        DashboardEvent[] events =
        [
            new(new(2026, 1, 1), "a", Added: true), new(new(2026, 1, 31), "b", Added: true), new(new(2026, 2, 1), "c", Added: true),
            new(new(2026, 2, 28), "a", Added: false), new(new(2026, 3, 1), "b", Added: false),
        ];
        var noise = DashboardNoise.Between(events, new(2026, 2, 1), new(2026, 2, 28));
        Assert.Equal((2, 1, 1, 0, 2, 1.0), (noise.ActiveAtStart, noise.Added, noise.Retired, noise.NetChange, noise.ActiveAtEnd, noise.RetiredPerAdded));
    }

    [Fact]
    public void Without_anything_added_there_is_no_ratio()
        => Assert.Null(DashboardNoise.Between([new(new(2026, 2, 3), "a", Added: false)], new(2026, 2, 1), new(2026, 2, 28)).RetiredPerAdded);
}
