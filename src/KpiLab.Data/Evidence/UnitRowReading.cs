using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Reads early behaviour, later outcome and entry of units: here from one row a unit, in <see cref="UnitEventReading"/> from event logs.</summary>
internal static class UnitRowReading
{
    public const int MostVariants = 100;

    public static UnitRowSample Read(string link, LinkUnits units, IReadOnlyList<SourceDefinition> sources, DateTimeOffset asOf, IScanEngine engine)
    {
        var (sample, variants) = units.Entry is null ? Rows(link, units, sources.First(s => s.Id == units.Source), asOf, engine) : new UnitEventReading(link, units, sources, asOf, engine).Run();
        return units.Control is not { } control || variants.Contains(control) || sample.Read == 0
            ? sample
            : throw new InvalidInputException([new Problem(
                null, 0, $"{link}.units.control", $"column `{units.Variant}` of source `{units.EntrySource}` never holds `{control}`", $"it holds {string.Join(", ", variants.Take(8).Select(v => v ?? "nothing"))}")]);
    }

    private static (UnitRowSample Sample, IReadOnlyList<string?> Variants) Rows(string link, LinkUnits units, SourceDefinition source, DateTimeOffset asOf, IScanEngine engine)
    {
        var problems = new List<Problem>();
        var columns = new SeriesColumns(source, engine, problems);
        List<ScanColumn> read =
        [
            new(ScanKind.Number, columns.Number($"{link}.units.early.value", units.Early.Value!)),
            new(ScanKind.Number, columns.Number($"{link}.units.outcome.value", units.Outcome.Value!)),
        ];
        var entered = units.Entered is { } name ? columns.Moment($"{link}.units.entered", name)?.Column : null;
        var variant = units.Variant is { } arm ? columns.Find($"{link}.units.variant", arm)?.Column : null;
        var knownAt = source.KnownAt is { } known ? columns.Moment($"source {source.Id}.known_at", known)?.Column : null;
        if (problems.Count > 0)
        {
            throw new InvalidInputException([.. problems.Distinct()]);
        }

        if (entered is not null)
        {
            read.Add(new ScanColumn(ScanKind.Time, new TypedColumn(entered)));
        }

        if (variant is not null)
        {
            read.Add(new ScanColumn(ScanKind.Label, new TypedColumn(variant)));
        }

        return Sample(engine, new ScanPlan(source.Id, read, null, entered, asOf, $"reading {source.Id}", knownAt), units, entered is not null, variant, asOf);
    }

    private static (UnitRowSample Sample, IReadOnlyList<string?> Variants) Sample(IScanEngine engine, ScanPlan plan, LinkUnits units, bool hasEntry, SourceColumn? variant, DateTimeOffset asOf)
    {
        var reservoir = new UnitReservoir();
        var book = new CodeBook(variant?.Type ?? ExpressionType.Text, MostVariants);
        var until = UnitReservoir.Microseconds(asOf);
        long rows = 0;
        using var scan = engine.Open(plan);
        while (scan.Read())
        {
            engine.Report(plan.Stage, rows);
            var n = scan.Count;
            double[] early = new double[n], outcome = new double[n];
            var times = new long[n];
            var codes = new int[n];
            scan.Numbers(0, early);
            scan.Numbers(1, outcome);
            if (hasEntry)
            {
                scan.Times(2, times);
            }
            else
            {
                Array.Fill(times, RowScan.NoTime);
            }

            if (variant is not null)
            {
                scan.Labels(plan.Columns.Count - 1, book, codes);
            }

            for (var i = 0; i < n; i++, rows++)
            {
                reservoir.Offer(early[i], outcome[i], variant is null ? 0 : Arm(book, codes[i], units), times[i], UnitReservoir.EndsAfter(times[i], units.Outcome.Window.To, until));
            }
        }

        return (reservoir.Sample(variant is not null) with { ObservedUntil = hasEntry ? asOf : null }, book.Texts);
    }

    /// <summary>0 for the control, 1 for any other variant, nothing where none is known.</summary>
    public static double? Arm(CodeBook book, int code, LinkUnits units) => book.Texts[code] is not { } variant ? null : variant == units.Control ? 0 : 1;
}
