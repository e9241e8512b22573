using System.Data;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Tests;

/// <summary>What every result of the library offers, as sentences of a notebook.</summary>
public sealed class ResultOutputsTests
{
    private static readonly string[] Broom = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"];

    [Fact]
    public async Task An_analysis_without_a_workspace_has_all_forms()
    {
        var analysis = await Lab.InMemory().AnalyzeAsync(Rows(), Experiment.Between("control", "treatment").On("spend"));
        Assert.Subset(analysis.ToTable().Columns.Select(c => c.Name).ToHashSet(), Broom.ToHashSet());
        Assert.Equal(1.0, (double)analysis.ToDataTable().Rows[0]["estimate"], 9);
        Assert.Equal(200, (int)JsonNode.Parse(analysis.ToJson())!["units"]!);
        Assert.IsType<IntervalPlot>(analysis.ToFigure());
        Assert.StartsWith("<!DOCTYPE html>", analysis.ToHtml(), StringComparison.Ordinal);

        var html = KernelRules.Html(analysis);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.Contains("spend", html, StringComparison.Ordinal);
        Assert.Contains("spend", KernelRules.Plain(analysis), StringComparison.Ordinal);
    }

    [Fact]
    public void An_estimators_result_has_brooms_names_and_a_figure()
    {
        // R: t.test(c(2,3,4,5,7), c(1,2,2,3,3)): t = 2.1213 with x the treatment, df = 5.6689 (by hand below).
        var result = WelchTest.Compare(Moments.Of([1, 2, 2, 3, 3]), Moments.Of([2, 3, 4, 5, 7]), Level.Of(0.95));
        var table = result.ToTable();
        Assert.Subset(table.Columns.Select(c => c.Name).ToHashSet(), Broom.ToHashSet());
        var row = table.ToDataTable().Rows[0];
        Assert.Equal("absolute", row["term"]);
        Assert.Equal(2.0, (double)row["estimate"], 12); // 4.2 - 2.2

        // Variances 3.7 and 0.7 of five each: the squared error is 4.4 / 5.
        Assert.Equal(Math.Sqrt(0.88), (double)row["std_error"], 12);
        Assert.Equal(2 / Math.Sqrt(0.88), (double)row["statistic"], 12);
        Assert.IsType<IntervalPlot>(result.ToFigure().Value);
        Assert.Equal(2.0, (double)JsonNode.Parse(result.ToJson())!["absolute"]!["value"]!, 12);
        Assert.Contains("<svg", KernelRules.Html(result), StringComparison.Ordinal);
    }

    [Fact]
    public void An_undefined_quantity_tells_its_reason_in_every_form()
    {
        Estimable<Comparison> none = new Undefined("too-few-units", "One unit is too few.");
        Assert.Equal("too-few-units", none.ToTable().Rows[0][0]);
        Assert.Equal("One unit is too few.", (string?)JsonNode.Parse(none.ToJson())!["undefined"]!["sentence"]);
        Assert.False(none.ToFigure().IsDefined);
        Assert.Contains("One unit is too few.", KernelRules.Html(none), StringComparison.Ordinal);
        Assert.Contains("One unit is too few.", none.ToText(), StringComparison.Ordinal);
        Assert.Contains("One unit is too few.", none.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_in_a_list_or_by_name_are_one_table()
    {
        List<Estimate> list = [new(5, 1.5, 0.25), new(6, 2.5, null)];
        var table = list.ToTable();
        Assert.Equal(["count", "estimate", "std_error"], table.Columns.Select(c => c.Name));
        Assert.Equal([[5L, 1.5, 0.25], [6L, 2.5, null]], table.Rows);
        Assert.Equal(2, JsonNode.Parse(list.ToJson())!.AsArray().Count);
        Assert.Equal(["key", "count", "estimate", "std_error"], new Dictionary<string, Estimate> { ["a"] = list[0] }.ToTable().Columns.Select(c => c.Name));
        Assert.Equal(0.25, (double)list.ToDataTable().Rows[0]["std_error"]);
    }

    [Fact]
    public void Every_result_of_the_library_offers_every_form()
    {
        string[] forms = ["ToTable", "ToDataTable", "ToJson", "ToFigure", "ToHtml", "Show"];
        var extensions = new[] { typeof(Table).Assembly, typeof(Lab).Assembly }.SelectMany(a => a.GetExportedTypes()).SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(m => m.IsDefined(typeof(ExtensionAttribute), false) && !m.IsGenericMethod).ToList();
        var missing = ResultTypes.Given.Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => forms.Where(f => !extensions.Any(m => m.Name == f && m.GetParameters()[0].ParameterType.IsAssignableFrom(t))).Select(f => $"{t.Name}.{f}"));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_result_type_has_a_table_JSON_and_a_page_whatever_it_holds()
    {
        foreach (var type in ResultTypes.Given.Where(t => !t.IsAbstract && !t.ContainsGenericParameters))
        {
            foreach (var value in Enumerable.Range(0, 6).Select(i => new OddInstances(i).Make(type)).OfType<IShowable>().Take(2))
            {
                try
                {
                    Assert.NotNull(value.ToDataTable());
                    Assert.NotNull(JsonNode.Parse(value.ToJson()));
                    _ = value.ToFigure().IsDefined;
                    Assert.StartsWith("<!DOCTYPE html>", value.ToHtml(new ReportOptions { Interactive = false }), StringComparison.Ordinal);
                }
                catch (Exception error) when (!HasOwnForms(type))
                {
                    Assert.Fail($"{type}: {error}");
                }
                catch (Exception)
                {
                    // A form of its own may rest on what a well-formed result promises; showing it never fails (DisplayContractTests).
                }
            }
        }
    }

    [Fact]
    public void Show_writes_text_where_there_is_no_notebook()
    {
        var console = Console.Out;
        using var writer = new StringWriter();
        try
        {
            Console.SetOut(writer);
            new Estimate(5, 1.5, 0.25).Show();
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.Contains("Standard error  0.25", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_calculator_is_asked_in_a_sentence()
    {
        var answer = await Lab.CalcAsync("mean_ci", new { });
        Assert.NotNull(answer.Error);
        Assert.Equal("error", answer.ToTable().Rows[0][1]);
        var many = await Lab.CalcAsync("[{\"id\": 7, \"method\": \"nothing\", \"inputs\": {}}]");
        Assert.Equal("7", Assert.Single(many).Id);
        await Assert.ThrowsAsync<InvalidInputException>(() => Lab.CalcAsync("{"));
    }

    [Fact]
    public async Task The_registry_is_read_in_sentences()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        Assert.Contains("state", (await lab.KpisAsync()).ToTable().Columns.Select(c => c.Name));
        Assert.Single(await lab.ExperimentsAsync());
        var kpi = await lab.KpiAsync("conversion");
        Assert.Equal("conversion", kpi.Document.Id);
        Assert.Contains("kpi conversion", System.Xml.Linq.XDocument.Parse(KernelRules.Html(kpi)).Root!.Value, StringComparison.Ordinal);
        Assert.Contains("conversion", (await Assert.ThrowsAsync<InvalidInputException>(() => lab.KpiAsync("conversoin"))).Message, StringComparison.Ordinal);
        var registry = await lab.RegistryAsync();
        Assert.All(registry.ToTable().Rows, r => Assert.Equal(true, r[^1]));
        Assert.Equal("registration", (await lab.ExperimentRecordAsync((await lab.ExperimentsAsync())[0].Id)).ToTable().Rows[0][0]);
        Assert.Empty((await lab.PlanAsync()).ToTable().Rows);
        Assert.Empty((await lab.ValidateAsync()).ToTable().Rows);
    }

    private static bool HasOwnForms(Type type)
        => new[] { typeof(Table).Assembly, typeof(Lab).Assembly, type.Assembly }.SelectMany(a => a.GetExportedTypes()).Where(t => t is { IsAbstract: true, IsSealed: true })
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static)).Any(m => m.IsDefined(typeof(ExtensionAttribute), false) && m.GetParameters()[0].ParameterType == type)
            || type.GetMethod("ToTable", Type.EmptyTypes) is not null;

    private static DataTable Rows()
    {
        var table = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
        table.Columns.Add("variant", typeof(string));
        table.Columns.Add("spend", typeof(double));
        for (var i = 0; i < 200; i++)
        {
            table.Rows.Add(i % 2 == 0 ? "control" : "treatment", (i / 2 % 10) + (i % 2));
        }

        return table;
    }
}
