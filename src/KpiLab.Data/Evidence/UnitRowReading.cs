using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>Reads one row a unit: early behaviour, later outcome, entry. Of many units a sample with a fixed seed is kept (Vitter's reservoir), so that what is read does not depend on batches or threads.</summary>
internal static class UnitRowReading
{
    private const int MostUnits = 20_000;
    private const int MostVariants = 100;
    private const int Seed = 20_260_930;
    private const int TicksOfMicrosecond = 10;

    public static UnitRowSample Read(string link, LinkUnits units, SourceDefinition source, DateTimeOffset asOf, IScanEngine engine)
    {
        var problems = new List<Problem>();
        SourceColumn[] columns = [.. engine.Fields(source.Id).Where(f => f.IsVisible).Select(f => f.Column)];
        List<ScanColumn> read = [Column("early", units.Early), Column("outcome", units.Outcome)];
        SourceColumn? entered = null;
        if (units.Entered is { } name)
        {
            entered = Array.Find(columns, c => c.Name == name);
            if (entered is not { Type: ExpressionType.Timestamp })
            {
                problems.Add(new Problem(
                    null, 0, $"{link}.units.entered", entered is null ? $"source `{source.Id}` has no column `{name}`" : $"column `{name}` of source `{source.Id}` is {entered.EngineType}, and a date or time is needed",
                    $"its columns are {string.Join(", ", columns.Select(c => c.Name))}"));
            }
            else
            {
                read.Add(new ScanColumn(ScanKind.Time, new TypedColumn(entered)));
            }
        }

        if (units.Variant is { } arm)
        {
            var variant = Array.Find(columns, c => c.Name == arm);
            if (variant is null)
            {
                problems.Add(new Problem(null, 0, $"{link}.units.variant", $"source `{source.Id}` has no column `{arm}`", $"its columns are {string.Join(", ", columns.Select(c => c.Name))}"));
            }
            else
            {
                read.Add(new ScanColumn(ScanKind.Label, new TypedColumn(variant)));
            }
        }

        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }

        var sample = Sample(engine, new ScanPlan(source.Id, read, null, entered, asOf, $"reading {source.Id}"), units.Control, out var variants);
        return units.Control is not { } control || variants.Contains(control) || sample.Read == 0
            ? sample
            : throw new InvalidInputException([new Problem(
                null, 0, $"{link}.units.control", $"column `{units.Variant}` of source `{source.Id}` never holds `{control}`", $"it holds {string.Join(", ", variants.Take(8).Select(v => v ?? "nothing"))}")]);

        ScanColumn Column(string field, Formula formula)
        {
            var bound = ExpressionBinder.Bind(formula, columns, null);
            problems.AddRange(bound.Problems.Select(p => new Problem(null, 0, $"{link}.units.{field}.value", $"`{formula}` over source `{source.Id}`, character {Invariant($"{p.Position + 1}")}: {p.Message}", p.Remedy)));
            if (bound.Expression is { Type: ExpressionType.Text or ExpressionType.Timestamp })
            {
                problems.Add(new Problem(null, 0, $"{link}.units.{field}.value", $"`{formula}` is no number or condition", $"write a condition, such as {formula} = 'yes'"));
            }

            return new ScanColumn(ScanKind.Number, bound.Expression);
        }
    }

    private static UnitRowSample Sample(IScanEngine engine, ScanPlan plan, string? control, out IReadOnlyList<string?> variants)
    {
        var kept = new List<(double Early, double Outcome, double Treated, long Entered, long Row)>();
        var timeAt = plan.Columns.Select((c, i) => (c.Kind, i)).Where(c => c.Kind == ScanKind.Time).Select(c => c.i).FirstOrDefault(-1);
        var variantAt = plan.Columns.Select((c, i) => (c.Kind, i)).Where(c => c.Kind == ScanKind.Label).Select(c => c.i).FirstOrDefault(-1);
        var book = new CodeBook(variantAt >= 0 ? plan.Columns[variantAt].Value!.Type : ExpressionType.Text, MostVariants);
        var random = new SeededRandom(Seed);
        long rows = 0, missing = 0, usable = 0;
        using var scan = engine.Open(plan);
        while (scan.Read())
        {
            engine.Report(plan.Stage, rows);
            var n = scan.Count;
            double[] early = new double[n], outcome = new double[n];
            scan.Numbers(0, early);
            scan.Numbers(1, outcome);
            var times = new long[n];
            if (timeAt >= 0)
            {
                scan.Times(timeAt, times);
            }
            else
            {
                Array.Fill(times, RowScan.NoTime);
            }

            var codes = new int[n];
            if (variantAt >= 0)
            {
                scan.Labels(variantAt, book, codes);
            }

            for (var i = 0; i < n; i++, rows++)
            {
                var variant = variantAt >= 0 ? book.Texts[codes[i]] : "";
                if (!double.IsFinite(early[i]) || !double.IsFinite(outcome[i]) || variant is null)
                {
                    missing++;
                    continue;
                }

                usable++;
                var unit = (early[i], outcome[i], variant == control ? 0.0 : 1.0, times[i], rows);
                if (kept.Count < MostUnits)
                {
                    kept.Add(unit);
                }
                else if ((long)(random.NextDouble() * usable) is var at && at < MostUnits)
                {
                    kept[(int)at] = unit;
                }
            }
        }

        variants = book.Texts;
        var ordered = kept.OrderBy(u => u.Entered).ThenBy(u => u.Row).ToList();
        return new UnitRowSample([.. ordered.Select(u => u.Early)], [.. ordered.Select(u => u.Outcome)], [.. ordered.Select(u => Month(u.Entered))], rows, missing)
        {
            Treated = variantAt >= 0 ? [.. ordered.Select(u => u.Treated)] : null,
        };
    }

    private static DateOnly? Month(long entered)
        => entered == RowScan.NoTime ? null : DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(entered * TicksOfMicrosecond)) is var day ? new DateOnly(day.Year, day.Month, 1) : null;
}
