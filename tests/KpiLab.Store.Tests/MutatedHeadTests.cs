using KpiLab.Core;
using KpiLab.Testing;

namespace KpiLab.Store.Tests;

public sealed class MutatedHeadTests
{
    [Fact]
    public async Task A_mutated_head_file_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        using var key = await AuditKey.OpenOrCreateAsync(folder.Path);
        var path = folder.File("head.json");
        var written = await AuditHeadFile.WriteAsync(path, new AuditHead("0190-workspace", 42, Given.Sha256("row 42")), key, new TestClock("2026-03-02T08:00:00Z"));
        var whole = await File.ReadAllTextAsync(path);
        var answers = new Mutator([whole], Mutator.Anywhere).Hold(20261126, text =>
        {
            try
            {
                // What still passes says the same: spaces between members, letters in an unknown one.
                Assert.Equal(written.Head, AuditHeadFile.Read(text, "head.json", key.Fingerprint).Head);
                return null;
            }
            catch (InvalidInputException refused)
            {
                Assert.All(refused.Problems, p => Assert.True(p.ToString().Contains("head.json", StringComparison.Ordinal) && p.Remedy.Length > 0, p.ToString()));
                return refused.Message;
            }
        });
        Assert.True(answers.Refused > answers.Taken, answers.ToString());
    }
}
