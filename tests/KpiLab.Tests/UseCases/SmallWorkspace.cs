using System.Globalization;
using System.Text;
using KpiLab.Core;

namespace KpiLab.Tests;

/// <summary>A workspace of one experiment in a temporary folder, with a clock that the test sets.</summary>
internal sealed class SmallWorkspace : TimeProvider, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-lab-").FullName;

    public SmallWorkspace(string plan = "{design: fixed}")
    {
        Write("kpilab.yaml", "store: .kpilab/store.db\n");
        Write("definitions.yaml", Definitions(plan: plan));
        Rows(400);
    }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string Folder => _folder;

    public override DateTimeOffset GetUtcNow() => Now;

    public Task<Lab> OpenAsync(LabOptions? options = null) => Lab.OpenAsync(_folder, (options ?? new LabOptions()) with { Clock = this, Actor = "ann@example.org" });

    public void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Alternating variants, exposures from 1 February on; treatment converts 3 of 4, control 2 of 4.</summary>
    public void Rows(int units, string file = "units.csv")
    {
        var text = new StringBuilder("user,variant,exposed_at,converted,spend,country\n");
        for (var i = 0; i < units; i++)
        {
            var treated = i % 2 == 1;
            var converted = (i / 2) % 4 < (treated ? 3 : 2) ? 1 : 0;
            var day = new DateTime(2026, 2, 1).AddHours(i);
            text.Append(CultureInfo.InvariantCulture, $"u{i},{(treated ? "new" : "old")},{day:yyyy-MM-dd HH:mm:ss},{converted},{(i * 7) % 13},{(i % 3 == 0 ? "DE" : "FR")}\n");
        }

        Write(file, text.ToString());
    }

    public static string Definitions(string plan = "{design: fixed}", string statement = "We believe.", string minimum = "2%") => $$"""
        kind: source
        id: units
        from: units.csv
        unit: user
        ---
        kind: kpi
        id: conversion
        name: Conversion
        unit: fraction
        direction: increase
        measure: {type: proportion, source: units, value: converted}
        ---
        kind: metric
        id: spend
        name: Spend
        unit: currency
        direction: increase
        measure: {type: mean, source: units, value: spend}
        ---
        kind: experiment
        id: checkout
        hypothesis: {statement: {{statement}}, kpi: conversion, direction: increase, minimum_effect: {{minimum}}}
        exposures: {source: units, variant: variant, exposed_at: exposed_at}
        variants:
          - {id: old, weight: 0.5, control: true}
          - {id: new, weight: 0.5}
        secondary: [spend]
        plan: {{plan}}
        """;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
