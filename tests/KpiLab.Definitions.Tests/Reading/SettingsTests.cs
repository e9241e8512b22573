namespace KpiLab.Definitions.Tests;

/// <summary>What kpilab.yaml may say about the store and the defaults.</summary>
public sealed class SettingsTests
{
    private const string Remedy = "name a file below the workspace, such as .kpilab/store.db";

    [Theory]
    [InlineData("jdbc+x://kpi:hunter2@db", "jdbc+x://… is the address of neither a file nor a PostgreSQL server")]
    [InlineData("Database=kpilab;Password=hunter2", "this is a connection string without Host=")]
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
    [InlineData("postgres://kpi:hunter2@db/kpilab")]
    [InlineData("POSTGRESQL://kpi:hunter2@db:5433/kpilab?sslmode=require")]
    [InlineData("Host=db;Database=kpilab;Username=kpi;Password=hunter2")]
    [InlineData("Database=kpilab; host = db ;Password=a b=c")]
    public void A_server_is_taken_from_the_environment_and_a_password_in_the_file_is_refused(string store)
    {
        Assert.Equal(store, Read("store: ${KPILAB_STORE}\n", store).OrThrow().Settings.Store);
        var refused = Assert.Single(Read($"store: '{store}'\n").Problems).ToString();
        Assert.StartsWith("kpilab.yaml:1: store: a password stands in the file; write store: ${KPILAB_STORE}, and set", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db;Database=kpilab;Username=kpi")]
    [InlineData("postgresql://kpi@db/kpilab")]
    public void A_server_without_a_password_may_stand_in_the_file(string store) => Assert.Equal(store, Read($"store: '{store}'\n").OrThrow().Settings.Store);

    [Fact]
    public void Parts_of_a_connection_string_are_separated_by_semicolons()
    {
        var refused = Assert.Single(Read("store: ${KPILAB_STORE}\n", "host=db dbname=kpilab password=hunter2").Problems).ToString();
        Assert.StartsWith("kpilab.yaml:1: store: the parts of a connection string are separated by semicolons; write store:", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused, StringComparison.Ordinal);
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
