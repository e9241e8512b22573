using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KpiLab.Testing;

/// <summary>Libraries and packages that a test makes for itself.</summary>
internal static class TestLibrary
{
    /// <summary>Compiles a library.</summary>
    public static void Write(string path, string name, string source, string version = "1.0.0.0", params string[] references)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Compiled(name, source, version, references));
    }

    public static byte[] Compiled(string name, string source, string version = "1.0.0.0", params string[] references)
    {
        var framework = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll").Where(IsManaged).Concat(references).Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText($"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]"), CSharpSyntaxTree.ParseText(source)], framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var emitted = compilation.Emit(stream);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return stream.ToArray();
    }

    /// <summary>Writes a package as <c>dotnet pack</c> would.</summary>
    public static string Pack(string folder, string id, string version, IReadOnlyDictionary<string, byte[]> files, string dependencies = "")
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{id}.{version}.nupkg");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(archive, id + ".nuspec", System.Text.Encoding.UTF8.GetBytes(Nuspec(id, version, dependencies)));
        foreach (var (name, bytes) in files)
        {
            Add(archive, name, bytes);
        }

        return path;
    }

    public static string Nuspec(string id, string version, string dependencies)
        => $"""<?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>{id}</id><version>{version}</version>{dependencies}</metadata></package>""";

    private static void Add(ZipArchive archive, string name, byte[] bytes)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(bytes);
    }

    private static bool IsManaged(string path)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
