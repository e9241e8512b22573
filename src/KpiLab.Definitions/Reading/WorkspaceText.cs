using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using KpiLab.Statistics;

namespace KpiLab.Definitions;

/// <summary>The files of a workspace as they were found, not understood yet.</summary>
public sealed class WorkspaceText
{
    // The same text may mean something else to another version of what understands it.
    private static readonly string Reader = string.Concat(((Type[])[typeof(DefinitionReader), typeof(DefinitionSet), typeof(Estimate), typeof(YamlDotNet.Core.Parser)]).Select(t => t.Module.ModuleVersionId.ToString("N")));

    private readonly IReadOnlyList<Problem> _problems;
    private string? _hash;

    internal WorkspaceText(IReadOnlyList<(string Path, string Text)> files, IReadOnlyList<Problem> problems)
    {
        Files = files;
        _problems = problems;
    }

    /// <summary>SHA-256 over every file's path and text and the version of what reads them, lower-case hexadecimal; null where that does not say all: a file could not be read, or the settings ask the environment.</summary>
    public string? Hash => _problems.Count == 0 && !Files.Any(f => DefinitionReader.IsSettings(f.Path) && f.Text.Contains("${", StringComparison.Ordinal)) ? _hash ??= Sha256() : null;

    internal IReadOnlyList<(string Path, string Text)> Files { get; }

    /// <summary>What the text says.</summary>
    /// <param name="environment">Looks up <c>${NAME}</c> in kpilab.yaml; null: the process's environment.</param>
    /// <param name="remembered">The reading before, and then this one; null: nothing is remembered.</param>
    public DefinitionReading Understand(Func<string, string?>? environment = null, RememberedReading? remembered = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        var reading = remembered is null ? DefinitionReader.Read(Files, environment) : remembered.Read(Files, environment);
        return reading with { Problems = [.. _problems, .. reading.Problems], TextHash = Hash };
    }

    /// <summary>The settings alone; null where they cannot be read, or ask the environment.</summary>
    public WorkspaceSettings? Settings() => Hash is null ? null : DefinitionReader.ReadSettings(Files);

    private string Sha256()
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sum.AppendData(Encoding.UTF8.GetBytes(Reader));
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var (path, text) in Files)
        {
            foreach (var part in (ReadOnlySpan<string>)[path, text])
            {
                BitConverter.TryWriteBytes(length, part.Length);
                sum.AppendData(length);
                sum.AppendData(MemoryMarshal.AsBytes(part.AsSpan()));
            }
        }

        return Convert.ToHexStringLower(sum.GetCurrentHash());
    }
}
