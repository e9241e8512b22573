using System.Globalization;
using System.Text;
using KpiLab.Statistics;

namespace KpiLab.Benchmarks;

/// <summary>A workspace of 1,000 links between 40 leads and 25 outcomes of 156 weeks; every outcome follows one of the leads.</summary>
internal static class LinkJob
{
    private const int Leads = 40;
    private const int Outcomes = 25;
    private const int Weeks = 156;
    private const int Lag = 2;
    private const double Effect = 0.45;
    private static readonly DateOnly Start = new(2023, 1, 2);

    /// <summary>The day after the last week.</summary>
    public const string AsOf = "2026-01-05";

    /// <summary>Writes the definitions and one table of weekly values.</summary>
    public static void WriteWorkspace(string folder)
    {
        Directory.CreateDirectory(folder);
        var random = new SeededRandom(5);
        var leads = Enumerable.Range(0, Leads).Select(_ => Walk(random, 0.5, _ => 0)).ToArray();
        var outcomes = Enumerable.Range(0, Outcomes).Select(j => Walk(random, 0.3, t => t < Lag ? 0 : Effect * leads[j][t - Lag])).ToArray();
        string[] names = [.. Enumerable.Range(0, Leads).Select(i => Invariant($"lead_{i}")), .. Enumerable.Range(0, Outcomes).Select(j => Invariant($"outcome_{j}"))];
        double[][] series = [.. leads, .. outcomes];

        var table = new StringBuilder("week,").AppendJoin(',', names).Append('\n');
        for (var t = 0; t < Weeks; t++)
        {
            table.Append(Start.AddDays(7 * t).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append(',')
                .AppendJoin(',', series.Select(s => s[t].ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        var definitions = new StringBuilder("kind: source\nid: weekly\nfrom: weekly.csv\ntime: week\n");
        foreach (var name in names)
        {
            definitions.Append(CultureInfo.InvariantCulture, $"---\nkind: kpi\nid: {name}\nname: {name}\nunit: score\ndirection: increase\ncadence: weekly\nmeasure: {{type: imported, source: weekly, period: week, value: {name}}}\n");
        }

        for (var i = 0; i < Leads; i++)
        {
            for (var j = 0; j < Outcomes; j++)
            {
                definitions.Append(CultureInfo.InvariantCulture, $"---\nkind: link\nid: link_{i}_{j}\nfrom: lead_{i}\nto: outcome_{j}\nexpect: positive\nlag: 1w..6w\nbecause: Every pair is asked.\n");
            }
        }

        File.WriteAllText(Path.Combine(folder, "kpilab.yaml"), "store: .kpilab/store.db\n");
        File.WriteAllText(Path.Combine(folder, "weekly.csv"), table.ToString());
        File.WriteAllText(Path.Combine(folder, "definitions.yaml"), definitions.ToString());
    }

    private static double[] Walk(SeededRandom random, double persistence, Func<int, double> push)
    {
        var values = new double[Weeks];
        for (var t = 0; t < Weeks; t++)
        {
            values[t] = (t > 0 ? persistence * values[t - 1] : 0) + push(t) + random.NextNormal();
        }

        return values;
    }
}
