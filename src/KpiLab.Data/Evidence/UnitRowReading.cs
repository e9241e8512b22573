using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>Reads one row a unit: early behaviour, later outcome, entry. Of many units a sample with a fixed seed is kept (Vitter's reservoir), so that what is read does not depend on batches or threads.</summary>
internal static class UnitRowReading
{
    private const int MostUnits = 20_000;
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

        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }

        return Sample(engine, new ScanPlan(source.Id, read, null, entered, asOf, $"reading {source.Id}"));

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

    private static UnitRowSample Sample(IScanEngine engine, ScanPlan plan)
    {
        var kept = new List<(double Early, double Outcome, long Entered, long Row)>();
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
            if (plan.Columns.Count > 2)
            {
                scan.Times(2, times);
            }
            else
            {
                Array.Fill(times, RowScan.NoTime);
            }

            for (var i = 0; i < n; i++, rows++)
            {
                if (!double.IsFinite(early[i]) || !double.IsFinite(outcome[i]))
                {
                    missing++;
                    continue;
                }

                usable++;
                var unit = (early[i], outcome[i], times[i], rows);
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

        var ordered = kept.OrderBy(u => u.Entered).ThenBy(u => u.Row).ToList();
        return new UnitRowSample([.. ordered.Select(u => u.Early)], [.. ordered.Select(u => u.Outcome)], [.. ordered.Select(u => Month(u.Entered))], rows, missing);
    }

    private static DateOnly? Month(long entered)
        => entered == RowScan.NoTime ? null : DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(entered * TicksOfMicrosecond)) is var day ? new DateOnly(day.Year, day.Month, 1) : null;
}
