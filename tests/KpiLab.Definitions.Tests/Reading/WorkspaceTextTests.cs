using KpiLab.Testing;

namespace KpiLab.Definitions.Tests;

/// <summary>The hash that stands for a folder's text, and definitions taken from documents without checking them again.</summary>
public sealed class WorkspaceTextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-text-").FullName;

    public WorkspaceTextTests()
    {
        Write("kpilab.yaml", "defaults: {alpha: 0.01}\n");
        Write("a.yaml", "kind: goal\nid: a\nlevel: team\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_hash_is_that_of_every_path_and_character()
    {
        var first = Hash();
        Assert.Equal(first, Hash());
        Assert.Matches("^[0-9a-f]{64}$", first);

        Write("a.yaml", "kind: goal\nid: a\nlevel: team\n# a remark\n");
        var remarked = Hash();
        Assert.NotEqual(first, remarked);

        File.Move(Path.Combine(_folder, "a.yaml"), Path.Combine(_folder, "b.yaml"));
        Assert.NotEqual(remarked, Hash());

        File.Move(Path.Combine(_folder, "b.yaml"), Path.Combine(_folder, "a.yaml"));
        Write("kpilab.yaml", "defaults: {alpha: 0.02}\n");
        Assert.NotEqual(remarked, Hash());
    }

    [Fact]
    public void Characters_that_move_from_one_file_to_the_next_change_it()
    {
        Write("b.yaml", "# one\n");
        var before = Hash();
        Write("a.yaml", "kind: goal\nid: a\nlevel: team\n# one\n");
        Write("b.yaml", "");
        Assert.NotEqual(before, Hash());
    }

    [Theory]
    [InlineData("kpilab.yaml", "store: ${KPILAB_TEST_STORE}.db\n")]
    [InlineData("more/kpilab.yml", "defaults: {alpha: ${KPILAB_TEST_ALPHA}}\n")]
    public void Text_whose_settings_ask_the_environment_has_none(string file, string text)
    {
        Write(file, text);
        Assert.Null(Hash());
        Assert.Null(WorkspaceReader.Text(_folder).Settings());
    }

    [Fact]
    public void Text_that_cannot_be_read_whole_has_none()
    {
        File.WriteAllBytes(Path.Combine(_folder, "c.yaml"), [0x6b, 0xff]);
        Assert.Null(Hash());
        Assert.Null(WorkspaceReader.Read(_folder).TextHash);
    }

    [Fact]
    public void A_reading_names_the_text_that_was_read()
    {
        var reading = WorkspaceReader.Read(_folder);
        Assert.Equal(Hash(), reading.TextHash);
        Assert.Equal(Hash(), WorkspaceReader.Read(_folder, remembered: new RememberedReading()).TextHash);
    }

    [Fact]
    public void Settings_are_read_alone()
    {
        Write("bad.yaml", "kind: goal\nid: b\n");
        Assert.Equal(0.01, WorkspaceReader.Text(_folder).Settings()?.Defaults.Alpha);
        File.Delete(Path.Combine(_folder, "kpilab.yaml"));
        Assert.Equal(WorkspaceSettings.Default, WorkspaceReader.Text(_folder).Settings());
    }

    [Theory]
    [InlineData("defaults: {alpha: 2}\n")]
    [InlineData("defaults: {alpha: 0.01\n")]
    [InlineData("defaults: {alpha: 0.01}\n---\ndefaults: {alpha: 0.02}\n")]
    public void Settings_with_a_problem_are_none(string text)
    {
        Write("kpilab.yaml", text);
        Assert.Null(WorkspaceReader.Text(_folder).Settings());
        Assert.NotEmpty(WorkspaceReader.Read(_folder).Problems);
    }

    /// <summary>What a store gives back (content as JSON text, no file and line) means what the text meant.</summary>
    [Fact]
    public void Applied_documents_mean_what_their_text_meant()
    {
        var read = WorkspaceReader.Read(Path.Combine(Repository.Root, "data-samples")).OrThrow();
        var stored = read.Documents.Reverse().Select(d => d with { Content = System.Text.Json.Nodes.JsonNode.Parse(d.Content.ToJsonString())!.AsObject(), File = null, Line = 0 }).ToList();
        var sound = DefinitionReader.FromApplied(stored, read.Settings);
        Assert.Equivalent(read with { Documents = [] }, sound with { Documents = [] }, strict: true);
        Assert.Equal(read.Kpis.Select(k => k.Id), sound.Kpis.Select(k => k.Id));
        Assert.Same(stored, sound.Documents);
    }

    private string? Hash() => WorkspaceReader.Text(_folder).Hash;

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
