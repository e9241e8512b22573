using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Reads one row an experiment, variant and KPI: effect and standard error, and what else is known.</summary>
internal sealed class PastEffectReading
{
    private const int MostRows = 1_000_000;
    private const int Microseconds = 10;

    private readonly PastExperimentSettings _settings;
    private readonly SourceDefinition _source;
    private readonly IScanEngine _engine;
    private readonly List<Problem> _problems = [];
    private readonly List<ScanColumn> _columns = [];

    private PastEffectReading(PastExperimentSettings settings, SourceDefinition source, IScanEngine engine) => (_settings, _source, _engine) = (settings, source, engine);

    public static PastExperiments Read(PastExperimentSettings settings, SourceDefinition source, IScanEngine engine) => new PastEffectReading(settings, source, engine).Run();

    private PastExperiments Run()
    {
        var c = _settings.Columns;
        int experiment = Label("experiment", c.Experiment, required: true), kpi = Label("kpi", c.Kpi, required: true);
        int effect = Number("effect", c.Effect, required: true), error = Number("standard_error", c.StandardError, required: true);
        int variant = Label("variant", c.Variant), outcome = Label("outcome", c.Outcome), units = Number("units", c.Units), ended = Time("ended", c.Ended);
        Stop();

        var books = _columns.Select(column => column.Kind == ScanKind.Label ? new CodeBook(column.Value!.Type, MostRows) : null).ToArray();
        var effects = new Dictionary<(string, string?, string), PastEffect>();
        using var scan = _engine.Open(new ScanPlan(_source.Id, _columns, null, null, null, $"reading {_source.Id}"));
        long row = 0, unmeasured = 0;
        while (scan.Read())
        {
            _engine.Report($"reading {_source.Id}", row);
            var n = scan.Count;
            string?[] Texts(int at)
            {
                var codes = new int[n];
                if (at < 0)
                {
                    return new string?[n];
                }

                scan.Labels(at, books[at]!, codes);
                return Array.ConvertAll(codes, code => books[at]!.Texts[code]);
            }

            double[] Numbers(int at)
            {
                var read = new double[n];
                if (at < 0)
                {
                    Array.Fill(read, double.NaN);
                }
                else
                {
                    scan.Numbers(at, read);
                }

                return read;
            }

            var days = new long[n];
            Array.Fill(days, RowScan.NoTime);
            if (ended >= 0)
            {
                scan.Times(ended, days);
            }

            string?[] names = Texts(experiment), kpis = Texts(kpi), variants = Texts(variant), outcomes = Texts(outcome);
            double[] values = Numbers(effect), errors = Numbers(error), sizes = Numbers(units);
            for (var i = 0; i < n; i++)
            {
                row++;
                if (double.IsNaN(values[i]))
                {
                    unmeasured++;
                    continue;
                }

                if (One(row, names[i], kpis[i], variants[i], values[i], errors[i], sizes[i], days[i], outcomes[i]) is { } one && !effects.TryAdd((one.Experiment, one.Variant, one.Kpi), one))
                {
                    Wrong(row, $"a second effect of {one.Experiment} on {one.Kpi}", "keep one row an experiment, variant and KPI; name the column `variant` where there are several treatments");
                }
            }
        }

        Stop();
        return new PastExperiments(
            [.. effects.Values],
            _settings.Correlations,
            unmeasured == 0 ? [] : [new Finding("effects-missing", Severity.Info, Invariant($"{unmeasured} of {row} rows of {_source.Id} have no effect and are left out."), "nothing, where those KPIs were not measured", _source.Id)]);
    }

    private PastEffect? One(long row, string? experiment, string? kpi, string? variant, double effect, double error, double units, long ended, string? outcome)
    {
        if (string.IsNullOrWhiteSpace(experiment) || string.IsNullOrWhiteSpace(kpi))
        {
            Wrong(row, "no experiment or no KPI is named", "name both in every row");
            return null;
        }

        if (!double.IsFinite(effect) || !(error > 0 && double.IsFinite(error)))
        {
            Wrong(row, Invariant($"the effect is {effect} with a standard error of {error}"), "give a finite effect with a standard error above 0; leave the effect empty where it was not measured");
            return null;
        }

        KnownOutcome? known = outcome?.Trim().ToLowerInvariant() switch
        {
            null or "" => null,
            "win" => KnownOutcome.Win,
            "loss" => KnownOutcome.Loss,
            "flat" => KnownOutcome.Flat,
            _ => (KnownOutcome)(-1),
        };
        if (known is (KnownOutcome)(-1))
        {
            Wrong(row, $"`{outcome}` is no outcome of an experiment", "write win, loss or flat, or leave it empty");
            return null;
        }

        return new PastEffect(
            experiment,
            string.IsNullOrWhiteSpace(variant) ? null : variant,
            _settings.Kpis.GetValueOrDefault(kpi, kpi),
            effect,
            error,
            units is > 0 and < 1e15 ? (long)units : null,
            ended == RowScan.NoTime ? null : DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(ended * Microseconds)),
            known);
    }

    private int Label(string usual, string? named, bool required = false) => Add(ScanKind.Label, usual, named, required, null, "a name");

    private int Number(string usual, string? named, bool required = false) => Add(ScanKind.Number, usual, named, required, ExpressionType.Number, "a number");

    private int Time(string usual, string? named) => Add(ScanKind.Time, usual, named, required: false, ExpressionType.Timestamp, "a date");

    private int Add(ScanKind kind, string usual, string? named, bool required, ExpressionType? type, string noun)
    {
        var fields = _engine.Fields(_source.Id);
        var found = fields.FirstOrDefault(f => f.Column.Name == (named ?? usual));
        if (found is null)
        {
            if (required || named is not null)
            {
                _problems.Add(new Problem(
                    null,
                    0,
                    $"past_experiments.columns.{usual}",
                    $"source `{_source.Id}` has no column `{named ?? usual}`",
                    $"name the column: `columns: {{{usual}: …}}`; there are {string.Join(", ", fields.Select(f => f.Column.Name))}"));
            }

            return -1;
        }

        if (type is { } wanted && found.Column.Type != wanted)
        {
            _problems.Add(new Problem(
                null, 0, $"past_experiments.columns.{usual}", $"column `{found.Column.Name}` of source `{_source.Id}` is {found.Column.EngineType}, and {noun} is needed",
                _engine.FindText(_source.Id, found.Column.Name) ?? $"declare its type in the source: `columns: {{{found.Column.Name}: {(wanted == ExpressionType.Number ? "double" : "date")}}}`"));
            return -1;
        }

        _columns.Add(new ScanColumn(kind, new TypedColumn(found.Column)));
        return _columns.Count - 1;
    }

    private void Wrong(long row, string what, string remedy)
    {
        if (_problems.Count < 20)
        {
            _problems.Add(new Problem(null, 0, $"source {_source.Id}", Invariant($"row {row}: {what}"), remedy));
        }
    }

    private void Stop()
    {
        if (_problems.Count > 0)
        {
            throw new InvalidInputException([.. _problems]);
        }
    }
}
