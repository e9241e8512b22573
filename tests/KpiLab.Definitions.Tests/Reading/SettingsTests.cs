namespace KpiLab.Definitions.Tests;

/// <summary>What kpilab.yaml may say about the store and the defaults.</summary>
public sealed class SettingsTests
{
    private const string Remedy = "name a file below the workspace, such as .kpilab/store.db";

    [Theory]
    [InlineData("postgres://kpi:hunter2@db/kpilab", "PostgreSQL as the store is not built yet")]
    [InlineData("POSTGRESQL://kpi:hunter2@db/kpilab", "PostgreSQL as the store is not built yet")]
    [InlineData("jdbc+x://kpi:hunter2@db", "jdbc+x://… is an address, not a file")]
    [InlineData("Host=db;Database=kpilab;Username=kpi;Password=hunter2", "this is a connection string, and PostgreSQL as the store is not built yet")]
    [InlineData("host=db dbname=kpilab password=hunter2", "this is a connection string, and PostgreSQL as the store is not built yet")]
    [InlineData("/hunter2/store.db", "an absolute path stands here, and the store lies below the workspace")]
    [InlineData("C:/hunter2/store.db", "an absolute path stands here, and the store lies below the workspace")]
    [InlineData("../hunter2.db", "the path leads out of the workspace or names the workspace itself")]
    [InlineData("a/../../hunter2/store.db", "the path leads out of the workspace or names the workspace itself")]
    [InlineData("a/..", "the path leads out of the workspace or names the workspace itself")]
    public void The_store_is_a_file_below_the_workspace_and_a_refused_one_is_not_repeated(string store, string message)
    {
        var expected = $"kpilab.yaml:1: store: {message}; {Remedy}";
        Assert.Equal(expected, Assert.Single(Read($"store: '{store}'\n").Problems).ToString());
        Assert.Equal(expected, Assert.Single(Read("store: ${KPILAB_STORE}\n", store).Problems).ToString());
    }

    [Theory]
    [InlineData("store.db")]
    [InlineData(".kpilab/store.db")]
    [InlineData("./a/../b/my store.db")]
    public void A_path_below_the_workspace_is_taken_as_written_or_from_the_environment(string store)
    {
        Assert.Equal(store, Read($"store: '{store}'\n").OrThrow().Settings.Store);
        Assert.Equal(store, Read("store: ${KPILAB_STORE}\n", store).OrThrow().Settings.Store);
    }

    [Theory]
    [InlineData("{alpha: 0.1}", 0.9)]
    [InlineData("{alpha: 10%, level: 0.9}", 0.9)]
    [InlineData("{alpha: 0.05, level: 95%}", 0.95)]
    [InlineData("{level: 0.95}", 0.95)]
    public void The_level_of_intervals_follows_alpha(string defaults, double level)
        => Assert.Equal(level, Read($"defaults: {defaults}\n").OrThrow().Settings.Defaults.Level, 12);

    private static DefinitionReading Read(string settings, string? store = null)
        => DefinitionReader.Read([("kpilab.yaml", settings)], name => name == "KPILAB_STORE" ? store : null);
}
