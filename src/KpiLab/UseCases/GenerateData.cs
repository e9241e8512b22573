using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What is generated.</summary>
public enum SyntheticKind
{
    /// <summary>The sample company: a complete workspace with planted truth.</summary>
    Company,

    /// <summary>The workload that speed is measured on.</summary>
    Performance,
}

/// <summary>How synthetic data are made.</summary>
/// <param name="Kind">What is generated.</param>
/// <param name="Seed">Seed of the company; 0 is that of <c>data-samples/</c>. The performance workload has one of its own.</param>
/// <param name="Units">Users of the performance workload; null: a million. The company has its own numbers.</param>
/// <param name="Parquet">Performance workload as Parquet instead of CSV.</param>
public sealed record GenerateOptions(SyntheticKind Kind = SyntheticKind.Company, long Seed = SampleCompany.DefaultSeed, long? Units = null, bool? Parquet = null);

/// <summary>Synthetic data that were written.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Folder">Where they are.</param>
/// <param name="Files">The files, relative to the folder.</param>
[TypeFormatterSource]
public sealed record GeneratedData(SyntheticKind Kind, string Folder, IReadOnlyList<string> Files) : IShowable;

/// <summary><c>data generate</c>: synthetic data with a documented truth.</summary>
internal static class GenerateData
{
    public const string Truth = "planted-truth.md";
    private const long DefaultUnits = 1_000_000;

    /// <summary>Writes the files; those of an earlier run of the company are replaced, anything else is left alone.</summary>
    public static GeneratedData Run(string folder, GenerateOptions options, CancellationToken cancellation)
    {
        if (File.Exists(folder))
        {
            throw new InvalidInputException("folder", $"{folder} is a file", "name a folder, or one that does not exist yet");
        }

        return new GeneratedData(options.Kind, folder, options.Kind == SyntheticKind.Company ? Company(folder, options, cancellation) : Performance(folder, options, cancellation));
    }

    /// <summary>Writes the company's files into a folder.</summary>
    public static void Write(string folder, IReadOnlyList<SampleFile> files, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
    }

    private static string[] Company(string folder, GenerateOptions options, CancellationToken cancellation)
    {
        if (options.Units is not null || options.Parquet is not null)
        {
            throw new InvalidInputException("--kind company", "the company has its own numbers of units, and its files are CSV", "leave out --units and --format, or write --kind performance");
        }

        var files = SampleCompany.Files(options.Seed);
        if (!File.Exists(Path.Combine(folder, Truth)) && files.FirstOrDefault(f => IsOther(Path.Combine(folder, f.Path), f.Text)) is { } foreign)
        {
            throw new InvalidInputException("folder", $"{folder} has {foreign.Path} already, which is not the generator's", "name another folder");
        }

        // The truth comes first: it marks the folder as the generator's, should the rest be interrupted.
        Write(folder, [.. files.OrderByDescending(f => f.Path == Truth)], cancellation);
        return [.. files.Select(f => f.Path)];
    }

    private static bool IsOther(string path, string text) => File.Exists(path) && File.ReadAllText(path) != text;

    private static List<string> Performance(string folder, GenerateOptions options, CancellationToken cancellation)
    {
        var units = options.Units ?? DefaultUnits;
        if (options.Seed != SampleCompany.DefaultSeed || units < 1)
        {
            throw units >= 1
                ? new InvalidInputException("--kind performance", "the performance workload has its own seed: its check values hang on it", "leave out --seed")
                : new InvalidInputException("--units", Invariant($"{units} users cannot be generated"), "write 1 or more");
        }

        // Made beside the folder's files and moved when whole: an interrupt leaves nothing half-written behind.
        var isNew = !Directory.Exists(folder);
        var unfinished = Path.Combine(folder, ".generating");
        Directory.CreateDirectory(unfinished);
        try
        {
            var written = new List<string>();
            foreach (var file in WorkloadFiles.Write(unfinished, units, options.Parquet != true, cancellation))
            {
                written.Add(Path.GetFileName(file));
                File.Move(file, Path.Combine(folder, written[^1]), overwrite: true);
            }

            return written;
        }
        finally
        {
            Directory.Delete(unfinished, recursive: true);
            if (isNew && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }
}
