using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KpiLab.EndToEnd;

/// <summary>The same definitions, data and seed give the same bytes, whatever the machine's threads, culture and time zone.</summary>
public sealed class DeterminismTests
{
    private const int Users = 20_000;

    private const string Definitions = """
        kind: source
        id: users
        from: users.csv
        unit: user
        ---
        kind: source
        id: orders
        from: orders.csv
        unit: user
        time: at
        ---
        kind: kpi
        id: spend
        name: Spend
        unit: currency
        direction: increase
        measure: {type: mean, source: orders, value: amount, window: 0d..14d, cap: p99}
        ---
        kind: metric
        id: large
        name: A value a thousand million from zero
        unit: score
        direction: increase
        measure: {type: mean, source: users, value: large}
        ---
        kind: metric
        id: per_visit
        name: Spend per visit
        unit: ratio
        direction: increase
        measure: {type: ratio, source: users, numerator: revenue, denominator: visits}
        ---
        kind: metric
        id: before
        name: Revenue before
        unit: currency
        direction: increase
        measure: {type: mean, source: users, value: before}
        ---
        kind: experiment
        id: test
        hypothesis: {kpi: spend, direction: increase, minimum_effect: 2%}
        exposures: {source: users, variant: variant, exposed_at: exposed_at}
        variants:
          - {id: control, weight: 0.5, control: true}
          - {id: treatment, weight: 0.5}
        secondary: [large, per_visit]
        plan:
          covariates: [{kpi: before}]
          segments: [country, platform]
        """;

    private static readonly Lazy<Task<string>> Reference = new(() => RunAsync([], new Dictionary<string, string>()));

    public static TheoryData<string, string, string> Machines => new()
    {
        { "again", "--threads 2", "" },
        { "one thread", "--threads 1", "" },
        { "two threads", "--threads 2", "" },
        { "German", "", "LC_ALL=de_DE.UTF-8" },
        { "Turkish", "", "LC_ALL=tr_TR.UTF-8" },
        { "Kolkata", "", "TZ=Asia/Kolkata" },
        { "Los Angeles, Turkish, one thread", "--threads 1", "TZ=America/Los_Angeles LC_ALL=tr_TR.UTF-8" },
        { "one processor", "", "DOTNET_PROCESSOR_COUNT=1" },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task The_body_is_byte_identical(string machine, string arguments, string environment)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        var body = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), variables);
        Assert.True(body == await Reference.Value, $"{machine}: the body differs from the first run's");
    }

    [Fact]
    public async Task Shuffled_rows_agree_within_1e_12()
    {
        var shuffled = JsonDocument.Parse(await RunAsync([], new Dictionary<string, string>(), shuffle: true)).RootElement;
        var straight = JsonDocument.Parse(await Reference.Value).RootElement;
        var compared = 0;
        foreach (var (a, b) in straight.GetProperty("comparisons").EnumerateArray().Zip(shuffled.GetProperty("comparisons").EnumerateArray()))
        {
            foreach (var (x, y) in Numbers(a).Zip(Numbers(b)))
            {
                Assert.True(Math.Abs(x - y) <= 1e-12 * Math.Max(Math.Abs(x), 1), $"{a.GetProperty("kpi")}: {x:R} against {y:R}");
                compared++;
            }
        }

        Assert.True(compared > 100, $"only {compared} numbers were compared");
    }

    [Fact]
    public async Task The_variance_of_values_near_a_thousand_million_keeps_nine_digits()
    {
        var body = JsonDocument.Parse(await Reference.Value).RootElement;
        var comparison = body.GetProperty("comparisons").EnumerateArray().First(c => c.GetProperty("kpi").GetString() == "large" && c.GetProperty("segment").ValueKind == JsonValueKind.Null);
        var control = comparison.GetProperty("control");
        var units = control.GetProperty("units").GetInt64();
        var variance = Math.Pow(control.GetProperty("standardError").GetDouble(), 2) * units;

        // The data hold 1e9 + a multiple of 1/64, exactly representable: integer arithmetic gives the exact variance.
        var values = Enumerable.Range(0, Users).Where(i => !Treated(i)).Select(Sixtyfourths).ToList();
        Assert.Equal(values.Count, units);
        System.Numerics.BigInteger n = values.Count, sum = 0, squares = 0;
        values.ForEach(v => (sum, squares) = (sum + v, squares + (v * v)));
        var exact = (double)((n * squares) - (sum * sum)) / ((double)n * ((double)n - 1)) / (64.0 * 64);
        Assert.Equal(1, variance / exact, 1e-9);
    }

    private static bool Treated(int i) => (i * 2654435761L >> 7) % 2 == 1;

    private static System.Numerics.BigInteger Sixtyfourths(int i) => i * 7919 % 224;

    private static async Task<string> RunAsync(string[] arguments, Dictionary<string, string> environment, bool shuffle = false)
    {
        using var workspace = new TemporaryFolder();
        workspace.Write("kpilab.yaml", "store: .kpilab/store.db\n");
        workspace.Write("definitions.yaml", Definitions);
        var (users, orders) = Rows();
        if (shuffle)
        {
            var random = new Random(3);
            users = [.. users.OrderBy(_ => random.Next())];
            orders = [.. orders.OrderBy(_ => random.Next())];
        }

        foreach (var (name, header, rows) in new[] { ("users.csv", "user,variant,exposed_at,country,platform,large,revenue,visits,before", users), ("orders.csv", "user,at,amount", orders) })
        {
            File.SetLastWriteTimeUtc(workspace.Write(name, header + "\n" + string.Join('\n', rows) + "\n"), new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        var result = await CommandLine.RunAsync(["experiment", "analyze", "test", "--workspace", workspace.Path, "--format", "json", "--seed", "42", "--as-of", "2026-06-01", .. arguments], environment);
        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        Assert.True(document.RootElement.TryGetProperty("run", out _));
        return document.RootElement.GetProperty("analysis").GetRawText();
    }

    private static (List<string> Users, List<string> Orders) Rows()
    {
        var random = new Random(20260101);
        var users = new List<string>(Users);
        var orders = new List<string>();
        string[] countries = ["DE", "FR", "IN", "Ürümqi"], platforms = ["ios", "android", "web"];
        for (var i = 0; i < Users; i++)
        {
            var start = new DateTime(2026, 1, 1).AddMinutes(random.Next(20_000));
            var large = 1e9 + ((double)Sixtyfourths(i) / 64);
            users.Add(string.Create(CultureInfo.InvariantCulture, $"u{i},{(Treated(i) ? "treatment" : "control")},{start:yyyy-MM-dd HH:mm:ss},{countries[i % 4]},{platforms[i % 3]},{large:R},{random.NextDouble() * 30:R},{1 + random.Next(9)},{random.NextDouble() * 100:R}"));
            for (var k = random.Next(4); k > 0; k--)
            {
                orders.Add(string.Create(CultureInfo.InvariantCulture, $"u{i},{start.AddHours(random.Next(-50, 500)):yyyy-MM-dd HH:mm:ss},{Math.Exp(random.NextDouble() * 4):R}"));
            }
        }

        return (users, orders);
    }

    private static IEnumerable<double> Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => [element.GetDouble()],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Numbers(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
        _ => [],
    };
}
