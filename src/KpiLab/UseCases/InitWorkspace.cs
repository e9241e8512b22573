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

    public static IReadOnlyList<string> Run(string folder)
    {
        (string Path, string Text)[] files = [("kpilab.yaml", Settings), (".gitignore", ".kpilab/"), ("experiments.yaml", Example), (Path.Combine("data", "signups.csv"), Data)];
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
}
