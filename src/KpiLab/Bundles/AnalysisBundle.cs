using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary>An analysis with all that it takes to repeat it anywhere: the definitions, the sufficient statistics of the data and what surrounded it. It holds no row of the data.</summary>
public sealed class AnalysisBundle
{
    /// <summary>The layout's number.</summary>
    public const int FormatVersion = 1;

    private const int MostReadable = 60_000;

    private readonly BundleContent _content;

    private AnalysisBundle(BundleContent content) => _content = content;

    /// <summary>The experiment.</summary>
    public string ExperimentId => _content.Experiment;

    /// <summary>SHA-256 of the analysis's body as it was when it was bundled.</summary>
    public string BodyHash => _content.BodyHash;

    /// <summary>KpiLab's version that made it.</summary>
    public string Version => _content.Version;

    /// <summary>Reads a bundle.</summary>
    /// <param name="text">What <see cref="ToText"/> gave.</param>
    /// <exception cref="InvalidInputException">It is none, or of a later version.</exception>
    public static AnalysisBundle Parse(string text)
    {
        try
        {
            var json = text.AsSpan().TrimStart().StartsWith("{") ? text : Unpack(text);
            var content = JsonSerializer.Deserialize<BundleContent>(json, BundleJson.Options);
            return content is { Format: FormatVersion } ? new AnalysisBundle(content) : throw Wrong(content is null ? "is empty" : Invariant($"has format {content.Format}; this version reads {FormatVersion}"));
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            throw Wrong("cannot be read: " + error.Message);
        }
    }

    /// <summary>The bundle as text: JSON, or packed where that would be long. No line of it holds three quotation marks.</summary>
    public string ToText()
    {
        var json = JsonSerializer.Serialize(_content, BundleJson.Options);
        return json.Length <= MostReadable ? json : Pack(json);
    }

    /// <summary>Analyses again: the same numbers to the last bit with the same version.</summary>
    /// <exception cref="InvalidInputException">What it holds does not fit together.</exception>
    public Analysis Analyze()
    {
        try
        {
            var definitions = Definitions();
            var experiment = definitions.Experiment(_content.Experiment) ?? throw Wrong($"holds no experiment {_content.Experiment}");
            return ExperimentAnalyzer.Analyze(ResolvedExperiment.Resolve(experiment, definitions, _content.AsOf), _content.Cells, _content.Context) with { Looks = _content.Looks };
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw Wrong("does not fit together: " + error.Message);
        }
    }

    /// <summary>Whether an analysis says what the bundled one said.</summary>
    public bool Matches(Analysis analysis) => Hash(analysis) == BodyHash;

    internal static AnalysisBundle Of(Analysis analysis, AnalyzeExperiment.Found found, ExperimentCells cells, AnalysisContext context, DateTimeOffset? asOf)
    {
        var ids = FrozenTerms.Definitions(found.Experiment, found.Definitions).ToHashSet(StringComparer.Ordinal);
        var sources = ResolvedExperiment.Resolve(found.Experiment, found.Definitions, asOf).Needs.Sources.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var documents = found.Definitions.Documents
            .Where(d => d.Kind switch
            {
                DefinitionKind.Source => sources.Contains(d.Id),
                DefinitionKind.Experiment => d.Id == found.Experiment.Id,
                DefinitionKind.Kpi or DefinitionKind.Metric => ids.Contains(d.Id),
                _ => false,
            })
            .Select(d => new BundleDocument(d.Kind, d.Id, (JsonObject)d.Content.DeepClone(), d.ContentHash));
        var defaults = found.Definitions.Settings.Defaults;
        return new AnalysisBundle(new BundleContent(
            FormatVersion, typeof(AnalysisBundle).Assembly.GetName().Version!.ToString(3), found.Experiment.Id, Hash(analysis), [.. documents],
            new BundleDefaults(defaults.Alpha, defaults.Level, defaults.TimeZone, defaults.WeekStarts), asOf, cells, context, analysis.Looks));
    }

    private DefinitionSet Definitions()
    {
        var kept = _content.Defaults;
        var settings = WorkspaceSettings.Default with
        {
            Defaults = new WorkspaceDefaults(kept.Alpha, kept.Level, kept.TimeZone, kept.WeekStarts),
            Rules = _content.Context.Rules,
        };
        return DefinitionReader.FromDocuments(_content.Definitions.Select(d => new DefinitionDocument(d.Kind, d.Id, d.Content, d.ContentHash, null, 0)), settings);
    }

    private static string Hash(Analysis analysis) => CanonicalJson.Hash(analysis.ToJsonBody());

    private static InvalidInputException Wrong(string message) => new("bundle", "the bundled analysis " + message, "export it again with `kpilab experiment export`");

    private static string Pack(string json)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            zip.Write(Encoding.UTF8.GetBytes(json));
        }

        return string.Join('\n', Convert.ToBase64String(packed.ToArray()).Chunk(120).Select(c => new string(c)));
    }

    private static string Unpack(string text)
    {
        using var zip = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using var reader = new StreamReader(zip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
