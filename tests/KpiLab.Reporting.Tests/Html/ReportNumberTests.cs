using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KpiLab.Reporting;

namespace KpiLab.Testing;

/// <summary>Every number of a page equals the JSON's.</summary>
public sealed partial class ReportNumberTests
{
    public static TheoryData<string> Cases => ["onboarding", "paywall", "mismatch", "running", "posterior", "sample"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_marked_number_and_quoted_sentence_stands_in_the_json_where_it_says(string name)
    {
        var item = Item(name);
        var json = Json(item);
        var marked = Page.Parse(ExperimentReport.Render([item])).Descendants().Where(e => e.Attribute("data-json") is not null).ToList();
        Assert.True(marked.Count > 100);
        foreach (var element in marked)
        {
            var node = Page.At(json, element.Attribute("data-json")!.Value);
            if (element.Attribute("data-value") is { } full)
            {
                var value = node!.GetValueKind() == System.Text.Json.JsonValueKind.Number ? double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture) : double.NaN;
                Assert.Equal(value, double.Parse(full.Value, CultureInfo.InvariantCulture));
                Assert.True(Page.Shows(element.Value, value) || (full.Parent!.Attribute("data-json")!.Value.EndsWith("varianceReduction", StringComparison.Ordinal) && Page.Shows(element.Value, -value)), $"{element.Value} is not {value}");
            }
            else
            {
                Assert.Equal(SafeText.Visible((string)node!), element.Value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_other_number_on_the_page_is_unknown_to_the_json(string name)
    {
        var item = Item(name);
        var json = Json(item);
        var numbers = new List<double>();
        var texts = new List<string>();
        Collect(json, numbers, texts);
        var all = string.Join('\n', texts);
        foreach (var metric in item.Metrics)
        {
            all += "\n" + metric;
        }

        foreach (var token in FreeTexts(Page.Parse(ExperimentReport.Render([item])).Named("main").Single()).SelectMany(t => NumberPattern().Matches(t)).Select(m => m.Value))
        {
            // 0 stands in "above 0"; 0.001 is the method's alarm threshold of the sample ratio.
            Assert.True(
                token is "0" or "0.001" || all.Contains(token, StringComparison.Ordinal) || numbers.Exists(n => new[] { 1, 1e2, 1e-3, 1e-6 }.Any(f => Page.Shows(token, Math.Abs(n) * f))),
                $"{token} is on the page, but not in the JSON");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plotly_gets_the_same_numbers_to_the_bit(string name)
    {
        var item = Item(name);
        var numbers = new List<double>();
        Collect(Json(item), numbers, []);
        var known = numbers.ToHashSet();
        var data = Page.Scripts(ExperimentReport.Render([item])).Where(s => s.Type == "application/json").Select(s => JsonNode.Parse(s.Text)!).Where(j => j["data"] is not null).ToList();
        Assert.NotEmpty(data);
        foreach (var value in data.SelectMany(d => d["data"]!.AsArray()).Where(t => t!["customdata"] is not null).SelectMany(t => t!["customdata"]!.AsArray()).SelectMany(v => v!.AsArray()).Where(v => v is not null))
        {
            Assert.Contains((double)value!, known);
        }
    }

    private static ReportItem Item(string name) => name switch
    {
        "onboarding" => ReportCases.Onboarding(),
        "paywall" => ReportCases.Paywall(),
        "mismatch" => ReportCases.Mismatch(),
        "running" => ReportCases.Running(),
        "posterior" => ReportCases.Posterior(),
        _ => SampleAnalysis.Make(),
    };

    private static JsonObject Json(ReportItem item) => JsonNode.Parse(item.Analysis.ToJson())!.AsObject();

    private static void Collect(JsonNode? node, List<double> numbers, List<string> texts)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (key, value) in members)
                {
                    texts.Add(key);
                    Collect(value, numbers, texts);
                }

                break;
            case JsonArray items:
                foreach (var value in items)
                {
                    Collect(value, numbers, texts);
                }

                break;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number:
                numbers.Add(double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture));
                break;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                texts.Add(SafeText.Visible((string)value!));
                break;
        }
    }

    // Text outside drawings, marked elements and statements of SQL (whose texts other tests compare).
    private static IEnumerable<string> FreeTexts(XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText text)
            {
                yield return text.Value;
            }
            else if (node is XElement child && child.Name.LocalName is not ("svg" or "pre") && child.Attribute("data-json") is null
                && !(child.Name.LocalName == "summary" && child.Value.StartsWith("Statement ", StringComparison.Ordinal)))
            {
                foreach (var below in FreeTexts(child))
                {
                    yield return below;
                }
            }
        }
    }

    [GeneratedRegex("[0-9][0-9,]*(?:\\.[0-9]+)?")]
    private static partial Regex NumberPattern();
}
