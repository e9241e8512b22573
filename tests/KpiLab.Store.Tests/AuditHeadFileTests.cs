using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

public sealed class AuditHeadFileTests : IDisposable
{
    private static readonly AuditHead Head = new("0190-workspace", 42, Given.Sha256("row 42"));
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new("2026-03-02T08:00:00Z");

    private string FilePath => _folder.File("head.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_head_comes_back_as_it_was_signed()
    {
        using var key = await AuditKey.OpenOrCreateAsync(_folder.Path);
        var written = await AuditHeadFile.WriteAsync(FilePath, Head, key, _clock);
        var read = await AuditHeadFile.ReadAsync(FilePath, key.Fingerprint);

        Assert.Equal(Head, read.Head);
        Assert.Equal(written, read);
        Assert.Equal((_clock.Now, key.PublicKey, key.Fingerprint), (read.SignedAt, read.PublicKey, read.KeyFingerprint));
    }

    [Fact]
    public async Task A_kept_head_shows_that_the_store_was_cut_since()
    {
        using var key = await AuditKey.OpenOrCreateAsync(_folder.Path);
        var path = _folder.File("store.db");
        using var store = await SqliteStore.OpenAsync(path, new StoreOptions(_clock));
        await store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));
        await AuditHeadFile.WriteAsync(FilePath, (await store.VerifyAuditAsync()).Head, key, _clock);
        var kept = await AuditHeadFile.ReadAsync(FilePath, key.Fingerprint);
        Assert.Null((await store.VerifyAuditAsync(kept.Head)).FirstBroken);

        Attacker.Run(path, "DELETE FROM audit WHERE sequence = 2", "DELETE FROM definitions");
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
        Assert.Equal(2, (await store.VerifyAuditAsync(kept.Head)).FirstBroken);
    }

    [Fact]
    public async Task A_head_altered_in_any_member_is_refused()
    {
        using var key = await AuditKey.OpenOrCreateAsync(_folder.Path);
        await AuditHeadFile.WriteAsync(FilePath, Head, key, _clock);
        var text = await File.ReadAllTextAsync(FilePath);
        var members = JsonNode.Parse(text)!.AsObject().Select(m => m.Key).ToList();
        Assert.Equal(8, members.Count);
        foreach (var member in members)
        {
            var altered = JsonNode.Parse(text)!.AsObject();
            altered[member] = member switch
            {
                "sequence" => 41,
                "signedAt" => "2026-03-02T08:00:00.000001Z",
                "hash" => Given.Sha256("another row"),
                _ => (string?)altered[member] + "A",
            };
            await File.WriteAllTextAsync(FilePath, altered.ToJsonString());
            await Assert.ThrowsAsync<InvalidInputException>(() => AuditHeadFile.ReadAsync(FilePath));
            altered.Remove(member);
            await File.WriteAllTextAsync(FilePath, altered.ToJsonString());
            await Assert.ThrowsAsync<InvalidInputException>(() => AuditHeadFile.ReadAsync(FilePath));
        }
    }

    [Fact]
    public async Task A_head_signed_with_another_key_is_refused_where_the_key_is_known()
    {
        using var key = await AuditKey.OpenOrCreateAsync(_folder.File("mine"));
        using var other = await AuditKey.OpenOrCreateAsync(_folder.File("other"));
        await AuditHeadFile.WriteAsync(FilePath, Head, other, _clock);

        Assert.NotEqual(key.Fingerprint, other.Fingerprint);
        Assert.Equal(other.Fingerprint, (await AuditHeadFile.ReadAsync(FilePath)).KeyFingerprint);
        await Assert.ThrowsAsync<InvalidInputException>(() => AuditHeadFile.ReadAsync(FilePath, key.Fingerprint));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"sequence":1,"sequence":2}""")]
    public async Task What_is_no_head_is_refused(string text)
    {
        await File.WriteAllTextAsync(FilePath, text);
        var failure = await Assert.ThrowsAsync<InvalidInputException>(() => AuditHeadFile.ReadAsync(FilePath));
        Assert.Contains("not a head", failure.Message, StringComparison.Ordinal);
        Assert.Equal(FilePath, Assert.Single(failure.Problems).File);
    }

    [Fact]
    public async Task A_missing_head_is_named()
        => await Assert.ThrowsAsync<InvalidInputException>(() => AuditHeadFile.ReadAsync(_folder.File("none.json")));

    [Fact]
    public async Task A_head_that_cannot_be_written_is_named()
    {
        using var key = await AuditKey.OpenOrCreateAsync(_folder.Path);
        await Assert.ThrowsAsync<EngineException>(() => AuditHeadFile.WriteAsync(_folder.File("no/such/folder/head.json"), Head, key, _clock));
    }

    [Fact]
    public async Task The_key_is_made_once_and_only_its_owner_may_read_it()
    {
        var folder = _folder.File(".kpilab");
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AuditKey.OpenOrCreateAsync(folder))));
        Assert.Single(keys.Select(k => k.Fingerprint).Distinct());
        Assert.Equal([AuditKey.FileName], Directory.GetFiles(folder).Select(Path.GetFileName));
        foreach (var key in keys)
        {
            key.Dispose();
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, AuditKey.FileName)));
        }
    }

    [Fact]
    public async Task A_damaged_key_is_named()
    {
        await File.WriteAllTextAsync(_folder.File(AuditKey.FileName), "no key");
        var failure = await Assert.ThrowsAsync<EngineException>(() => AuditKey.OpenOrCreateAsync(_folder.Path));
        Assert.Contains(AuditKey.FileName, failure.Message, StringComparison.Ordinal);
    }
}
