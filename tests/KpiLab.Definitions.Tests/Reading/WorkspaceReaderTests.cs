namespace KpiLab.Definitions.Tests;

public sealed class WorkspaceReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-definitions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_yaml_file_is_read_and_hidden_or_built_folders_are_not()
    {
        Write("kpilab.yaml", "store: my.db\n");
        Write("kpis/goals.yaml", "kind: goal\nid: a\nlevel: team\n");
        Write("kpis/deep/er/more.YML", "kind: goal\nid: b\nlevel: team\n");
        foreach (var folder in (string[])[".kpilab", ".git", "bin", "obj", "node_modules", "kpis/node_modules"])
        {
            Write(folder + "/c.yaml", "kind: nonsense\n");
        }

        Write("notes.txt", "kind: nonsense\n");
        Write(".hidden.yaml", "kind: nonsense\n");
        var reading = WorkspaceReader.Read(_folder);
        Assert.Empty(reading.Problems);
        Assert.Equal(["a", "b"], reading.Set.Goals.Select(g => g.Id));
        Assert.Equal("my.db", reading.Set.Settings.Store);
        Assert.Equal("kpis/deep/er/more.YML", reading.Set.Document(DefinitionKind.Goal, "b")!.File);
    }

    [Fact]
    public void Problems_name_the_file_relative_to_the_workspace()
    {
        Write("kpis/bad.yaml", "kind: goal\nid: a\n");
        Assert.Equal("kpis/bad.yaml:1: level: is missing; write one of enterprise, department, team", Assert.Single(WorkspaceReader.Read(_folder).Problems).ToString());
    }

    [Fact]
    public void The_environment_is_put_into_the_settings_and_nowhere_else()
    {
        Write("kpilab.yaml", "store: ${KPILAB_TEST_STORE}/x.db\n---\nkind: goal\nid: a\nlevel: team\nname: ${KPILAB_TEST_STORE}\n");
        var reading = WorkspaceReader.Read(_folder, environment: name => name == "KPILAB_TEST_STORE" ? "a: [b" : null);
        Assert.Empty(reading.Problems);
        Assert.Equal("a: [b/x.db", reading.Set.Settings.Store);
        Assert.Equal("${KPILAB_TEST_STORE}", reading.Set.Goals.Single().Name);
    }

    [Fact]
    public void A_folder_in_which_nothing_changed_is_not_understood_again_and_any_change_is()
    {
        var remembered = new RememberedReading();
        var value = "one";
        DefinitionReading Read() => WorkspaceReader.Read(_folder, environment: _ => value, remembered: remembered);
        Write("kpilab.yaml", "store: ${KPILAB_TEST_STORE}.db\n");
        Write("a.yaml", "kind: goal\nid: a\nlevel: team\n");
        var first = Read();
        Assert.Same(first.Set.Goals[0], Read().Set.Goals[0]);

        value = "two";
        Assert.Equal("two.db", Read().Set.Settings.Store);
        Write("a.yaml", "kind: goal\nid: b\nlevel: team\n");
        Assert.Equal("b", Read().Set.Goals.Single().Id);
        Write("c.yaml", "kind: goal\nid: c\nlevel: nowhere\n");
        Assert.Single(Read().Problems);
        File.Delete(Path.Combine(_folder, "c.yaml"));
        Assert.Empty(Read().Problems);
    }

    [Fact]
    public void A_variable_that_is_not_set_is_a_problem()
    {
        Write("kpilab.yaml", "\nstore: ${KPILAB_NOT_SET_ANYWHERE}\n");
        Assert.Equal(
            "kpilab.yaml:2: store: the environment has no KPILAB_NOT_SET_ANYWHERE; set it before the call: export KPILAB_NOT_SET_ANYWHERE=…",
            Assert.Single(WorkspaceReader.Read(_folder).Problems).ToString());
    }

    [Fact]
    public void A_file_beside_the_workspace_is_read_together_with_it_and_once()
    {
        Write("workspace/sources.yaml", "kind: source\nid: s\nfrom: s.csv\n");
        Write("elsewhere/test.yaml", "kind: metric\nid: m\ndirection: increase\nmeasure: {type: count, source: s}\n");
        var workspace = Path.Combine(_folder, "workspace");
        var reading = WorkspaceReader.Read(workspace, Path.Combine(_folder, "elsewhere", "test.yaml"));
        Assert.Empty(reading.Problems);
        Assert.Equal("s", reading.Set.Metric("m")!.Measure.Source);
        Assert.Empty(WorkspaceReader.Read(workspace, Path.Combine(workspace, "sources.yaml")).Problems);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_and_so_is_one_that_is_too_large()
    {
        Write("large.yaml", new string('#', 5_000_000));
        var problems = WorkspaceReader.Read(_folder, Path.Combine(_folder, "missing.yaml")).Problems;
        Assert.Equal(
            ["large.yaml: the file is too large for definitions; split it into files of at most 1,048,576 characters", "missing.yaml: the file cannot be read; check its name"],
            problems.Select(p => p.ToString()));
    }

    [Fact]
    public void A_folder_without_definitions_is_an_empty_workspace()
    {
        var reading = WorkspaceReader.Read(_folder);
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Set.Documents);
        Assert.Equal(WorkspaceSettings.Default, reading.Set.Settings);
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
