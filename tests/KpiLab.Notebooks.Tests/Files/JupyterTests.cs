using System.Diagnostics;
using KpiLab.Notebooks;
using KpiLab.Reporting;
using KpiLab.Testing;

namespace KpiLab.NotebookTests;

/// <summary>Jupyter's own tools read what the runner wrote.</summary>
public sealed class JupyterTests
{
    private const string Python = "/usr/bin/python3";
    private const string Nbconvert = "/usr/bin/jupyter-nbconvert";

    [Fact]
    public async Task An_executed_notebook_validates_and_renders_in_Jupyter()
    {
        Assert.SkipUnless(File.Exists(Nbconvert), "jupyter-nbconvert is not installed (Debian: apt install jupyter-nbconvert python3-nbformat).");
        using var sample = new Sample();
        var run = await sample.RunAsync(Sample.Of(
            new NotebookCell(NotebookCellKind.Markdown, "# Title\n\nText with é😀.", "m"),
            Sample.Code("Console.WriteLine(\"out\"); Console.Error.WriteLine(\"err\");", 1),
            Sample.Code("new[] { new { A = 1 } }", 2, "keep"),
            Sample.Code("\"{\\\"data\\\": []}\".DisplayAs(\"application/vnd.plotly.v1+json\"); \"<svg xmlns='http://www.w3.org/2000/svg'/>\".DisplayAs(\"image/svg+xml\");", 3),
            Sample.Code("throw new Exception(\"told\");", 4)));
        Assert.Equal(NotebookEnd.Broken, run.Failure!.End);
        var file = sample.Write("executed.ipynb", run.Notebook.ToJson());

        // Validates, and saving it again changes nothing: not a space.
        var (code, said) = await RunAsync(Python, "-W", "error", "-c", "import nbformat,sys\np=sys.argv[1]\nraw=open(p,encoding='utf-8').read()\nnb=nbformat.reads(raw,4)\nnbformat.validate(nb)\nassert nb.nbformat_minor==5\nassert nbformat.writes(nb)+'\\n'==raw\nprint('same')", file);
        Assert.True(code == 0 && said.Contains("same", StringComparison.Ordinal), said);

        (code, said) = await RunAsync(Python, Nbconvert, "--to", "html", "--output", "page.html", file);
        Assert.True(code == 0, said);
        Assert.DoesNotContain("Traceback", said, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(Path.Combine(sample.Folder, "page.html"));
        Assert.Contains("Title", html, StringComparison.Ordinal);
        Assert.Contains("told", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_seven_notebooks_validate_and_render_in_Jupyter()
    {
        Assert.SkipUnless(File.Exists(Nbconvert), "jupyter-nbconvert is not installed (Debian: apt install jupyter-nbconvert python3-nbformat).");
        using var sample = new Sample();
        var files = new List<string>();
        foreach (var book in Directory.GetFiles(BookTests.Folder, "*.ipynb").Order(StringComparer.Ordinal))
        {
            // As the runner writes what it has executed; that the outputs are this build's is BookTests' to say.
            files.Add(sample.Write(Path.GetFileName(book), BookTests.Read(Path.GetFileName(book)).ToJson()));
        }

        // Saving them again changes nothing but the letter of exponents: 1E-05, 1e-05.
        var (code, said) = await RunAsync(
            Python, ["-W", "error", "-c", "import nbformat,pathlib,sys\nfor p in sys.argv[1:]:\n    raw=pathlib.Path(p).read_text(encoding='utf-8')\n    nb=nbformat.reads(raw,4)\n    nbformat.validate(nb)\n    assert (nb.nbformat,nb.nbformat_minor)==(4,5)\n    assert (nbformat.writes(nb)+'\\n').lower()==raw.lower()\n    print('valid')", .. files]);
        Assert.True(code == 0 && System.Text.RegularExpressions.Regex.Count(said, "valid") == 7, said);

        (code, said) = await RunAsync(Python, [Nbconvert, "--to", "html", .. files]);
        Assert.True(code == 0, said);
        Assert.DoesNotContain("Traceback", said, StringComparison.Ordinal);
        foreach (var file in files)
        {
            var html = await File.ReadAllTextAsync(Path.ChangeExtension(file, ".html"), TestContext.Current.CancellationToken);
            Assert.Contains("kl-draw", html, StringComparison.Ordinal);
            Assert.Contains("Figure and decision", html, StringComparison.Ordinal);
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["HOME"] = Path.GetTempPath();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
