using System.Text.RegularExpressions;
using KpiLab.Testing;

namespace KpiLab.Cli.Tests;

/// <summary>docs/requirements.md names what is there: every demand once, verbs of the command line, names that the source holds, pages, and tests that exist.</summary>
public sealed partial class RequirementsTests
{
    private static readonly string[] Verbs = [.. VerbTable.Verbs.Select(v => string.Join(' ', v.Words))];

    private static readonly (string Demand, string Shown, string Proved, string Standing)[] Rows =
        [.. File.ReadLines(PathOf("docs/requirements.md")).Where(l => Row().IsMatch(l)).Select(l => l.Split('|')).Select(c => (c[1].Trim(), c[2].Trim(), c[3].Trim(), c[4].Trim()))];

    [Fact]
    public void Every_demand_has_one_row_and_a_word_on_where_it_stands()
    {
        var demands = Rows.SelectMany(r => Demand().Matches(r.Demand).Select(m => m.Value)).ToList();
        var all = Enumerable.Range(1, 67).Select(n => "R" + n).Concat(Enumerable.Range(1, 4).Select(n => "M" + n));
        Assert.Equal(all.Order(StringComparer.Ordinal), demands.Order(StringComparer.Ordinal));
        Assert.Empty(Rows.Where(r => r.Standing.Length == 0).Select(r => r.Demand));
    }

    [Fact]
    public void Every_named_test_is_there_and_only_what_is_not_built_has_none()
    {
        var classes = Directory.GetFiles(PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)!).ToHashSet(StringComparer.Ordinal);
        foreach (var row in Rows)
        {
            var names = row.Proved.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.True(names.Length > 0 || row.Standing.StartsWith("not built", StringComparison.Ordinal), row.Demand + " has no test");
            Assert.Empty(names.Except(classes).Select(n => $"{row.Demand}: {n}"));
        }
    }

    [Fact]
    public void Every_named_verb_code_and_field_is_there()
    {
        var source = string.Concat(Directory.GetFiles(PathOf("src"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));
        var wrong = new List<string>();
        foreach (var (row, span) in Rows.SelectMany(r => Code().Matches(r.Shown + " " + r.Standing).Select(m => (r.Demand, m.Groups[1].Value))))
        {
            foreach (var text in Alternatives(span))
            {
                var verb = Verbs.Where(v => text == v || text.StartsWith(v + " ", StringComparison.Ordinal)).MaxBy(v => v.Length);
                var names = verb is null ? Name().Matches(text).Select(m => m.Value) : Option().Matches(text[verb.Length..]).Select(m => m.Value);
                wrong.AddRange(names.Where(n => !source.Contains($"\"{n}\"", StringComparison.Ordinal)).Select(n => $"{row}: {n} in `{span}`"));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_link_leads_to_a_page_and_a_heading_of_it()
    {
        foreach (var (page, heading) in Rows.SelectMany(r => Link().Matches(r.Shown + r.Standing)).Select(m => (m.Groups[1].Value, m.Groups[2].Value)))
        {
            var text = File.ReadAllLines(PathOf("docs/" + page));
            Assert.True(heading.Length == 0 || text.Any(l => l.StartsWith('#') && l.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-') == heading), $"{page}#{heading}");
        }
    }

    // `review run/show/answer` is three verbs; elsewhere a slash parts names.
    private static IEnumerable<string> Alternatives(string span)
    {
        var words = span.Split(' ', 3);
        return words.Length > 1 && words[1].Contains('/', StringComparison.Ordinal) ? words[1].Split('/').Select(w => string.Join(' ', [words[0], w, .. words.Skip(2)])) : [span];
    }

    private static string PathOf(string path) => Path.Combine(Repository.Root, path);

    [GeneratedRegex(@"^\| [RM]\d")]
    private static partial Regex Row();

    [GeneratedRegex(@"\b[RM]\d+\b")]
    private static partial Regex Demand();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w.-])[a-z][a-z_0-9-]*(?![\w.-])|(?<=\.)[a-z_]+")]
    private static partial Regex Name();

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex Option();

    [GeneratedRegex(@"\]\(([\w-]+\.md)(?:#([\w-]+))?\)")]
    private static partial Regex Link();
}
