using FsCheck;
using FsCheck.Fluent;
using KpiLab.Core;
using KpiLab.DuckDb;

namespace KpiLab.Data.Tests;

/// <summary>What SQL makes of a formula is what the evaluator of the core makes of it, on every row.</summary>
public sealed class ExpressionSqlTests
{
    private static readonly SourceColumn[] Columns =
    [
        new("x", ExpressionType.Number, "DOUBLE"), new("n", ExpressionType.Number, "BIGINT"), new("k", ExpressionType.Text, "VARCHAR"),
        new("b", ExpressionType.Boolean, "BOOLEAN"), new("t", ExpressionType.Timestamp, "TIMESTAMP"), new("we\"ird na;me", ExpressionType.Number, "DOUBLE"),
    ];

    private static readonly object?[][] Rows = MakeRows();

    [Fact]
    public void SQL_and_evaluator_agree_on_random_formulas_and_rows()
    {
        using var table = new Table();
        var random = new System.Random(20260101);
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                var expression = new Maker(seed).Make((ExpressionType)(seed % 4), 4);
                table.Check(expression);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay((ulong)random.NextInt64(), (ulong)random.NextInt64() | 1));
    }

    [Fact]
    public void Thirty_nested_divisions_cost_no_more_than_thirty_divisions()
    {
        // Were each division to write its divisor twice, this would not end.
        using var table = new Table();
        var formula = string.Concat(Enumerable.Repeat("1 / (x + ", 30)) + "n" + new string(')', 30);
        Assert.True(ExpressionParser.TryParse(formula, out var parsed, out _));
        table.Check(ExpressionBinder.Bind(parsed, Columns).Expression!);
    }

    [Theory]
    [InlineData("x / 0")]
    [InlineData("x % 0")]
    [InlineData("x % 2.5")]
    [InlineData("round(x)")]
    [InlineData("round(x * 1.005, 2)")]
    [InlineData("round(x * 1000, -2)")]
    [InlineData("sqrt(x) + ln(x) + log10(x)")]
    [InlineData("sqrt(-x)")]
    [InlineData("power(x, 0.5)")]
    [InlineData("exp(x * 1000)")]
    [InlineData("k = 'a' or k = 'A' and not b")]
    [InlineData("k in ('a', 'ä', '')")]
    [InlineData("k not in ('a', 'ß')")]
    [InlineData("k < 'b'")]
    [InlineData("length(k)")]
    [InlineData("upper(k) = 'A' or lower(k) = 'ä'")]
    [InlineData("trim(k) = 'a'")]
    [InlineData("contains(k, '%') or starts_with(k, '_') or ends_with(k, 'ä')")]
    [InlineData("coalesce(x, n, 7)")]
    [InlineData("if(b, x, n)")]
    [InlineData("if(x > n, 'more', k)")]
    [InlineData("least(x, n, 3) + greatest(x, n)")]
    [InlineData("x is null or n is not null")]
    [InlineData("year(t) * 10000 + month(t) * 100 + day(t)")]
    [InlineData("weekday(t) + hour(t)")]
    [InlineData("days_between(t, date('2026-03-01'))")]
    [InlineData("hours_between(timestamp('2026-03-01T12:30:00Z'), t)")]
    [InlineData("t >= date('2026-01-31') and t < timestamp('2026-12-31T23:59:59')")]
    [InlineData("\"we\"\"ird na;me\" + x")]
    [InlineData("null")]
    public void SQL_and_evaluator_agree(string text)
    {
        using var table = new Table();
        var bound = ExpressionBinder.Bind(NeedsBuilder.Formula(text), Columns);
        Assert.Empty(bound.Problems);
        table.Check(bound.Expression!);
    }

    [Fact]
    public void Constants_are_parameters_and_names_are_quoted()
    {
        var sql = new SqlText();
        var bound = ExpressionBinder.Bind(NeedsBuilder.Formula("if(k = 'it''s; DROP TABLE', \"we\"\"ird na;me\" + 42, 42)"), Columns);
        var text = new ExpressionSql(sql, c => SqlText.Identifier(c.Name)).Compile(bound.Expression!);
        Assert.Equal("(CASE WHEN (\"k\" = CAST($1 AS VARCHAR)) THEN (\"we\"\"ird na;me\" + CAST($2 AS DOUBLE)) ELSE CAST($2 AS DOUBLE) END)", text);
        Assert.Equal(["it's; DROP TABLE", 42.0], sql.ToQuery().Parameters);
    }

    private static object?[][] MakeRows()
    {
        object?[] numbers = [0.0, -0.0, 1.0, -1.5, 2.5, 0.1, 1e-9, 123456.789, -7.0, null, 1e15];
        object?[] wholes = [0L, 1L, -3L, 7L, null, 1000L];
        object?[] texts = ["a", "A", "b", "", " a ", "ä", "Ä", "%_", "zebra", "日本", "\U0001F600", null];
        object?[] truths = [true, false, null];
        object?[] times = [new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc), new DateTime(2024, 2, 29, 23, 59, 59, 999, DateTimeKind.Utc), new DateTime(1969, 12, 28, 5, 6, 7, DateTimeKind.Utc), null];
        return [.. Enumerable.Range(0, 97).Select(i => new[]
        {
            numbers[i % numbers.Length], wholes[i * 5 % wholes.Length], texts[i * 7 % texts.Length], truths[i / 2 % truths.Length], times[i / 3 % times.Length], numbers[i * 3 % numbers.Length],
        })];
    }

    private sealed class Table : IDisposable
    {
        private readonly DuckDatabase _database = DuckDatabase.Open(new DuckOptions { Configuration = ExpressionSql.Settings });
        private readonly DuckConnection _connection;

        public Table()
        {
            _connection = _database.Connect();
            _connection.Execute("CREATE TABLE rows (id BIGINT, \"x\" DOUBLE, \"n\" BIGINT, \"k\" VARCHAR, \"b\" BOOLEAN, \"t\" TIMESTAMP, \"we\"\"ird na;me\" DOUBLE)");
            using var insert = _connection.Prepare("INSERT INTO rows VALUES ($1, $2, $3, $4, $5, $6, $7)");
            for (var id = 0; id < Rows.Length; id++)
            {
                insert.Bind(1, id);
                for (var c = 0; c < Columns.Length; c++)
                {
                    insert.BindValue(c + 2, Rows[id][c]);
                }

                insert.Execute();
            }
        }

        public void Check(TypedExpression expression)
        {
            var sql = new SqlText();
            var relation = new SourceRelation(FileFormat.Parquet, [], [.. Columns.Select(c => SourceField.Of(c.Name, c.EngineType, null))]);
            var text = new ExpressionSql(sql, relation.Column).Compile(expression);
            var answers = _connection.Query($"SELECT {text} FROM rows ORDER BY id", [.. sql.ToQuery().Parameters]);
            for (var id = 0; id < Rows.Length; id++)
            {
                var row = Rows[id];
                var expected = ExpressionEvaluator.Evaluate(expression, name => row[Array.FindIndex(Columns, c => c.Name == name)]);
                var actual = answers[id][0] is double number && !double.IsFinite(number) ? null : answers[id][0]; // as the reader of a scan does
                Assert.True(Same(expected, actual), $"{text}\nrow {id}: evaluator {expected ?? "null"}, SQL {actual ?? "null"}");
            }
        }

        public void Dispose()
        {
            _connection.Dispose();
            _database.Dispose();
        }

        // The last bits of exp, ln and powers are the C library's own.
        private static bool Same(object? a, object? b) => (a, b) switch
        {
            (double x, double y) => x == y || Math.Abs(x - y) <= 1e-12 * Math.Max(Math.Abs(x), Math.Abs(y)),
            (DateTime x, DateTime y) => x.Ticks == y.Ticks,
            _ => Equals(a, b),
        };
    }

    /// <summary>Makes a random expression of a type, the same for the same seed.</summary>
    private sealed class Maker(int seed)
    {
        private static readonly string[] Texts = ["a", "A", "b", "", "ä", "%_", "'; --", "\U0001F600"];
        private readonly System.Random _random = new(seed);

        public TypedExpression Make(ExpressionType type, int depth)
        {
            if (depth == 0 || _random.Next(5) == 0)
            {
                return Leaf(type);
            }

            return type switch
            {
                ExpressionType.Number => Number(depth - 1),
                ExpressionType.Boolean => Truth(depth - 1),
                ExpressionType.Text => _random.Next(2) == 0 ? Choice(type, depth - 1) : new TypedCall("trim", [Make(type, depth - 1)], type),
                _ => Choice(type, depth - 1),
            };
        }

        private TypedExpression Leaf(ExpressionType type)
        {
            if (_random.Next(8) == 0)
            {
                return new TypedLiteral(null, type);
            }

            var columns = Array.FindAll(Columns, c => c.Type == type);
            return _random.Next(2) == 0 ? new TypedColumn(columns[_random.Next(columns.Length)]) : new TypedLiteral(
                type switch
                {
                    ExpressionType.Number => (object)(_random.Next(-40, 40) / 4.0),
                    ExpressionType.Text => Texts[_random.Next(Texts.Length)],
                    ExpressionType.Boolean => _random.Next(2) == 0,
                    _ => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(_random.Next(-5000, 5000)),
                },
                type);
        }

        private TypedExpression Number(int depth)
        {
            const ExpressionType N = ExpressionType.Number;
            var one = new[] { "abs", "floor", "ceil", "sqrt", "ln", "log10", "round" };
            return _random.Next(8) switch
            {
                0 => new TypedUnary(UnaryOperator.Negate, Make(N, depth)),
                1 => new TypedCall(one[_random.Next(one.Length)], [Make(N, depth)], N),
                2 => new TypedCall("length", [Make(ExpressionType.Text, depth)], N),
                3 => new TypedCall(new[] { "year", "month", "day", "hour", "weekday" }[_random.Next(5)], [Make(ExpressionType.Timestamp, depth)], N),
                4 => new TypedCall(_random.Next(2) == 0 ? "days_between" : "hours_between", [Make(ExpressionType.Timestamp, depth), Make(ExpressionType.Timestamp, depth)], N),
                5 => Choice(N, depth),
                _ => new TypedBinary((BinaryOperator)_random.Next(5), Make(N, depth), Make(N, depth), N),
            };
        }

        private TypedExpression Truth(int depth)
        {
            const ExpressionType B = ExpressionType.Boolean;
            var type = (ExpressionType)_random.Next(4);
            switch (_random.Next(7))
            {
                case 0:
                    return new TypedUnary(UnaryOperator.Not, Make(B, depth));
                case 1:
                    return new TypedBinary(_random.Next(2) == 0 ? BinaryOperator.And : BinaryOperator.Or, Make(B, depth), Make(B, depth), B);
                case 2:
                    return new TypedMembership(Make(type, depth), [.. Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => Leaf(type))], _random.Next(2) == 0);
                case 3:
                    return new TypedCall("is_null", [Make(type, depth)], B);
                case 4:
                    return new TypedCall(new[] { "contains", "starts_with", "ends_with" }[_random.Next(3)], [Make(ExpressionType.Text, depth), Make(ExpressionType.Text, depth)], B);
                case 5:
                    return Choice(B, depth);
                default:
                    var signs = type == B ? 2 : 6;
                    return new TypedBinary(BinaryOperator.Equal + _random.Next(signs), Make(type, depth), Make(type, depth), B);
            }
        }

        private TypedExpression Choice(ExpressionType type, int depth) => _random.Next(type == ExpressionType.Boolean ? 2 : 4) switch
        {
            0 => new TypedCall("if", [Make(ExpressionType.Boolean, depth), Make(type, depth), Make(type, depth)], type),
            1 => new TypedCall("coalesce", [Make(type, depth), Make(type, depth)], type),
            2 => new TypedCall("least", [Make(type, depth), Make(type, depth)], type),
            _ => new TypedCall("greatest", [Make(type, depth), Make(type, depth)], type),
        };
    }
}
