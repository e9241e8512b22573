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

    [Fact]
    public void Every_threshold_and_every_choice_says_its_default_its_source_and_what_moving_it_does()
    {
        Assert.All(LinkSetting.All, s => Assert.All(new[] { s.What, s.Source, s.Effect }, text => Assert.True(text.Length > 5, s.Name)));
        var lines = File.ReadAllLines(Path.Combine(Testing.Repository.Root, "docs/links.md"));
        foreach (var name in new[] { "decide.horizon", "decide.benchmark", "decide.errors" })
        {
            var cells = Assert.Single(lines, l => l.StartsWith($"| `{name}` |", StringComparison.Ordinal)).Trim('|').Split('|');
            Assert.Equal(5, cells.Length);
            Assert.All(cells, cell => Assert.True(cell.Trim().Length > 2, name));
        }

        // What was counted with each of the tests' thresholds moved.
        var counted = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs/evidence/settings.md")).Replace("\\", "", StringComparison.Ordinal);
        Assert.All(LinkSetting.All.TakeWhile(s => s.Name != "monitor_paths"), s => Assert.Equal(2, counted.Split($"\n| {s.Name} |").Length - 1));
    }
}
