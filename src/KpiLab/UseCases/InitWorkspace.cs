using System.Globalization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary><c>init</c>: a new workspace with an example to start from.</summary>
internal static class InitWorkspace
{
    private const string Settings = """
        # A KpiLab workspace: this file, and definitions in any *.yaml below.
        store: .kpilab/store.db
        defaults: {alpha: 0.05, level: 0.95, time_zone: UTC, week_starts: monday}
        """;

    private const string Example = """
        # One row per user: variant, what happened, and what was known before.
        kind: source
        id: signups
        from: data/signups.csv
        unit: user_id
        ---
        kind: kpi
        id: activation
        name: Activation in the first week
        unit: fraction
        direction: increase
        measure: {type: proportion, source: signups, value: activated}
        ---
        kind: experiment
        id: new_onboarding
        hypothesis:
          statement: We believe that a shorter onboarding will raise activation because fewer people give up on the way.
          kpi: activation
          direction: increase
          minimum_effect: 5%
        exposures: {source: signups, variant: variant, exposed_at: exposed_at}
        variants:
          - {id: control, weight: 0.5, control: true}
          - {id: shorter, weight: 0.5}
        plan: {design: fixed, units: 8}
        """;

    private const string Data = """
        user_id,variant,exposed_at,activated
        1,control,2030-01-01,0
        2,shorter,2030-01-01,1
        3,control,2030-01-01,1
        4,shorter,2030-01-02,1
        5,control,2030-01-02,0
        6,shorter,2030-01-02,0
        7,control,2030-01-03,0
        8,shorter,2030-01-03,1
        """;

    private const string Goals = """
        # The smallest set of KPIs that can be governed: one goal, one outcome, one lead, and the claim that the one predicts the other.
        # `kpilab apply`, `kpilab link check`, `kpilab kpi audit`, and once a month `kpilab review run --month MONTH`.
        kind: goal
        id: grow_sales
        name: Grow sales
        level: enterprise
        outcome: revenue
        due: DUE
        ---
        # A row a week; exchange it for your own numbers.
        kind: source
        id: weekly
        from: data/weekly.csv
        ---
        kind: kpi
        id: closed_deals
        name: Closed deals
        goal: grow_sales
        owner: you@example.org
        tier: primary
        purpose: improve
        public: true
        cadence: weekly
        unit: count
        direction: increase
        measure: {type: imported, source: weekly, period: week, value: closed_deals}
        target: {value: 46, previous: 40, due: DUE}
        ---
        kind: kpi
        id: qualified_leads
        name: Qualified leads
        goal: grow_sales
        owner: you@example.org
        tier: secondary
        purpose: predict
        cadence: weekly
        unit: count
        direction: increase
        measure: {type: imported, source: weekly, period: week, value: qualified_leads}
        target: {value: 215, previous: 200, due: DUE}
        thresholds:
          - {when: drop > 20% week over week, severity: critical, action: Run a lead-source audit, within: 2d, escalate_to: Head of sales}
        ---
        kind: link
        id: leads_make_deals
        from: qualified_leads
        to: closed_deals
        expect: positive
        lag: 1w..6w
        because: A qualified lead becomes a deal, or not, within a few weeks.
        """;

    private const string StartProfile = """

        governance: {profile: start}   # how much `kpilab kpi audit` asks for: start, then align, then strict
        """;

    private const int Weeks = 160; // three whole seasons of 52 are needed to judge a link

    public static IReadOnlyList<string> Run(string folder, bool goals = false, TimeProvider? clock = null)
    {
        var today = DateOnly.FromDateTime((clock ?? TimeProvider.System).GetUtcNow().UtcDateTime);
        (string Path, string Text)[] files =
        [
            ("kpilab.yaml", goals ? Settings + StartProfile : Settings), (".gitignore", ".kpilab/"),
            .. goals
                ? new[] { ("goals.yaml", Goals.Replace("DUE", Day(today.AddMonths(12)), StringComparison.Ordinal)), (Path.Combine("data", "weekly.csv"), Weekly(today)) }
                : [("experiments.yaml", Example), (Path.Combine("data", "signups.csv"), Data)],
        ];
        var written = new List<string>();
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(folder, path);
            if (!File.Exists(full))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                File.WriteAllText(full, text + "\n");
                written.Add(path.Replace('\\', '/'));
            }
        }

        return written;
    }

    // Deals follow leads by three weeks; the last row is of the last whole week.
    private static string Weekly(DateOnly today)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var random = new SeededRandom(1);
        double[] leads = new double[Weeks + 3];
        for (var t = 1; t < leads.Length; t++)
        {
            leads[t] = (0.5 * leads[t - 1]) + (20 * random.NextNormal());
        }

        var rows = Enumerable.Range(0, Weeks).Select(t => Invariant(
            $"{Day(monday.AddDays(7 * (t - Weeks)))},{Math.Round(200 + leads[t + 3])},{Math.Round(40 + (0.3 * leads[t]) + (4 * random.NextNormal()))}"));
        return string.Join('\n', rows.Prepend("week,qualified_leads,closed_deals"));
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
