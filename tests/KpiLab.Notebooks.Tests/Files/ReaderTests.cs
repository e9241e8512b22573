using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Testing;

namespace KpiLab.NotebookTests;

/// <summary>Files are read whoever wrote them, and nothing in them is believed.</summary>
public sealed class ReaderTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("[1]", "is an array, not an object")]
    [InlineData("{\"cells\": [}", "a.ipynb:1: is not valid JSON")]
    [InlineData("{\"cells\": {}, \"nbformat\": 4}", "cells: is an object, not an array")]
    [InlineData("{\"nbformat\": 4}", "cells: is missing, not an array")]
    [InlineData("{\"cells\": [], \"nbformat\": 3}", "nbformat: is 3, not 4")]
    [InlineData("{\"cells\": [], \"nbformat\": \"4\"}", "nbformat: is \"4\", not 4")]
    [InlineData("{\"cells\": [7], \"nbformat\": 4}", "cells[0]: is 7, not an object")]
    [InlineData("{\"cells\": [{\"cell_type\": 3, \"source\": \"\"}], \"nbformat\": 4}", "cells[0].cell_type: is 3; write code, markdown or raw")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": {\"a\": 1}}], \"nbformat\": 4}", "cells[0].source: is an object")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": [1]}], \"nbformat\": 4}", "cells[0].source: is an array")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": []}], \"nbformat\": 4}", "cells[0].metadata: is an array, not an object")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": {\"tags\": [\"a\", \"a\"]}}], \"nbformat\": 4}", "cells[0].metadata.tags: is an array")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"outputs\": [\"x\"]}], \"nbformat\": 4}", "cells[0].outputs: is not an array of objects")]
    [InlineData("{\"cells\": [], \"nbformat\": 4, \"metadata\": 5}", "metadata: is 5, not an object")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\\ud800\"}], \"nbformat\": 4}", "holds text that is not Unicode")]
    [InlineData("{\"cells\": [], \"cells\": [], \"nbformat\": 4}", "is not valid JSON")]
    public void What_is_no_notebook_is_refused_by_file_and_field(string text, string told)
    {
        var refused = Assert.Throws<InvalidInputException>(() => NotebookReader.Read(text, "a.ipynb"));
        Assert.Contains(told, string.Join('\n', refused.Problems), StringComparison.Ordinal);
        Assert.All(refused.Problems, p => Assert.Equal("a.ipynb", p.File));
    }

    [Fact]
    public void Absurd_sizes_are_refused()
    {
        Refused("{\"cells\": [" + string.Join(',', Enumerable.Repeat("{\"cell_type\":\"code\",\"source\":\"\"}", NotebookReader.MostCells + 1)) + "], \"nbformat\": 4}", "cells: are 5001");
        Refused("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"" + new string('x', NotebookReader.MostSource + 1) + "\"}], \"nbformat\": 4}", "cells[0].source: has 4000001 characters");
        Refused(new string(' ', NotebookReader.MostCharacters + 1), "is larger than 100 MB");
        Refused(new string('[', 100_000), "is not valid JSON");

        static void Refused(string text, string told)
            => Assert.Contains(told, Assert.Throws<InvalidInputException>(() => NotebookReader.Read(text, "a.ipynb")).Problems[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var refused = Assert.Throws<InvalidInputException>(() => NotebookReader.Read("{\"cells\": [1, {\"cell_type\": \"x\", \"source\": 2}], \"nbformat\": 5}", "a.ipynb"));
        Assert.Equal(["nbformat", "cells[0]", "cells[1].cell_type", "cells[1].source"], refused.Problems.Select(p => p.Field));
    }

    [Fact]
    public void Files_of_other_programs_keep_what_they_hold_and_get_what_they_lack()
    {
        var read = NotebookReader.Read(
            "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"a\\r\\n\", \"b\"], \"metadata\": {\"own\": 1}, \"attachments\": {\"p.png\": {\"image/png\": \"AAAA\"}}},"
            + "{\"cell_type\": \"raw\", \"id\": \"same\", \"source\": \"r\"}, {\"cell_type\": \"code\", \"id\": \"same\", \"source\": \"1\\n2\", \"outputs\": [], \"execution_count\": 3},"
            + "{\"cell_type\": \"code\", \"id\": \"bad id\", \"source\": \"é😀\", \"outputs\": []}], \"nbformat\": 4, \"nbformat_minor\": 2, \"metadata\": {\"kept\": {\"b\": 1, \"a\": 2}}}",
            "a.ipynb");
        Assert.Equal(["a\nb", "r", "1\n2", "é😀"], read.Cells.Select(c => c.Source));
        Assert.Equal(["cell-1", "same", "cell-3", "cell-4"], read.Cells.Select(c => c.Id));
        Assert.Equal(3, read.Cells[2].ExecutionCount);
        var written = read.ToJson();
        Assert.Empty(NbformatRules.Broken(written));
        Assert.Contains("\n   \"source\": [\n    \"a\\n\",\n    \"b\"\n   ]\n", written, StringComparison.Ordinal);
        Assert.Contains("\"é😀\"", written, StringComparison.Ordinal);
        Assert.Contains("\n  \"kept\": {\n   \"a\": 2,\n   \"b\": 1\n  }\n", written, StringComparison.Ordinal);
        Assert.Equal(written, NotebookReader.Read(written, "b.ipynb").ToJson());
    }
}
