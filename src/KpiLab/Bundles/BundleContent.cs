using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What a bundle holds.</summary>
internal sealed record BundleContent(
    int Format, string Version, string Experiment, string BodyHash, IReadOnlyList<BundleDocument> Definitions, BundleDefaults Defaults, DateTimeOffset? AsOf,
    ExperimentCells Cells, AnalysisContext Context, IReadOnlyList<Look> Looks);

/// <summary>A definition as it was applied.</summary>
internal sealed record BundleDocument(DefinitionKind Kind, string Id, JsonObject Content, string ContentHash);

/// <summary>The workspace's defaults that an analysis goes by.</summary>
internal sealed record BundleDefaults(double Alpha, double Level, string TimeZone, DayOfWeek WeekStarts);

/// <summary>How bundles are spelled: every number to the last bit.</summary>
internal static class BundleJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        MaxDepth = 64,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new JointMomentsConverter(), new ValueCountsConverter() },
    };

    private sealed class JointMomentsConverter : JsonConverter<JointMoments>
    {
        public override JointMoments Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parts = JsonSerializer.Deserialize<Parts>(ref reader, options) ?? throw new JsonException("moments are missing");
            return JointMoments.FromParts(parts.Count, parts.Means, parts.Products);
        }

        public override void Write(Utf8JsonWriter writer, JointMoments value, JsonSerializerOptions options)
        {
            var (count, means, products) = value.ToParts();
            JsonSerializer.Serialize(writer, new Parts(count, means, products), options);
        }

        private sealed record Parts(long Count, double[] Means, double[] Products);
    }

    private sealed class ValueCountsConverter : JsonConverter<ValueCounts>
    {
        public override ValueCounts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parts = JsonSerializer.Deserialize<Parts>(ref reader, options) ?? throw new JsonException("value counts are missing");
            return ValueCounts.Of(parts.Values, parts.Counts);
        }

        public override void Write(Utf8JsonWriter writer, ValueCounts value, JsonSerializerOptions options)
            => JsonSerializer.Serialize(writer, new Parts(value.Values.ToArray(), value.Counts.ToArray()), options);

        private sealed record Parts(double[] Values, long[] Counts);
    }
}
