using KpiLab.Core;
using KpiLab.Notebooks;
using KpiLab.Reporting;
using KpiLab.Testing;

namespace KpiLab.NotebookTests;

/// <summary>Parameters are injected as papermill does it, with the types that the notebook declares.</summary>
public sealed class ParameterTests
{
    private const string Declared =
        "// what can be set\nstring month = \"2026-09\", note = null;\nvar n = 5; double alpha = 0.05; bool quick = false; decimal price = 1m; var day = DateOnly.Parse(\"2026-01-01\"); var when = Month.Parse(\"2026-10\"); int? most = null; long big = 1L; var sign = -1.5;\nList<int> list = [];";

    [Fact]
    public void Values_follow_the_parameters_cell_and_replace_those_of_an_earlier_run()
    {
        var notebook = Sample.Of(Sample.Code("1", 0), Sample.Code(Declared, 1, "parameters"), Sample.Code("string month = \"old\";", 2, "injected-parameters"), Sample.Code("month", 3));
        var injected = NotebookParameters.Inject(notebook, [Of("month", "x"), Of("month", "a\"b\\c"), Of("n", "-7"), Of("alpha", "1e-3"), Of("quick", "TRUE"), Of("price", "2.50"), Of("day", "2026-10-31"), Of("when", "2026-11"), Of("most", "null"), Of("big", "9000000000"), Of("sign", "2")]);
        Assert.Equal(["c0", "c1", "injected-parameters", "c3"], injected.Cells.Select(c => c.Id));
        Assert.Equal(["injected-parameters"], injected.Cells[2].Tags);
        Assert.Equal(
            "// Parameters\nstring month = \"a\\\"b\\\\c\";\nint n = -7;\ndouble alpha = 0.001d;\nbool quick = true;\ndecimal price = 2.50m;\n"
            + "DateOnly day = DateOnly.Parse(\"2026-10-31\", System.Globalization.CultureInfo.InvariantCulture);\nMonth when = Month.Parse(\"2026-11\");\nint? most = null;\nlong big = 9000000000L;\ndouble sign = 2d;",
            injected.Cells[2].Source);
        Assert.Empty(NbformatRules.Broken(injected.ToJson()));
    }

    [Fact]
    public void Without_a_parameters_cell_they_stand_first_with_the_types_they_look_like()
    {
        var injected = NotebookParameters.Inject(Sample.Notebook("1"), [Of("a", "3"), Of("b", "0.5"), Of("c", "true"), Of("d", "2026-10"), Of("e", "12345678901")]);
        Assert.Equal("// Parameters\nvar a = 3;\nvar b = 0.5d;\nvar c = true;\nvar d = \"2026-10\";\nvar e = 12345678901L;", injected.Cells[0].Source);
    }

    [Fact]
    public void Slips_are_told_before_anything_runs()
    {
        var notebook = Sample.Of(Sample.Code(Declared, 0, "parameters"));
        var refused = Assert.Throws<InvalidInputException>(() => NotebookParameters.Inject(notebook, [Of("mont", "x"), Of("n", "1.5"), Of("alpha", "NaN"), Of("quick", "yes"), Of("day", "31.10.2026"), Of("when", "2026"), Of("list", "1"), Of("x; System.IO.File.Delete(\"y\")", "1")]));
        Assert.Equal(
            [
                "mont: is no parameter of the notebook; did you mean month?",
                "n: `1.5` is not a whole number; the notebook declares int n",
                "alpha: `NaN` is not a number; the notebook declares double alpha",
                "quick: `yes` is not true or false; the notebook declares bool quick",
                "day: `31.10.2026` is not a day such as 2026-10-01; the notebook declares DateOnly day",
                "when: `2026` is not a month such as 2026-10; the notebook declares Month when",
                "list: `1` is not a value that can be given on the command line; write it in the notebook; the notebook declares List<int> list",
                "x; System.IO.File.Delete(\"y\"): cannot be a parameter's name; names are letters, digits and _",
            ],
            refused.Problems.Select(p => p.ToString()));
    }

    [Fact]
    public async Task A_value_cannot_be_code()
    {
        using var sample = new Sample();
        var evil = "\"; Console.WriteLine(\"pwned\"); //";
        var notebook = NotebookParameters.Inject(Sample.Of(Sample.Code("string name = \"x\";", 0, "parameters"), Sample.Code("name", 1)), [Of("name", evil)]);
        var run = await sample.RunAsync(notebook);
        Assert.Null(run.Failure);
        Assert.Equal(["execute_result: " + evil], Outputs.Of(run, 2));
        Assert.Empty(Outputs.Of(run, 1));
    }

    private static KeyValuePair<string, string> Of(string name, string value) => KeyValuePair.Create(name, value);
}
