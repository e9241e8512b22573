using System.Text.Json;

namespace KpiLab.Oracles;

/// <summary>The verdict on series whose truth is known: within the acceptable words, never a forbidden one; panels within their rates.</summary>
public sealed class VerdictTests
{
    public const string Method = "lead_lag_verdict";

    public static TheoryData<string> Cases => [.. OracleCase.All.Where(c => c.Method == Method).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_verdict_is_acceptable(string name)
    {
        var item = OracleCase.All.Single(c => c.Name == name);
        var answer = Calc.Ask(item);
        Assert.True(answer.TryGetProperty("outputs", out var outputs), answer.GetRawText());
        if (item.Inputs.TryGetProperty("pairs", out var pairs))
        {
            CheckPanel(item, pairs, outputs);
        }
        else if (item.Expected.TryGetProperty("kept", out var kept))
        {
            Assert.Equal(Texts(kept), Texts(outputs.GetProperty("kept")));
            Assert.Equal(
                item.Expected.GetProperty("lag").GetInt32(),
                outputs.GetProperty("candidates").GetProperty(Texts(kept).Single()).GetProperty("lag").GetInt32());
        }
        else
        {
            CheckOne(item, outputs);
        }
    }

    private static void CheckOne(OracleCase item, JsonElement outputs)
    {
        var word = outputs.GetProperty("verdict").GetString()!;
        Assert.Contains(word, Texts(item.Expected.GetProperty("acceptable_verdicts")));
        Assert.DoesNotContain(word, Texts(item.Expected.GetProperty("must_not")));
        foreach (var field in new[] { "lag", "sign" })
        {
            if (word == "Keep" && item.Expected.TryGetProperty(field, out var wanted))
            {
                Assert.Equal(wanted.GetInt32(), outputs.GetProperty(field).GetInt32());
            }
        }

        // Twelve rows: tolerance.break_rows of every case that has a break.
        if (item.Expected.TryGetProperty("break_after", out var after) && outputs.GetProperty("break_after").ValueKind == JsonValueKind.Number)
        {
            Assert.InRange(outputs.GetProperty("break_after").GetInt32(), after.GetInt32() - 12, after.GetInt32() + 12);
        }
    }

    private static void CheckPanel(OracleCase item, JsonElement pairs, JsonElement outputs)
    {
        var verdicts = outputs.GetProperty("pairs").EnumerateArray().ToList();
        Assert.Equal(pairs.GetArrayLength(), verdicts.Count);
        var kept = verdicts.Zip(pairs.EnumerateArray()).Where(v => v.First.GetProperty("verdict").GetString() == "Keep").ToList();
        var rate = (double)kept.Count / verdicts.Count;
        if (item.Expected.TryGetProperty("max_keep_rate", out var most))
        {
            Assert.True(rate <= most.GetDouble(), $"{rate:P1} kept");
        }

        if (item.Expected.TryGetProperty("min_keep_rate", out var least))
        {
            Assert.True(rate >= least.GetDouble(), $"{rate:P1} kept");
            var hits = kept.Count(v => v.First.GetProperty("lag").GetInt32() == v.Second.GetProperty("true_lag").GetInt32());
            Assert.True((double)hits / kept.Count >= item.Expected.GetProperty("min_lag_hit_rate_among_kept").GetDouble(), $"{hits} of {kept.Count} lags");
        }
    }

    private static List<string> Texts(JsonElement array) => [.. array.EnumerateArray().Select(t => t.GetString()!)];
}
