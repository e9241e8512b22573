namespace KpiLab.Core.Tests;

public sealed class ExpressionBinderTests
{
    private static readonly SourceColumn[] Columns =
    [
        new("amount", ExpressionType.Number, "DOUBLE"),
        new("paid", ExpressionType.Boolean, "BOOLEAN"),
        new("country", ExpressionType.Text, "VARCHAR"),
        new("ordered_at", ExpressionType.Timestamp, "TIMESTAMP"),
        new("odd col", ExpressionType.Number, "BIGINT"),
    ];

    [Theory]
    [InlineData("amount + 1", ExpressionType.Number)]
    [InlineData("paid and country = 'DE'", ExpressionType.Boolean)]
    [InlineData("if(paid, country, null)", ExpressionType.Text)]
    [InlineData("coalesce(null, ordered_at)", ExpressionType.Timestamp)]
    [InlineData("max(amount, \"odd col\")", ExpressionType.Number)]
    [InlineData("country not in ('DE', 'FR')", ExpressionType.Boolean)]
    [InlineData("null", ExpressionType.Null)]
    [InlineData("days_between(ordered_at, date('2026-01-01'))", ExpressionType.Number)]
    [InlineData("round(amount, -2)", ExpressionType.Number)]
    public void A_formula_has_the_type_of_what_it_gives(string text, ExpressionType type)
    {
        var bound = Bind(text);
        Assert.Empty(bound.Problems);
        Assert.Equal(type, bound.Expression!.Type);
    }

    [Fact]
    public void Aliases_are_bound_to_one_name_and_bare_nulls_take_the_type_of_their_place()
    {
        var call = Assert.IsType<TypedCall>(Bind("MIN(amount, null)").Expression);
        Assert.Equal("least", call.Name);
        Assert.Equal(ExpressionType.Number, Assert.IsType<TypedLiteral>(call.Arguments[1]).Type);
    }

    [Theory]
    [InlineData("amuont", null, "character 1: there is no column amuont; did you mean amount? the columns are amount, paid, country, ordered_at, odd col")]
    [InlineData("Amount", null, "character 1: there is no column Amount; did you mean amount? the columns are amount, paid, country, ordered_at, odd col")]
    [InlineData("odd_col", null, "character 1: there is no column odd_col; did you mean \"odd col\"? the columns are amount, paid, country, ordered_at, odd col")]
    [InlineData("country = \"Germany\"", null, "character 11: there is no column Germany; if it is meant as text, write 'Germany' in single quotes; the columns are amount, paid, country, ordered_at, odd col")]
    [InlineData("amount = '12'", null, "character 8: amount (DOUBLE) is a number and '12' is text: they cannot be compared; write 12 without quotes")]
    [InlineData("country = 12", null, "character 9: country (VARCHAR) is text and 12 is a number: they cannot be compared; write '12' in single quotes, or give the column a number type in columns: of its source")]
    [InlineData("paid = 1", null, "character 6: paid (BOOLEAN) is true or false and 1 is a number: they cannot be compared; write paid alone, or paid = true")]
    [InlineData("ordered_at >= '2026-01-01'", null, "character 12: ordered_at (TIMESTAMP) is a moment and '2026-01-01' is text: they cannot be compared; write date('2026-01-01')")]
    [InlineData("amount in (1, 'x')", null, "character 15: amount (DOUBLE) is a number and 'x' is text: they cannot be compared; compare values of the same type; a column's type can be set in columns: of its source")]
    [InlineData("amount = null", null, "character 8: a comparison with null is never true; write amount is null")]
    [InlineData("amount in (1, null)", null, "character 15: null cannot be found by in; leave it out of the list, and add: or amount is null")]
    [InlineData("paid + 1", null, "character 1: what stands before + must be a number, and paid (BOOLEAN) is true or false; write if(paid, 1, 0)")]
    [InlineData("amount and paid", null, "character 1: what stands before and must be true or false, and amount (DOUBLE) is a number; write a condition, such as amount > 0 or amount = 1")]
    [InlineData("ordered_at - date('2026-01-01')", null, "character 12: moments cannot be subtracted; write days_between(date('2026-01-01'), ordered_at) or hours_between")]
    [InlineData("country + 'x'", null, "character 9: texts cannot be added; compare them one by one; there is no joining of texts")]
    [InlineData("if(paid, 1, 'x')", null, "character 13: if gives a number or text, by the case; give its arguments one type; write if(condition, then, else)")]
    [InlineData("length(amount)", null, "character 8: what stands in length must be text, and amount (DOUBLE) is a number; write text there")]
    [InlineData("abs(country)", null, "character 5: what stands in abs must be a number, and country (VARCHAR) is text; give the column the type double in columns: of its source")]
    [InlineData("round(amount, amount)", null, "character 15: the digits of round are not a whole number from -15 to 15 that is written out; write for example round(x, 2)")]
    [InlineData("paid < true", null, "character 6: truth values have no order for <; compare them with = or !=")]
    [InlineData("paid", ExpressionType.Number, "character 1: the formula must be a number, and paid (BOOLEAN) is true or false; write if(paid, 1, 0)")]
    [InlineData("country", ExpressionType.Boolean, "character 1: the formula must be true or false, and country (VARCHAR) is text; write a condition, such as country = 'yes'")]
    [InlineData("amuont + pai", null, "character 1: there is no column amuont; did you mean amount? the columns are amount, paid, country, ordered_at, odd col | character 10: there is no column pai; did you mean paid? the columns are amount, paid, country, ordered_at, odd col")]
    public void What_does_not_fit_is_told_in_plain_words(string text, ExpressionType? expected, string problem)
    {
        var bound = Bind(text, expected);
        Assert.Null(bound.Expression);
        Assert.Equal(problem, string.Join(" | ", bound.Problems));
    }

    [Fact]
    public void Random_trees_are_bound_or_refused_and_what_is_bound_can_be_evaluated()
    {
        var random = new System.Random(20260917);
        var columns = new[] { "a", "b", "order", "odd col", "größe" }.Select((n, i) => new SourceColumn(n, (ExpressionType)(i % 4), "T")).ToArray();
        var bound = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var tree = RandomExpression.Tree(random, random.Next(1, 4));
            var result = ExpressionBinder.Bind(new Formula("x", tree), columns);
            Assert.Equal(result.Expression is null, result.Problems.Count > 0);
            if (result.Expression is { } expression)
            {
                bound++;
                var value = ExpressionEvaluator.Evaluate(expression, _ => null);
                Assert.True(value is null || Fits(value, expression.Type), $"{value} is not {expression.Type}");
            }
        }

        Assert.True(bound > 1000, $"only {bound} of the trees fit");
    }

    private static bool Fits(object value, ExpressionType type) => (value, type) is
        (double, ExpressionType.Number) or (string, ExpressionType.Text) or (bool, ExpressionType.Boolean) or (DateTime, ExpressionType.Timestamp);

    private static BoundFormula Bind(string text, ExpressionType? expected = null)
    {
        Assert.True(ExpressionParser.TryParse(text, out var formula, out var problems), string.Join("; ", problems));
        return ExpressionBinder.Bind(formula, Columns, expected);
    }
}
