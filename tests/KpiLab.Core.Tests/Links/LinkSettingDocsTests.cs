using System.Globalization;

namespace KpiLab.Core.Tests;

public sealed class LinkSettingDocsTests
{
    [Fact]
    public void The_page_lists_every_setting_with_its_default_source_and_effect()
    {
        // With KPILAB_WRITE_SCHEMAS=1 the table is written anew.
        var path = Path.Combine(Testing.Repository.Root, "docs/links.md");
        var table = "| name | default | what it is | source | moving it |\n| --- | --- | --- | --- | --- |\n"
            + string.Concat(LinkSetting.All.Select(s => $"| `{s.Name}` | {s.Get(LinkSettings.Default)?.ToString("R", CultureInfo.InvariantCulture) ?? "by cadence"} | {s.What} | {s.Source} | {s.Effect} |\n"));
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("KPILAB_WRITE_SCHEMAS") == "1")
        {
            var from = page.IndexOf("SETTINGS\n", StringComparison.Ordinal) is var mark and >= 0 ? mark : page.IndexOf("| name | default | what", StringComparison.Ordinal);
            var to = page.IndexOf("\n| name | default | choices", StringComparison.Ordinal);
            page = page[..from] + table + page[to..];
            File.WriteAllText(path, page);
        }

        Assert.Contains(table, page, StringComparison.Ordinal);
    }
}
