using KpiLab.Core;

namespace KpiLab.Data.Tests;

/// <summary>DuckDB that waits between the readings of a run: nothing of one reading is in the next.</summary>
public sealed class SharedInstanceTests
{
    [Fact]
    public async Task A_file_that_was_written_anew_is_read_anew_even_where_size_and_time_are_the_same()
    {
        using var instances = new DuckInstances();
        using var workspace = new TempWorkspace();
        var time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var value in new[] { 1.0, 2, 3 })
        {
            workspace.Write("values.csv", Invariant($"week,v\n2024-01-01,{value}\n2024-01-08,{value + 1}\n"));
            File.SetLastWriteTimeUtc(workspace.PathOf("values.csv"), time);
            Assert.Equal([value, value + 1], (await Read(workspace.Root, "values.csv", instances)).Points.Select(p => p.Value!.Value));
        }
    }

    [Fact]
    public async Task An_instance_is_never_used_for_a_file_that_it_was_not_opened_for()
    {
        using var instances = new DuckInstances();
        using var workspace = new TempWorkspace().Write("a.csv", "week,v\n2024-01-01,1\n").Write("b.csv", "week,v\n2024-01-01,2\n");
        foreach (var (file, value) in new[] { ("a.csv", 1.0), ("b.csv", 2), ("a.csv", 1) })
        {
            Assert.Equal(value, (await Read(workspace.Root, file, instances)).Points.Single().Value);
        }
    }

    [Fact]
    public async Task A_reading_that_failed_does_not_spoil_the_next()
    {
        using var instances = new DuckInstances();
        using var workspace = new TempWorkspace().Write("values.csv", "week,v\n2024-01-01,one\n2024-01-08,2\n");
        await Assert.ThrowsAsync<InvalidInputException>(() => Read(workspace.Root, "values.csv", instances));
        Assert.Equal(1, instances.Waiting); // bad data spoil no instance
        await Assert.ThrowsAsync<EngineException>(() => Read(workspace.Root, "values.csv", instances, new ReadOptions(MemoryLimitBytes: 1_000)));
        Assert.Equal(1, instances.Waiting); // one that failed itself is not used again
        workspace.Write("values.csv", "week,v\n2024-01-01,1\n2024-01-08,2\n");
        Assert.Equal([1.0, 2], (await Read(workspace.Root, "values.csv", instances)).Points.Select(p => p.Value!.Value));
    }

    [Fact]
    public async Task Readings_side_by_side_each_have_their_own_and_what_comes_back_after_the_end_is_let_go_of()
    {
        var instances = new DuckInstances();
        using var workspace = new TempWorkspace();
        for (var i = 0; i < 12; i++)
        {
            workspace.Write(Invariant($"f{i}.csv"), Invariant($"week,v\n2024-01-01,{i}\n"));
        }

        Task<KpiSeries[]> All() => Task.WhenAll(Enumerable.Range(0, 48).Select(i => Read(workspace.Root, Invariant($"f{i % 12}.csv"), instances)));
        var expected = Enumerable.Range(0, 48).Select(i => (double)(i % 12)).ToList();
        Assert.Equal(expected, (await All()).Select(s => s.Points.Single().Value!.Value));
        Assert.InRange(instances.Waiting, 1, 8);
        var late = All();
        instances.Dispose();
        Assert.Equal(expected, (await late).Select(s => s.Points.Single().Value!.Value));
        Assert.Equal(0, instances.Waiting);
    }

    private static async Task<KpiSeries> Read(string folder, string file, DuckInstances instances, ReadOptions? options = null)
    {
        var measure = new Measure(MeasureType.Imported, "values", new Formula("v", new ColumnReference("v", 0)), Period: "week");
        var needs = new SeriesNeeds(
            [new SeriesNeed("k", "K", MetricUnit.Score, measure, new SourceDefinition("values", new FileLocation(file)), null, null)], DayOfWeek.Monday, "UTC", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return Assert.Single(await new DuckSeriesData(folder, instances).SeriesAsync(needs, options ?? new ReadOptions(), null, TestContext.Current.CancellationToken));
    }
}
