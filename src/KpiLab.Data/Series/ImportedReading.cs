using System.Runtime.ExceptionServices;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Reads KPIs whose values were computed elsewhere, all of one source in one pass: a date, a value, a standard error.</summary>
internal sealed class ImportedReading
{
    private const int MostRows = 2_000_000;

    private readonly SourceDefinition _source;
    private readonly IScanEngine _engine;
    private readonly LocalDays _days;
    private readonly List<ScanColumn> _columns = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<List<double>?> _numbers = [];
    private readonly List<List<DateOnly?>?> _dates = [];
    private readonly List<CodeBook?> _texts = [];
    private readonly List<long> _known = [];
    private List<Columns> _series = [];
    private int _knownAt = -1;
    private Func<InvalidInputException>? _trouble; // told after the pass, because a place costs a query of its own

    private ImportedReading(SourceDefinition source, IScanEngine engine, LocalDays days) => (_source, _engine, _days) = (source, engine, days);

    private sealed record Columns(SeriesNeed Need, int Period, int Value, int Error);

    private readonly record struct Row(DateOnly Date, long Number, double Value, double Error, long Known);

    /// <summary>The table, read.</summary>
    public static ImportedReading Of(SourceDefinition source, IReadOnlyList<SeriesNeed> wanted, string timeZone, IScanEngine engine)
    {
        var reading = new ImportedReading(source, engine, new LocalDays(timeZone));
        reading._series = reading.Bind(wanted);
        reading.Read();
        return reading;
    }

    /// <summary>The series in the order of their needs, as seen from a moment.</summary>
    public IReadOnlyList<KpiSeries> Series(SeriesNeeds needs, DateOnly today)
    {
        var made = new (KpiSeries? Series, List<Problem> Problems, ExceptionDispatchInfo? Failure)[_series.Count];
        Parallel.For(0, made.Length, i =>
        {
            var problems = new List<Problem>();
            try
            {
                made[i] = (Series(_series[i], needs, today, problems), problems, null);
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown below as it was, of several the first.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                made[i] = (null, problems, ExceptionDispatchInfo.Capture(failure));
            }
        });
        made.FirstOrDefault(m => m.Failure is not null).Failure?.Throw();
        List<Problem> all = [.. made.SelectMany(m => m.Problems)];
        return all.Count == 0 ? [.. made.Select(m => m.Series!)] : throw new InvalidInputException(all);
    }

    // Series are made on several threads, and a place costs a query.
    private string Place(long row)
    {
        lock (_places)
        {
            return _engine.Place(_source.Id, row);
        }
    }

    private List<Columns> Bind(IReadOnlyList<SeriesNeed> wanted)
    {
        var problems = new List<Problem>();
        var columns = new SeriesColumns(_source, _engine, problems);
        var bound = new List<Columns>();
        if (_source.KnownAt is { } known && columns.Moment($"source {_source.Id}.known_at", known) is { } moment)
        {
            _knownAt = Add("known", new ScanColumn(ScanKind.Time, new TypedColumn(moment.Column)));
        }

        foreach (var need in wanted)
        {
            var field = $"{need.Id}.measure";
            var period = need.Measure.Period is { } name ? columns.Find($"{field}.period", name) : null;
            if (need.Measure.Period is null || need.Measure.Value is null)
            {
                columns.Add(field, "imported values need a column of periods and one of values", "write `period:` and `value:`");
            }

            if (period is { Column.Type: ExpressionType.Boolean })
            {
                columns.Add($"{field}.period", $"column `{period.Column.Name}` of source `{_source.Id}` is {period.Column.EngineType}, and no period", $"name a column of dates, or of text such as {PeriodText.Forms}");
            }

            var value = need.Measure.Value is { } formula ? Number(columns, $"{field}.value", formula) : null;
            var errorName = need.Measure.StandardError;
            var error = errorName is null ? null : Number(columns, $"{field}.standard_error", new Formula(errorName, new ColumnReference(errorName, 0)));
            if (problems.Count == 0)
            {
                bound.Add(new Columns(
                    need,
                    Add("period " + period!.Column.Name, new ScanColumn(period.Column.Type == ExpressionType.Timestamp ? ScanKind.Time : ScanKind.Label, new TypedColumn(period.Column))),
                    Add("value " + need.Measure.Value, value!),
                    error is null ? -1 : Add("value " + errorName, error)));
            }
        }

        return problems.Count == 0 ? bound : throw new InvalidInputException([.. problems.Distinct()]);
    }

    // A column without any value looks like text; it is read as such, and must turn out empty.
    private ScanColumn? Number(SeriesColumns columns, string field, Formula formula)
    {
        if (formula.Syntax is ColumnReference { Name: var name } && _engine.Fields(_source.Id).FirstOrDefault(f => f.Column.Name == name) is { Column.Type: ExpressionType.Text } text
            && _engine.FindText(_source.Id, name) is null)
        {
            return new ScanColumn(ScanKind.Label, new TypedColumn(text.Column));
        }

        return columns.Number(field, formula) is { } number ? new ScanColumn(ScanKind.Number, number) : null;
    }

    private int Add(string key, ScanColumn column)
    {
        if (!_places.TryGetValue(key, out var at))
        {
            _places.Add(key, at = _columns.Count);
            _columns.Add(column);
            var isNumber = key.StartsWith("value ", StringComparison.Ordinal);
            _numbers.Add(isNumber ? [] : null);
            _dates.Add(isNumber ? null : []);
            _texts.Add(column.Kind == ScanKind.Label ? new CodeBook(column.Value!.Type, MostRows) : null);
        }

        return at;
    }

    private void Read()
    {
        var plan = new ScanPlan(_source.Id, _columns, null, null, null, $"reading {_source.Id}");
        Pass(plan);
        if (_trouble is not null)
        {
            throw _trouble();
        }
    }

    private void Pass(ScanPlan plan)
    {
        using var scan = _engine.Open(plan);
        long rows = 0;
        for (; ; )
        {
            _engine.Report(plan.Stage, rows);
            if (_trouble is not null || !scan.Read())
            {
                break;
            }

            if (rows + scan.Count > MostRows)
            {
                throw new InvalidInputException($"source {_source.Id}", Invariant($"it has more than {MostRows} rows, and a table of imported values has one row a period"), "name the source that holds the values by period, or compute the KPI by another type of measure");
            }

            for (var c = 0; c < _columns.Count; c++)
            {
                Take(plan, scan, c, rows);
            }

            rows += scan.Count;
        }
    }

    private void Take(ScanPlan plan, RowScan scan, int column, long before)
    {
        if (_numbers[column] is { } empty && _texts[column] is { } texts)
        {
            var codes = new int[scan.Count];
            scan.Labels(column, texts, codes);
            var written = Array.FindIndex(codes, c => texts.Texts[c] is not null);
            if (written >= 0)
            {
                var (name, text) = (((TypedColumn)_columns[column].Value!).Column.Name, texts.Texts[codes[written]]!);
                _trouble ??= () => new InvalidInputException([new Problem(
                    null, 0, $"source {_source.Id}.{name}", $"`{EngineWords.Cut(text)}` in {_engine.Place(_source.Id, before + written + 1)} is no number", $"correct the data, or declare the column: `columns: {{{name}: double}}`")]);
            }

            empty.AddRange(Enumerable.Repeat(double.NaN, scan.Count));
            return;
        }

        if (_numbers[column] is { } numbers)
        {
            var values = new double[scan.Count];
            if (scan.Numbers(column, values).HasFlag(NumberState.HasNonFinite))
            {
                _trouble ??= () =>
                {
                    var (count, first, _) = _engine.FindUnusable(plan, column, share: false);
                    return new InvalidInputException($"source {_source.Id}", Invariant($"{count} of the imported values {(count == 1 ? "is" : "are")} NaN or infinite, first in {first}"), "leave such values empty");
                };
            }

            numbers.AddRange(values);
            return;
        }

        var dates = _dates[column]!;
        if (_texts[column] is { } book)
        {
            var codes = new int[scan.Count];
            scan.Labels(column, book, codes);
            for (var row = 0; row < codes.Length; row++)
            {
                dates.Add(book.Texts[codes[row]] is { } text ? Parse(plan, column, text, before + row + 1) : null);
            }

            return;
        }

        var times = new long[scan.Count];
        scan.Times(column, times);
        if (column == _knownAt)
        {
            _known.AddRange(times);
            return;
        }

        var isMoment = ((TypedColumn)_columns[column].Value!).Column.EngineType is not "DATE";
        foreach (var time in times)
        {
            dates.Add(time == RowScan.NoTime ? null : isMoment && time % DayLength != 0 ? _days.Of(time) : LocalDays.Utc(time));
        }
    }

    private const long DayLength = 86_400_000_000;

    private DateOnly? Parse(ScanPlan plan, int column, string text, long row)
    {
        if (PeriodText.TryParse(text, out var day))
        {
            return day;
        }

        _trouble ??= () => new InvalidInputException([new Problem(
            null, 0, $"source {_source.Id}.{((TypedColumn)plan.Columns[column].Value!).Column.Name}", $"`{EngineWords.Cut(text)}` in {_engine.Place(_source.Id, row)} is no period", $"write the first day of the period, or the period itself: {PeriodText.Forms}")]);
        return null;
    }

    private KpiSeries? Series(Columns columns, SeriesNeeds needs, DateOnly today, List<Problem> problems)
    {
        var need = columns.Need;
        var rows = Rows(columns, needs.AsOf, problems, out var undated);
        var dates = rows.ConvertAll(r => r.Date);
        if (!IsInOrder(dates))
        {
            dates = [.. dates.Distinct().Order()];
        }

        if (dates.Count == 0)
        {
            return SeriesAssembly.Of(need, new SeriesCalendar(need.Cadence ?? need.Declared ?? Cadence.Weekly, needs.WeekStarts), new Dictionary<int, SeriesPoint>(), today, needs);
        }

        var spacing = PeriodSpacing.Of(dates, needs.WeekStarts, need.Declared);
        if (!spacing.IsDefined)
        {
            problems.Add(new Problem(null, 0, $"{need.Id}.measure.period", spacing.Reason.Sentence, "give one row for every period, dated with its first day"));
            return null;
        }

        var calendar = spacing.Value;
        var points = new Dictionary<int, SeriesPoint>(rows.Count);
        foreach (var row in Newest(rows, calendar))
        {
            var period = calendar.PeriodOf(row.Date);
            if (!points.TryAdd(period, new SeriesPoint(calendar.FirstDay(period), double.IsNaN(row.Value) ? null : row.Value, double.IsNaN(row.Error) ? null : row.Error)))
            {
                var other = Newest(rows, calendar).First(r => calendar.PeriodOf(r.Date) == period);
                problems.Add(new Problem(
                    null, 0, $"{need.Id}.measure.period",
                    Invariant($"the {calendar.Noun} of {calendar.FirstDay(period):yyyy-MM-dd} comes twice: in {Place(other.Number)} and {Place(row.Number)}"),
                    "keep one row for each period"));
                return null;
            }
        }

        var series = SeriesAssembly.Of(need, calendar, points, today, needs);
        series = series with { Findings = [.. series.Findings, .. Findings(need, calendar, needs, undated)] };
        return Coarse(series, need, needs, problems);
    }

    private static bool IsInOrder(List<DateOnly> dates)
    {
        for (var i = 1; i < dates.Count; i++)
        {
            if (dates[i] <= dates[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    // Of several rows for a period the one that became known last, also where it takes the value back.
    private IEnumerable<Row> Newest(List<Row> rows, SeriesCalendar calendar)
        => _knownAt < 0 ? rows : rows.GroupBy(r => calendar.PeriodOf(r.Date)).SelectMany(g => g.Where(r => r.Known == g.Max(o => o.Known)));

    private static KpiSeries? Coarse(KpiSeries series, SeriesNeed need, SeriesNeeds needs, List<Problem> problems)
    {
        var cadence = need.Cadence ?? need.Declared ?? series.Calendar.Cadence;
        if (cadence == series.Calendar.Cadence)
        {
            return series;
        }

        var coarse = SeriesCoarsening.To(series, new SeriesCalendar(cadence, needs.WeekStarts));
        if (coarse.IsDefined)
        {
            return coarse.Value;
        }

        problems.Add(new Problem(null, 0, $"{need.Id}.cadence", coarse.Reason.Sentence, $"ask for its values by {series.Calendar.Noun} or a longer period"));
        return null;
    }

    private List<Row> Rows(Columns columns, DateTimeOffset asOf, List<Problem> problems, out int undated)
    {
        var (dates, values, errors) = (_dates[columns.Period]!, _numbers[columns.Value]!, columns.Error < 0 ? null : _numbers[columns.Error]);
        var rows = new List<Row>(dates.Count);
        var last = (asOf.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        undated = 0;
        for (var i = 0; i < dates.Count; i++)
        {
            var known = _knownAt < 0 ? RowScan.NoTime : _known[i];
            if (known > last || (double.IsNaN(values[i]) && _knownAt < 0))
            {
                continue;
            }

            if (dates[i] is not { } date)
            {
                undated++;
                continue;
            }

            var error = errors?[i] ?? double.NaN;
            if (error < 0)
            {
                problems.Add(new Problem(null, 0, $"{columns.Need.Id}.measure.standard_error", Invariant($"{error} in {Place(i + 1)} is negative"), "a standard error is zero or positive; leave it empty where it is not known"));
                return [];
            }

            rows.Add(new Row(date, i + 1, values[i], error, known));
        }

        return rows;
    }

    private IEnumerable<Finding> Findings(SeriesNeed need, SeriesCalendar calendar, SeriesNeeds needs, int undated)
    {
        if (undated > 0)
        {
            yield return new Finding("unused-rows", Severity.Warning, Invariant($"{undated} values of {need.Id} in source {_source.Id} have no period and are left out."), "Find out which periods they belong to.", need.Id);
        }

        if (calendar.Cadence == Cadence.Weekly && calendar.WeekStarts != needs.WeekStarts)
        {
            yield return new Finding(
                "other-week-start", Severity.Info, $"The weeks of {need.Id} begin on {calendar.WeekStarts}s, those of the workspace on {needs.WeekStarts}s.",
                "Nothing to do while all series of a link have the same weeks.", need.Id);
        }
    }
}
