using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Testing;

namespace KpiLab.Core.Tests;

public sealed class MutatedJsonTests
{
    [Fact]
    public void Canonical_JSON_of_whatever_is_JSON_is_canonical_or_refused_for_its_numbers()
    {
        string[] corpus =
        [
            """{"a":1,"b":[true,false,null,"text",1.5e-7,-0.0,1e21],"é":{"😀":"\u20ac","\r":"\n"}}""", """[9007199254740993,0.1,1e300,5e-324,{"":{"":[]}}]""", "\"\\ud83d\\ude00\"",
            """{"kind":"kpi","id":"a","thresholds":[{"when":"drop > 20% week over week","within":"2d"}]}""",
        ];
        var answers = new Mutator(corpus, Mutator.Anywhere).Hold(20261123, text =>
        {
            JsonNode? node;
            try
            {
                node = JsonNode.Parse(text);
            }
            catch (Exception refused) when (refused is JsonException or ArgumentException) // the second: text that is no text, with half a surrogate pair
            {
                return refused.Message;
            }

            string canonical;
            try
            {
                canonical = CanonicalJson.Serialize(node);
            }
            catch (Exception refused) when (refused is ArgumentException or InvalidOperationException)
            {
                return refused.Message; // a name that comes twice, half a surrogate, a number beyond doubles
            }

            Assert.Equal(canonical, CanonicalJson.Serialize(JsonNode.Parse(canonical)));
            return null;
        });
        Assert.True(answers.Taken > 0 && answers.Refused > 0, answers.ToString());
    }
}
