using System.Text.Json;
using System.Text.Json.Nodes;

namespace KpiLab.Definitions.Tests;

public sealed class SchemaTests
{
    private static readonly string Folder = Path.Combine(KpiLab.Testing.Repository.Root, "docs", "schema");

    public static TheoryData<string> Names => [.. SchemaWriter.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_committed_schema_is_what_the_reader_reads(string name)
    {
        var path = Path.Combine(Folder, name + ".json");
        if (Environment.GetEnvironmentVariable("KPILAB_WRITE_SCHEMAS") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, SchemaWriter.For(name));
        }

        Assert.True(File.Exists(path), $"docs/schema/{name}.json is missing; run the tests once with KPILAB_WRITE_SCHEMAS=1");
        Assert.Equal(SchemaWriter.For(name), File.ReadAllText(path));
    }

    [Fact]
    public void The_seven_schemas_are_those_of_the_kinds_and_the_workspace()
    {
        Assert.Equal(["source", "goal", "metric", "kpi", "link", "experiment", "workspace"], SchemaWriter.Names);
        Assert.Null(SchemaWriter.For("dashboard"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schema_describes_every_field_in_draft_2020_12(string name)
    {
        var schema = JsonNode.Parse(SchemaWriter.For(name)!)!.AsObject();
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema["$schema"]!.GetValue<string>());
        Assert.False(schema["additionalProperties"]!.GetValue<bool>());
        Assert.All(schema["properties"]!.AsObject(), p => Assert.False(string.IsNullOrWhiteSpace(p.Value!["description"]?.GetValue<string>()), p.Key));
    }

    [Fact]
    public void The_documents_of_the_contracts_are_valid_by_the_schemas()
    {
        var documents = ContractExamplesTests.Reading.Set.Documents;
        Assert.NotEmpty(documents);
        Assert.All(documents, d => Assert.Empty(Violations(Schema(d.Kind), d.Content, "")));
    }

    [Fact]
    public void What_the_reader_makes_of_random_workspaces_is_valid_by_the_schemas()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var set = DefinitionReader.Read([("all.yaml", new RandomWorkspace(new Random(seed)).Yaml())]).OrThrow();
            Assert.All(set.Documents, d => Assert.Empty(Violations(Schema(d.Kind), d.Content, "")));
        }
    }

    [Theory]
    [InlineData(DefinitionKind.Goal, """{"kind": "goal", "id": "a", "parent": null}""", "level is required")]
    [InlineData(DefinitionKind.Goal, """{"kind": "goal", "id": "A b", "level": "team"}""", "/id does not match")]
    [InlineData(DefinitionKind.Goal, """{"kind": "goal", "id": "a", "level": "teem"}""", "/level is not in the enum")]
    [InlineData(DefinitionKind.Goal, """{"kind": "goal", "id": "a", "level": "team", "colour": "red"}""", "/colour is not a property")]
    [InlineData(DefinitionKind.Metric, """{"kind": "metric", "id": "a", "direction": "increase", "measure": {"type": "mean", "q": 2}}""", "/measure/q fits none")]
    [InlineData(DefinitionKind.Experiment, """{"kind": "experiment", "id": "a", "hypothesis": {"kpi": "k"}, "exposures": {"source": "s", "variant": "v"}, "variants": [{"id": "a"}]}""", "/variants has too few items")]
    public void What_the_reader_refuses_the_schema_refuses_too(DefinitionKind kind, string json, string violation)
        => Assert.Equal([violation], Violations(Schema(kind), JsonNode.Parse(json), ""));

    private static JsonObject Schema(DefinitionKind kind) => JsonNode.Parse(SchemaWriter.For(kind))!.AsObject();

    /// <summary>As much of JSON Schema as the schemas use; an unknown keyword fails the test.</summary>
    private static List<string> Violations(JsonObject schema, JsonNode? value, string path)
    {
        var found = new List<string>();
        foreach (var (keyword, argument) in schema)
        {
            switch (keyword)
            {
                case "$schema" or "$id" or "title" or "description" or "default" or "format":
                    break;
                case "type":
                    var types = argument is JsonArray list ? list.Select(t => t!.GetValue<string>()).ToArray() : [argument!.GetValue<string>()];
                    if (!types.Any(t => Is(t, value)))
                    {
                        found.Add($"{path} is not {string.Join(" or ", types)}");
                        return found;
                    }

                    break;
                case "const":
                    Check(JsonNode.DeepEquals(argument, value), "is not the constant");
                    break;
                case "enum":
                    Check(argument!.AsArray().Any(a => JsonNode.DeepEquals(a, value)), "is not in the enum");
                    break;
                case "pattern":
                    Check(value is not JsonValue text || text.GetValueKind() != JsonValueKind.String || System.Text.RegularExpressions.Regex.IsMatch(text.GetValue<string>(), argument!.GetValue<string>()), "does not match");
                    break;
                case "minLength":
                    Check(value is not JsonValue short1 || short1.GetValueKind() != JsonValueKind.String || short1.GetValue<string>().Length >= argument!.GetValue<int>(), "is too short");
                    break;
                case "maxLength":
                    Check(value is null || value.GetValue<string>().Length <= argument!.GetValue<int>(), "is too long");
                    break;
                case "minimum":
                    Check(Number(value) is not { } low || low >= Number(argument), "is too small");
                    break;
                case "maximum":
                    Check(Number(value) is not { } high || high <= Number(argument), "is too large");
                    break;
                case "exclusiveMinimum":
                    Check(Number(value) is not { } above || above > Number(argument), "is too small");
                    break;
                case "exclusiveMaximum":
                    Check(Number(value) is not { } below || below < Number(argument), "is too large");
                    break;
                case "anyOf":
                    Check(argument!.AsArray().Any(a => Violations(a!.AsObject(), value, path).Count == 0), "fits none");
                    break;
                case "items":
                    foreach (var (item, i) in value!.AsArray().Select((item, i) => (item, i)))
                    {
                        found.AddRange(Violations(argument!.AsObject(), item, $"{path}/{i}"));
                    }

                    break;
                case "minItems":
                    Check(value!.AsArray().Count >= argument!.GetValue<int>(), "has too few items");
                    break;
                case "uniqueItems":
                    Check(value!.AsArray().Select(CanonicalJson.Serialize).Distinct().Count() == value.AsArray().Count, "repeats an item");
                    break;
                case "properties":
                    foreach (var (name, member) in value!.AsObject())
                    {
                        if (argument![name] is JsonObject property)
                        {
                            found.AddRange(Violations(property, member, $"{path}/{name}"));
                        }
                    }

                    break;
                case "propertyNames":
                    foreach (var (name, _) in value!.AsObject())
                    {
                        found.AddRange(Violations(argument!.AsObject(), JsonValue.Create(name), $"{path}/{name}"));
                    }

                    break;
                case "required":
                    found.AddRange(argument!.AsArray().Select(a => a!.GetValue<string>()).Where(n => !value!.AsObject().ContainsKey(n)).Select(n => $"{n} is required"));
                    break;
                case "additionalProperties" when argument is JsonObject each:
                    foreach (var (name, member) in value!.AsObject())
                    {
                        found.AddRange(Violations(each, member, $"{path}/{name}"));
                    }

                    break;
                case "additionalProperties":
                    found.AddRange(value!.AsObject().Where(m => schema["properties"]![m.Key] is null).Select(m => $"{path}/{m.Key} is not a property"));
                    break;
                default:
                    found.Add($"{path}: keyword {keyword} is not known to this test");
                    break;
            }
        }

        return found;

        void Check(bool holds, string message)
        {
            if (!holds)
            {
                found.Add($"{path} {message}");
            }
        }
    }

    private static double? Number(JsonNode? node)
        => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : null;

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } number && double.IsInteger(number),
        _ => false,
    };
}
