using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>What is in the packages.</summary>
[Collection(nameof(Packed))]
public sealed class ContentTests(Packed packed)
{
    // The parts that the package KpiLab carries as assemblies.
    private static readonly string[] Parts = ["KpiLab", "KpiLab.Core", "KpiLab.Data", "KpiLab.Definitions", "KpiLab.DuckDb", "KpiLab.Reporting", "KpiLab.Statistics", "KpiLab.Store"];

    [Fact]
    public void There_is_a_package_a_purpose_and_all_have_one_version()
    {
        Assert.Equal(
            [$"KpiLab.{Packed.Version}.nupkg", $"KpiLab.Cli.{Packed.Version}.nupkg", $"KpiLab.DuckDb.Native.{Packed.Rid}.{Packed.Version}.nupkg", $"KpiLab.Postgres.{Packed.Version}.nupkg"],
            Directory.GetFiles(packed.Feed, "*.nupkg").Select(Path.GetFileName).Where(f => !f!.StartsWith("KpiLab.Bridges.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (var file in Directory.GetFiles(packed.Feed, "*.nupkg"))
        {
            using var package = ZipFile.OpenRead(file);
            var nuspec = Nuspec(package);
            Assert.Equal(Packed.Version, Value(nuspec, "version"));
            Assert.Equal("MIT", Value(nuspec, "license"));
            Assert.Equal("README.md", Value(nuspec, "readme"));
            Assert.True(Text(package.GetEntry("README.md")!).Length > 100, $"{file} says too little about itself");
            Assert.DoesNotMatch(@"\d+\.\d+\.\d+", Text(package.GetEntry("README.md")!).Replace(Packed.Version, "", StringComparison.Ordinal));
            Assert.DoesNotContain("Package Description", Value(nuspec, "description"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void KpiLab_carries_its_parts_with_their_comments_and_needs_what_they_need_and_no_more()
    {
        using var package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"KpiLab.{Packed.Version}.nupkg"));
        var files = package.Entries.Select(e => e.FullName).Where(f => f.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(Parts.SelectMany(p => new[] { $"lib/net10.0/{p}.dll", $"lib/net10.0/{p}.xml" }).Order(StringComparer.Ordinal), files);

        var references = Parts.SelectMany(p => XDocument.Load(Path.Combine(Repository.Root, "src", p, p + ".csproj")).Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!));
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(v => (string)v.Attribute("Include")!, v => (string)v.Attribute("Version")!);
        var expected = references.Append("SQLitePCLRaw.bundle_e_sqlite3") // pinned: what Microsoft.Data.Sqlite asks for at least is older than what was tested
            .Select(id => $"{id} {versions[id]}").Append($"KpiLab.DuckDb.Native.{Packed.Rid} [{Packed.Version}]");
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            Nuspec(package).Descendants().Where(e => e.Name.LocalName == "dependency").Select(d => $"{d.Attribute("id")!.Value} {d.Attribute("version")!.Value}").Order(StringComparer.Ordinal));
        Assert.NotNull(package.GetEntry("licenses/plotly.js.LICENSE"));
    }

    [Fact]
    public async Task KpiLab_asks_for_the_native_library_of_every_platform()
    {
        var feed = Path.Combine(packed.NewFolder("platforms"), "feed");
        await Packed.PackAsync(feed, Path.Combine("src", "KpiLab"), everyPlatform: true);
        using var package = ZipFile.OpenRead(Path.Combine(feed, $"KpiLab.{Packed.Version}.nupkg"));
        Assert.Equal(
            new[] { "linux-arm64", "linux-x64", "osx-arm64", "osx-x64", "win-x64" }.Select(rid => $"KpiLab.DuckDb.Native.{rid} [{Packed.Version}]"),
            Nuspec(package).Descendants().Where(e => e.Name.LocalName == "dependency").Select(d => $"{d.Attribute("id")!.Value} {d.Attribute("version")!.Value}")
                .Where(d => d.StartsWith("KpiLab.DuckDb.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_notebook_kernel_finds_the_greeting_in_the_package()
    {
        var greetings = Directory.GetFiles(Path.Combine(Repository.Root, "src", "KpiLab"), "extension.dib", SearchOption.AllDirectories);
        Assert.SkipUnless(greetings.Length > 0, "this version greets no notebook yet");
        using var package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"KpiLab.{Packed.Version}.nupkg"));
        Assert.Equal(File.ReadAllBytes(greetings.Single()), Bytes(package.GetEntry("interactive-extensions/dotnet/extension.dib")!));
    }

    [Theory]
    [InlineData("KpiLab", 8)]
    [InlineData("KpiLab.Postgres", 1)]
    public void Every_assembly_has_its_symbols_beside_the_package(string id, int assemblies)
    {
        using var package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"{id}.{Packed.Version}.nupkg"));
        using var symbols = ZipFile.OpenRead(Path.Combine(packed.Feed, $"{id}.{Packed.Version}.snupkg"));
        var dlls = package.Entries.Where(e => e.FullName.EndsWith(".dll", StringComparison.Ordinal)).ToList();
        Assert.Equal(assemblies, dlls.Count);
        foreach (var dll in dlls)
        {
            using var portable = new PEReader([.. Bytes(dll)]);
            var wanted = portable.ReadDebugDirectory().Where(d => d.Type == DebugDirectoryEntryType.CodeView).Select(d => portable.ReadCodeViewDebugDirectoryData(d).Guid).Single();
            using var pdb = MetadataReaderProvider.FromPortablePdbImage([.. Bytes(symbols.GetEntry(Path.ChangeExtension(dll.FullName, ".pdb"))!)]);
            Assert.Equal(wanted, new BlobContentId(pdb.GetMetadataReader().DebugMetadataHeader!.Id).Guid);
        }
    }

    [Fact]
    public void No_file_knows_where_it_was_built()
    {
        byte[][] paths = [Encoding.UTF8.GetBytes(Repository.Root + "/"), Encoding.Unicode.GetBytes(Repository.Root + "/")];
        var seen = 0;
        foreach (var file in Directory.GetFiles(packed.Feed))
        {
            using var package = ZipFile.OpenRead(file);
            foreach (var entry in package.Entries.Where(e => !e.FullName.Contains("/native/", StringComparison.Ordinal)))
            {
                var bytes = Bytes(entry);
                seen++;
                Assert.All(paths, path => Assert.True(bytes.AsSpan().IndexOf(path) < 0, $"{Path.GetFileName(file)}: {entry.FullName} holds {Repository.Root}"));
            }
        }

        Assert.True(seen > 50, $"only {seen} files were looked at");
    }

    [Fact]
    public async Task Packing_again_makes_the_same_bytes()
    {
        var again = Path.Combine(packed.NewFolder("again"), "feed");
        await Packed.PackAsync(again);
        var files = Directory.GetFiles(packed.Feed).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(files, Directory.GetFiles(again).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.All(files, f => Assert.True(File.ReadAllBytes(Path.Combine(packed.Feed, f)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(again, f))), f + " differs"));
    }

    private static XDocument Nuspec(ZipArchive package) => XDocument.Parse(Text(package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal))).TrimStart('\uFEFF'));

    private static string Value(XDocument nuspec, string name) => nuspec.Descendants().Single(e => e.Name.LocalName == name).Value;

    private static string Text(ZipArchiveEntry entry) => Encoding.UTF8.GetString(Bytes(entry));

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
