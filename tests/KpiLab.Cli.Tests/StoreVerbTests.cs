namespace KpiLab.Testing;

/// <summary><c>export</c>, <c>import</c>, and a store that is a server, through the real entry point.</summary>
public sealed class StoreVerbTests
{
    private const string Kpis = "kind: metric\nid: visits\nname: Daily footfall\nunit: count\ndirection: increase\nmeasure: {type: mean, source: days, value: visits}\n---\nkind: source\nid: days\nfrom: days.csv\n";

    [Fact]
    public async Task A_workspace_moves_into_an_empty_store_by_a_file_and_meets_itself_there()
    {
        using var from = await AppliedAsync();
        using var to = new TemporaryFolder();
        to.Write("kpilab.yaml", "store: elsewhere/store.db\n");
        var file = Path.Combine(from.Path, "backup.jsonl.gz");

        var exported = await Run.KpilabAsync(from.Path, ["export", "backup.jsonl.gz"]);
        Assert.True(exported.ExitCode == 0, exported.Error);
        Assert.Matches("^exported 8 rows of workspace [0-9a-f-]{36} to backup.jsonl.gz, up to audit row 4 [0-9a-f]{64}\n$", exported.Output);
        var key = System.Text.RegularExpressions.Regex.Match(exported.Error, "key (?<key>[0-9a-f]{64});").Groups["key"].Value;

        var refused = await Run.KpilabAsync(to.Path, ["import", file, "--key", new string('0', 64)]);
        Assert.Equal(2, refused.ExitCode);
        Assert.False(File.Exists(Path.Combine(to.Path, "elsewhere/store.db")));
        var imported = await Run.KpilabAsync(to.Path, ["import", file, "--key", key]);
        Assert.True(imported.ExitCode == 0, imported.Error);
        Assert.StartsWith("imported: 8 rows of workspace ", imported.Output, StringComparison.Ordinal);
        Assert.StartsWith("already there, nothing written: 8 rows ", (await Run.KpilabAsync(to.Path, ["import", file])).Output, StringComparison.Ordinal);
        Assert.Equal((await Run.KpilabAsync(from.Path, ["audit", "log", "--format", "csv"])).Output, (await Run.KpilabAsync(to.Path, ["audit", "log", "--format", "csv"])).Output);
    }

    [Fact]
    public async Task A_damaged_file_is_wrong_input_named_by_its_line()
    {
        using var from = await AppliedAsync();
        using var to = new TemporaryFolder();
        to.Write("kpilab.yaml", "store: store.db\n");
        await Run.KpilabAsync(from.Path, ["export", "backup.jsonl"]);
        var text = await File.ReadAllTextAsync(Path.Combine(from.Path, "backup.jsonl"));
        to.Write("bad.jsonl", text.Replace("footfall", "footfalls", StringComparison.Ordinal));

        var outcome = await Run.KpilabAsync(to.Path, ["import", "bad.jsonl"]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Matches("bad.jsonl:[0-9]+: the row of definitions that audit row [23] recorded \\(metric/visits\\) was changed", outcome.Error);
        Assert.False(File.Exists(Path.Combine(to.Path, "store.db")));
        Assert.Equal(2, (await Run.KpilabAsync(to.Path, ["export", "none.gz"])).ExitCode);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=ana;Password=hunter2;Database=kpis")]
    [InlineData("postgresql://ana:hunter2@127.0.0.1:1/kpis")]
    public async Task A_server_that_cannot_be_reached_fails_in_a_sentence_and_no_verb_shows_the_password(string store)
    {
        using var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: ${KPILAB_STORE_OF_THE_TEST}\n");
        folder.Write("kpis.yaml", Kpis);
        folder.Write("days.csv", "visits\n1\n2\n");
        Environment.SetEnvironmentVariable("KPILAB_STORE_OF_THE_TEST", store);
        foreach (var verb in new[] { "apply", "kpi list", "audit verify", "doctor", "plan", "export x.gz" })
        {
            var outcome = await Run.KpilabAsync(folder.Path, verb.Split(' '));
            Assert.True(outcome.ExitCode == 3, verb + ": " + outcome.Error);
            Assert.Contains("postgresql://ana@127.0.0.1:1/kpis", outcome.Output + outcome.Error, StringComparison.Ordinal);
            Assert.Contains("cannot be", outcome.Output + outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", outcome.Output + outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Doctor_names_the_store_and_reports_a_damaged_page()
    {
        using var folder = await AppliedAsync();
        var whole = await Run.KpilabAsync(folder.Path, ["doctor", "--format", "csv"]);
        Assert.Equal(0, whole.ExitCode);
        Assert.Matches(@"\.kpilab/store\.db, SQLite 3\.[0-9.]+; the audit trail is whole: 4 rows", whole.Output);

        var path = Path.Combine(folder.Path, ".kpilab/store.db");
        var bytes = await File.ReadAllBytesAsync(path);
        var at = bytes.AsSpan().LastIndexOf("footfall"u8);
        bytes[at] ^= 0x20;
        await File.WriteAllBytesAsync(path, bytes);
        var damaged = await Run.KpilabAsync(folder.Path, ["doctor"]);
        Assert.Equal(3, damaged.ExitCode);
        Assert.Contains("broken", damaged.Output, StringComparison.Ordinal);
    }

    private static async Task<TemporaryFolder> AppliedAsync()
    {
        var folder = new TemporaryFolder();
        folder.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        folder.Write("kpis.yaml", Kpis);
        folder.Write("days.csv", "visits\n1\n2\n");
        var applied = await Run.KpilabAsync(folder.Path, ["apply"]);
        Assert.True(applied.ExitCode == 0, applied.Error);
        return folder;
    }
}
