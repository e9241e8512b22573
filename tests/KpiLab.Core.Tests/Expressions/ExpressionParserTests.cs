using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Core.Tests;

public sealed class ExpressionParserTests
{
    [Theory]
    [InlineData("a + b * c - -d", "((a + (b * c)) - (-d))")]
    [InlineData("a - b - c", "((a - b) - c)")]
    [InlineData("a / b * c % d", "(((a / b) * c) % d)")]
    [InlineData("-a * b", "((-a) * b)")]
    [InlineData("a = 1 and b or c", "(((a = 1) and b) or c)")]
    [InlineData("a or b and not c = d", "(a or (b and (not (c = d))))")]
    [InlineData("not a is null", "(not is_null(a))")]
    [InlineData("a is not null", "(not is_null(a))")]
    [InlineData("a + 1 in (1, b)", "((a + 1) in [1, b])")]
    [InlineData("a not in ('x')", "(a not in ['x'])")]
    [InlineData("a == 1", "(a = 1)")]
    [InlineData("a <> 1", "(a != 1)")]
    [InlineData("IF(A >= 1, TRUE, Null)", "if((A >= 1), true, null)")]
    [InlineData("\"odd \"\"col\"\"\" > `x y`", "(<odd \"col\"> > <x y>)")]
    [InlineData("'it''s'", "'it's'")]
    [InlineData(".5 + 1e3", "(0.5 + 1000)")]
    [InlineData("date('2026-01-31')", "2026-01-31T00:00:00.000000Z")]
    [InlineData("timestamp('2026-01-31 10:00:00.5+02:00')", "2026-01-31T08:00:00.500000Z")]
    [InlineData("limit * 2 + \"from\" - order", "(((limit * 2) + from) - order)")]
    [InlineData("größe > 1", "(größe > 1)")]
    public void A_formula_is_parsed_by_the_grammar(string text, string tree)
    {
        Assert.True(ExpressionParser.TryParse(text, out var formula, out var problems), string.Join("; ", problems));
        Assert.Equal(tree, Show(formula.Syntax));
        Assert.Equal(text.Trim(), formula.Text);
    }

    [Theory]
    [InlineData("", "character 1: the formula is empty; write a column name or a calculation, such as revenue - cost")]
    [InlineData("revenue -", "character 10: the formula ends after -; write what belongs there, or leave that out")]
    [InlineData("revenue - * cost", "character 11: * cannot stand here; write a value, a column name or a function before it")]
    [InlineData("rond(a)", "character 1: there is no function rond; did you mean round?")]
    [InlineData("if(a, b)", "character 1: if has 2 arguments here; write if(condition, then, else)")]
    [InlineData("a = b = c", "character 7: comparisons do not chain; write both with and between: a < b and b < c")]
    [InlineData("sum(amount)", "character 1: there is no function sum; a formula is about one row; rows are put together by type: and aggregate: of the measure")]
    [InlineData("a between 1 and 2", "character 3: between is not part of the formula language; write x >= a and x <= b")]
    [InlineData("name like 'x%'", "character 6: like is not part of the formula language; write contains(x, 'part'), starts_with(x, 'part') or ends_with(x, 'part')")]
    [InlineData("x > 42%", "character 7: % is the remainder of a division, not a percentage; write a fraction: 0.42 for 42 %")]
    [InlineData("(a + b", "character 1: this parenthesis is not closed; write the missing )")]
    [InlineData("max(a, b", "character 4: the parenthesis after max is not closed; write the missing )")]
    [InlineData("a + b)", "character 6: this ) closes nothing; leave it out, or write the missing (")]
    [InlineData("'abc", "character 1: the text that begins with ' does not end; close it with '")]
    [InlineData("orders.amount", "character 7: a dot is not part of a name; write the column's name alone, and one with a dot in it in double quotes: \"a.b\"")]
    [InlineData("2x + 1", "character 1: 2x is neither a number nor a name; write 2 * x, or put a column name with odd characters in double quotes")]
    [InlineData("a b", "character 3: b stands beside a without an operator; write an operator or a comma between them, or put a column name with a space in double quotes")]
    [InlineData("x is 3", "character 6: after is stands null or not null; write x is null or x is not null; for other values write x = value")]
    [InlineData("x in 3", "character 6: after in stands a list in parentheses; write x in ('a', 'b')")]
    [InlineData("x in ()", "character 3: the list after in is empty; write at least one value: x in ('a', 'b')")]
    [InlineData("date(col)", "character 1: date takes a moment that is written out; write date('2026-01-31'); a column that holds dates is used as it is")]
    [InlineData("date('2026-02-30')", "character 6: '2026-02-30' is not a date; write date('2026-01-31')")]
    [InlineData("DATE '2026-01-01'", "character 6: DATE '2026-01-01' is not how a moment is written; write date('2026-01-31')")]
    [InlineData("x = ‘y’", "character 5: ‘ is a typographic quote; write text in straight single quotes: 'text' | character 7: ’ is a typographic quote; write text in straight single quotes: 'text'")]
    [InlineData("a && b || !c", "character 3: && is not an operator; write and | character 8: || is not an operator; write or; there is no joining of texts | character 11: ! is not an operator; write not, or != for is not equal")]
    [InlineData("log(x) + pow(x, 2)", "character 1: there is no function log; write ln(x) for the natural logarithm or log10(x) | character 10: there is no function pow; did you mean power?")]
    [InlineData("and", "character 1: and cannot stand here; write a value before it; a column of that name is written \"and\"")]
    [InlineData("1e999", "character 1: 1e999 is too large for a number; write a number below 1e308")]
    [InlineData("now()", "character 1: there is no function now; write the moment out, such as date('2026-01-31'), so that the same data give the same result")]
    [InlineData("a ? b : c", "character 3: ? is not part of the formula language; write a choice as if(condition, then, else) | character 7: : is not part of the formula language; write a choice as if(condition, then, else)")]
    [InlineData("case when a then b else c end", "character 1: this is SQL, and a formula is not SQL: it is one calculation over the columns of its source; write a choice as if(condition, then, else)")]
    public void A_slip_is_told_with_its_place_and_remedy(string text, string problem)
    {
        Assert.False(ExpressionParser.TryParse(text, out var formula, out var problems));
        Assert.Null(formula);
        Assert.Equal(problem, string.Join(" | ", problems));
    }

    [Theory]
    [InlineData("select amount from orders")]
    [InlineData("amount; drop table orders")]
    [InlineData("amount -- comment")]
    [InlineData("a /* x */ + b")]
    [InlineData("cast(a as int)")]
    [InlineData("amount) from orders where (1 = 1")]
    [InlineData("1 union select 2")]
    [InlineData("a in (select b from c)")]
    [InlineData("(select 1)")]
    public void Sql_is_refused_in_plain_words(string text)
    {
        Assert.False(ExpressionParser.TryParse(text, out _, out var problems));
        Assert.StartsWith("this is SQL, and a formula is not SQL", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")", 100_000)]
    [InlineData("-", "", 100_000)]
    [InlineData("(", ")", 4_000)]
    [InlineData("- ", "", 4_000)]
    [InlineData("not ", "", 2_000)]
    [InlineData("abs(", ")", 2_000)]
    [InlineData("a in (", ")", 1_000)]
    [InlineData("a + ", "", 2_000)]
    [InlineData("a and ", "", 1_000)]
    public void Hostile_depth_is_refused_quickly_and_without_overflow(string before, string after, int times)
    {
        var text = string.Concat(Enumerable.Repeat(before, times)) + "a" + string.Concat(Enumerable.Repeat(after, times));
        var watch = Stopwatch.StartNew();
        Assert.False(ExpressionParser.TryParse(text, out _, out var problems));
        Assert.NotEmpty(problems);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), watch.Elapsed.ToString());
    }

    [Fact]
    public void A_hundred_terms_and_a_thousand_items_are_fine()
    {
        Assert.True(ExpressionParser.TryParse(string.Join(" + ", Enumerable.Range(0, 100).Select(i => $"c{i}")), out _, out _));
        Assert.True(ExpressionParser.TryParse($"a in ({string.Join(", ", Enumerable.Range(0, 1000))})", out _, out _));
    }

    [Fact]
    public void No_text_makes_the_parser_throw()
    {
        string[] parts = ["a", "b.c", "1", "1e", "1.5.2", "'", "''", "'x'", "\"", "`y`", "(", ")", ",", "+", "-", "--", "/*", ";", "and", "or", "not", "in", "is", "null", "if(", "date(", "'2026-01-01'", "=", "=>", "<", "!", "|", "&", "%", "\0", "\uD83D", "😀", " ", "\n", "select", "case", "between"];
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(20260917UL, 20260919UL),
            Prop.ForAll(Gen.Elements(parts).ArrayOf().ToArbitrary(), chosen =>
            {
                var text = string.Concat(chosen);
                var parsed = ExpressionParser.TryParse(text, out var formula, out var problems);
                return parsed == (formula is not null) && parsed == (problems.Count == 0) && problems.All(p => p.Position >= 0 && p.Position <= text.Length && p.Message.Length > 0 && p.Remedy.Length > 0);
            }));
    }

    [Fact]
    public void Printing_a_formula_and_parsing_it_gives_the_same_tree() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20260917UL, 20260919UL),
        Prop.ForAll(RandomExpression.Trees.ToArbitrary(), tree =>
        {
            var printed = ExpressionPrinter.Print(tree);
            Assert.True(ExpressionParser.TryParse(printed, out var formula, out var problems), printed + ": " + string.Join("; ", problems));
            Assert.Equal(Show(tree), Show(formula.Syntax));
            Assert.Equal(printed, ExpressionPrinter.Print(formula.Syntax));
        }));

    /// <summary>The tree with every parenthesis, written here so that the printer under test has no say.</summary>
    internal static string Show(Expression expression) => expression switch
    {
        Literal { Value: null } => "null",
        Literal { Value: string text } => $"'{text}'",
        Literal { Value: bool truth } => truth ? "true" : "false",
        Literal { Value: DateTime moment } => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        Literal literal => Invariant($"{literal.Value}"),
        ColumnReference column => column.Name.All(char.IsLetterOrDigit) ? column.Name : $"<{column.Name}>",
        UnaryExpression { Operator: UnaryOperator.Not } unary => $"(not {Show(unary.Operand)})",
        UnaryExpression unary => $"(-{Show(unary.Operand)})",
        BinaryExpression binary => $"({Show(binary.Left)} {Sign(binary.Operator)} {Show(binary.Right)})",
        FunctionCall call => $"{call.Name}({string.Join(", ", call.Arguments.Select(Show))})",
        Membership membership => $"({Show(membership.Operand)} {(membership.Negated ? "not in" : "in")} [{string.Join(", ", membership.Items.Select(Show))}])",
        _ => throw new InvalidOperationException(),
    };

    private static string Sign(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Remainder => "%",
        BinaryOperator.Equal => "=",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.And => "and",
        _ => "or",
    };
}
