using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Checks needs against the columns of their sources; finds every problem, not only the first.</summary>
internal sealed class MeasureBinder
{
    private readonly ExperimentNeeds _needs;
    private readonly IScanEngine _engine;
    private readonly List<Problem> _problems = [];
    private readonly List<RawValue> _raws = [];
    private readonly Dictionary<string, int> _rawByKey = new(StringComparer.Ordinal);
    private readonly List<UnitColumn> _columns = [];
    private readonly Dictionary<string, EventBuilder> _events = new(StringComparer.Ordinal);

    private MeasureBinder(ExperimentNeeds needs, IScanEngine engine)
    {
        _needs = needs;
        _engine = engine;
    }

    /// <summary>The plan.</summary>
    /// <exception cref="InvalidInputException">Some formula or column does not fit.</exception>
    public static MeasurePlan Bind(ExperimentNeeds needs, IScanEngine engine)
    {
        var binder = new MeasureBinder(needs, engine);
        var plan = binder.Bind();
        return binder._problems.Count == 0 ? plan! : throw new InvalidInputException([.. binder._problems.Distinct()]);
    }

    private MeasurePlan? Bind()
    {
        var exposures = _needs.Exposures;
        var variant = Find(exposures, _needs.Variant, "exposures.variant", mustBeVisible: true);
        var exposedAt = _needs.ExposedAt is null ? null : Time(exposures, _needs.ExposedAt, "exposures.exposed_at");
        var key = exposures.Unit is null ? null : Find(exposures, exposures.Unit, $"source {exposures.Id}.unit", mustBeVisible: false);
        var segments = _needs.Segments.Select(s => Find(exposures, s, "plan.segments", mustBeVisible: true)).ToList();

        var byQuantity = new Dictionary<Quantity, int>(ReferenceEqualityComparer.Instance);
        foreach (var quantity in _needs.Blocks.SelectMany(b => b.Quantities))
        {
            byQuantity[quantity] = quantity.Source == exposures.Id ? Own(quantity) : Event(quantity, exposedAt is not null);
        }

        var clusters = _needs.Blocks.Where(b => b.Cluster is not null).DistinctBy(b => b.Cluster)
            .Select(b => Find(exposures, b.Cluster!, $"{b.Id}.measure.cluster", mustBeVisible: true)).ToList();
        if (_needs.Units?.Together is { } together && _needs.Blocks.All(b => b.Cluster != together))
        {
            clusters.Add(Find(exposures, together, "--by", mustBeVisible: true));
        }

        if (_problems.Count > 0)
        {
            return null;
        }

        var keys = KeyKindOf(exposures);
        foreach (var column in _columns)
        {
            AddDoors(column);
        }

        return new MeasurePlan(
            _needs, variant!, key, keys, exposedAt, segments!, _raws, _columns,
            [.. _needs.Blocks.Select(b => b.Quantities.Select(q => byQuantity[q]).ToArray())],
            [.. _events.Values.Select(e => e.Build(keys))])
        {
            Clusters = clusters!,
        };
    }

    private int Own(Quantity quantity)
    {
        var value = Value(quantity, out var isTruth);
        var where = Where(quantity);
        if (value is null)
        {
            return -1;
        }

        if (where is not null)
        {
            value = new TypedCall("if", [where, isTruth ? AsNumber(value) : value, new TypedLiteral(null, ExpressionType.Number)], ExpressionType.Number);
        }

        var reject = quantity.Missing is null;
        var raw = Raw(Key(quantity, reject), new RawValue(TextOf(quantity), quantity.Metric, reject, value));
        var zero = quantity.Missing is { } rule ? rule == MissingRule.Zero : IsCovariate(quantity);
        return Column(new UnitColumn(raw, quantity, zero, quantity.IsShare && !isTruth));
    }

    private int Event(Quantity quantity, bool hasExposedAt)
    {
        var source = _needs.Sources.FirstOrDefault(s => s.Id == quantity.Source);
        if (source is null)
        {
            Add(Field(quantity, "source"), $"there is no source `{quantity.Source}`", $"define it, or name one of {string.Join(", ", _needs.Sources.Select(s => s.Id))}");
            return -1;
        }

        var value = Value(quantity, out var isTruth);
        var where = Where(quantity);
        if (!_events.TryGetValue(source.Id, out var events))
        {
            _events.Add(source.Id, events = Join(source, hasExposedAt));
        }

        CheckTime(quantity, source, hasExposedAt);
        if (quantity.Value is not null && value is null)
        {
            return -1;
        }

        var zero = quantity.Missing is not MissingRule.Drop;
        var reject = quantity.Missing is null;
        var key = Invariant($"{Key(quantity, reject)}|{quantity.Aggregate}|{quantity.Window}|{zero}");
        if (!_rawByKey.TryGetValue(key, out var raw))
        {
            raw = Raw(key, new RawValue(TextOf(quantity), quantity.Metric, reject, null));
            events.Add(raw, quantity, value, where, isTruth, zero, reject, TextOf(quantity));
        }

        var rowsAreShares = quantity.Aggregate is Aggregate.Any;
        return Column(new UnitColumn(raw, quantity, CountsAsZero: false, quantity.IsShare && !rowsAreShares));
    }

    private EventBuilder Join(SourceDefinition source, bool hasExposedAt)
    {
        if (_needs.Exposures.Unit is null)
        {
            Add($"source {_needs.Exposures.Id}.unit", $"the source has no `unit`, and rows of `{source.Id}` cannot be joined to it", "name the column with the unit's key");
        }

        var key = source.Unit is null ? null : Find(source, source.Unit, $"source {source.Id}.unit", mustBeVisible: false);
        if (source.Unit is null)
        {
            Add($"source {source.Id}.unit", "the source has no `unit`, and its rows cannot be joined to the exposures", "name the column with the unit's key");
        }

        var time = source.Time is null ? null : Time(source, source.Time, $"source {source.Id}.time");
        return new EventBuilder(source, key, time, hasExposedAt);
    }

    private void CheckTime(Quantity quantity, SourceDefinition source, bool hasExposedAt)
    {
        if (quantity.Window is { } window)
        {
            if (!hasExposedAt)
            {
                Add(Field(quantity, "window"), $"the window {window} counts from the first exposure, and the experiment has no `exposures.exposed_at`", "name that column, or leave the window out: all rows then count");
            }

            if (source.Time is null)
            {
                Add(Field(quantity, "window"), $"the window {window} needs the time of each row, and source `{source.Id}` has no `time`", "name that column in the source");
            }

            if (window.From >= window.To)
            {
                Add(Field(quantity, "window"), $"the window {window} is empty", "write a start before the end, such as 0d..14d");
            }
        }

        if (IsCovariate(quantity) && hasExposedAt && source.Time is not null && (quantity.Window is null || quantity.Window.Value.To > TimeSpan.Zero))
        {
            Add(Field(quantity, "window"), "a covariate must be known before exposure, or the adjustment is biased", "give it a window that ends at exposure, such as -14d..0d");
        }

        if (quantity.Aggregate is Aggregate.First or Aggregate.Last && source.Time is null)
        {
            Add(Field(quantity, "aggregate"), $"`{Lower(quantity.Aggregate)}` needs the time of each row, and source `{source.Id}` has no `time`", "name that column in the source");
        }

        if (quantity.Value is null && quantity.Aggregate is Aggregate.First or Aggregate.Last or Aggregate.Max or Aggregate.Sum)
        {
            Add(Field(quantity, "value"), $"`{Lower(quantity.Aggregate)}` of what? there is no value", "write the value of a row, or use `aggregate: count`");
        }
    }

    // A formula hides the NaN and infinity of the columns that it reads; they are read beside it, to be refused at the door.
    private void AddDoors(UnitColumn column)
    {
        var raw = _raws[column.Raw];
        if (raw is not { IsComputed: true, RejectNonFinite: true })
        {
            return;
        }

        foreach (var read in ColumnsOf(raw.Value!).Where(c => c.Type == ExpressionType.Number && !IsInteger(_needs.Exposures.Id, c.Name)).Distinct())
        {
            Raw($"{_needs.Exposures.Id}|{read.Name}||True", new RawValue(read.Name, raw.Metric, true, new TypedColumn(read)));
        }
    }

    private TypedExpression? Value(Quantity quantity, out bool isTruth)
    {
        isTruth = false;
        if (quantity.Value is null)
        {
            return new TypedLiteral(1.0, ExpressionType.Number);
        }

        var bound = BindFormula(quantity, quantity.Value, "value", null);
        if (bound is { Type: ExpressionType.Text or ExpressionType.Timestamp })
        {
            var noun = bound.Type == ExpressionType.Text ? "text" : "a moment";
            if (bound is TypedColumn { Type: ExpressionType.Text } column && _engine.FindText(quantity.Source, column.Column.Name) is { } slip)
            {
                Add(Field(quantity, "value"), $"`{quantity.Value}` of source `{quantity.Source}` should be a number, and {slip}", "correct the data; NA, NULL and nothing stand for missing once the column is declared: `columns: {name: double}`");
                return null;
            }

            Add(Field(quantity, "value"), $"`{quantity.Value}` of source `{quantity.Source}` is {noun}, and a number or a condition is needed",
                bound.Type == ExpressionType.Text ? $"write a condition, such as {quantity.Value} = 'yes', or give the column a number type in `columns` of the source" : "use days_between, year, month, … of it");
            return null;
        }

        isTruth = bound is { Type: ExpressionType.Boolean };
        return bound;
    }

    private TypedExpression? Where(Quantity quantity)
        => quantity.Where is null ? null : BindFormula(quantity, quantity.Where, "where", ExpressionType.Boolean);

    private TypedExpression? BindFormula(Quantity quantity, Formula formula, string field, ExpressionType? expected)
    {
        var bound = ExpressionBinder.Bind(formula, [.. _engine.Fields(quantity.Source).Where(f => f.IsVisible).Select(f => f.Column)], expected);
        foreach (var problem in bound.Problems)
        {
            Add(Field(quantity, field), $"`{formula}` over source `{quantity.Source}`, character {Invariant($"{problem.Position + 1}")}: {problem.Message}", problem.Remedy);
        }

        return bound.Expression;
    }

    private SourceColumn? Find(SourceDefinition source, string name, string field, bool mustBeVisible)
    {
        var fields = _engine.Fields(source.Id);
        var found = fields.FirstOrDefault(f => f.Column.Name == name);
        if (found is null)
        {
            Add(field, $"source `{source.Id}` has no column `{name}`", $"its columns are {string.Join(", ", fields.Where(f => f.IsVisible).Select(f => f.Column.Name))}");
        }
        else if (mustBeVisible && !found.IsVisible)
        {
            Add(field, $"column `{name}` is in the data of source `{source.Id}`, but not among its `columns`", "add it there");
        }

        return found?.Column;
    }

    private SourceColumn? Time(SourceDefinition source, string name, string field)
    {
        var column = Find(source, name, field, mustBeVisible: false);
        if (column is not null && column.Type != ExpressionType.Timestamp)
        {
            Add(field, $"column `{name}` of source `{source.Id}` is {column.EngineType}, and a date or time is needed", $"write dates as 2026-01-31 or 2026-01-31T12:00:00Z in the data, or declare `columns: {{{name}: timestamp}}`");
            return null;
        }

        return column;
    }

    private KeyKind KeyKindOf(SourceDefinition exposures)
    {
        var keys = _events.Values.Select(e => (e.Source.Id, e.Source.Unit!)).Append((exposures.Id, exposures.Unit ?? "")).Where(k => k.Item2.Length > 0)
            .Select(k => _engine.Fields(k.Item1).First(f => f.Column.Name == k.Item2)).ToList();
        return keys.TrueForAll(k => k.IsInteger) ? KeyKind.Integer
            : keys.TrueForAll(k => k.Column.Type == ExpressionType.Number && k.Column.EngineType is not ("HUGEINT" or "UHUGEINT" or "UBIGINT")) ? KeyKind.Number
            : KeyKind.Text;
    }

    private bool IsInteger(string source, string column) => _engine.Fields(source).First(f => f.Column.Name == column).IsInteger;

    private int Raw(string key, RawValue raw)
    {
        if (!_rawByKey.TryGetValue(key, out var index))
        {
            index = _raws.Count;
            _rawByKey.Add(key, index);
            _raws.Add(raw);
        }

        return index;
    }

    private int Column(UnitColumn column)
    {
        var same = _columns.FindIndex(c => c.Raw == column.Raw && c.Cap == column.Cap && c.CountsAsZero == column.CountsAsZero && c.CheckShare == column.CheckShare);
        if (same >= 0)
        {
            return same;
        }

        _columns.Add(column);
        return _columns.Count - 1;
    }

    private void Add(string field, string message, string remedy) => _problems.Add(new Problem(null, 0, field, message, remedy));

    private static string Field(Quantity quantity, string field) => $"{quantity.Metric}.measure.{field}";

    private static string Key(Quantity quantity, bool reject) => $"{quantity.Source}|{quantity.Value}|{quantity.Where}|{reject}";

    private static string TextOf(Quantity quantity) => quantity.Value?.Text ?? "(row count)";

    private static bool IsCovariate(Quantity quantity)
        => quantity.Role is QuantityRole.Covariate or QuantityRole.CovariateNumerator or QuantityRole.CovariateDenominator;

    private static string Lower(Aggregate aggregate) => aggregate.ToString().ToLowerInvariant();

    /// <summary>A truth value as 0 or 1.</summary>
    internal static TypedExpression AsNumber(TypedExpression truth) => new TypedCall(
        "if", [new TypedCall("is_null", [truth], ExpressionType.Boolean), new TypedLiteral(null, ExpressionType.Number),
            new TypedCall("if", [truth, new TypedLiteral(1.0, ExpressionType.Number), new TypedLiteral(0.0, ExpressionType.Number)], ExpressionType.Number)],
        ExpressionType.Number);

    /// <summary>Columns that an expression reads.</summary>
    internal static IEnumerable<SourceColumn> ColumnsOf(TypedExpression expression) => expression switch
    {
        TypedColumn column => [column.Column],
        TypedUnary unary => ColumnsOf(unary.Operand),
        TypedBinary binary => ColumnsOf(binary.Left).Concat(ColumnsOf(binary.Right)),
        TypedCall call => call.Arguments.SelectMany(ColumnsOf),
        TypedMembership membership => membership.Items.Prepend(membership.Operand).SelectMany(ColumnsOf),
        _ => [],
    };
}
