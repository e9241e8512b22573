using KpiLab.Testing;

namespace KpiLab.Core.Tests;

public sealed class MutatedFormulaTests
{
    private static readonly string[] Corpus =
    [
        "revenue - cost", "if(plan = 'pro' and not (seats >= 2 or trial), revenue / seats, 0)", "coalesce(a, b, 1e-3) * -2 % 3", "country in ('DE', 'AT') and name not in ('x')",
        "days_between(signed_up, date('2026-01-31')) <= 14", "starts_with(lower(\"odd name\"), 'a''b')", "is_null(x) = true or y is not null", "length(trim(upper(name))) > power(2, 3) - sqrt(abs(x))",
        "timestamp('2026-01-31T12:00:00Z') < at", "(((((1)))))", "x between 1 and 2",
    ];

    private static readonly SourceColumn[] Columns =
    [
        new("revenue", ExpressionType.Number, "DOUBLE"), new("cost", ExpressionType.Number, "BIGINT"), new("plan", ExpressionType.Text, "VARCHAR"), new("seats", ExpressionType.Number, "INTEGER"),
        new("trial", ExpressionType.Boolean, "BOOLEAN"), new("a", ExpressionType.Number, "DOUBLE"), new("x", ExpressionType.Number, "DOUBLE"), new("at", ExpressionType.Timestamp, "TIMESTAMP"), new("name", ExpressionType.Text, "VARCHAR"),
    ];

    [Fact]
    public void A_mutated_formula_is_parsed_bound_and_printed_or_refused_at_a_place_with_a_remedy()
    {
        var answers = new Mutator(Corpus, [.. Mutator.Anywhere, "not ", " in ", " and ", " or ", "if(", "is_null(", "'", "''", "\"\"", " = ", " <> ", " is not null", "--", "/*", "*/"]).Hold(20261124, text =>
        {
            if (!ExpressionParser.TryParse(text, out var formula, out var problems))
            {
                return Told(problems, text);
            }

            Assert.Empty(problems);
            return Told(ExpressionBinder.Bind(formula, Columns).Problems, text);
        });
        Assert.True(answers.Taken > 0 && answers.Refused > 0, answers.ToString());
    }

    private static string Told(IReadOnlyList<FormulaProblem> problems, string text)
    {
        Assert.All(problems, p => Assert.True(p.Position >= 0 && p.Position <= text.Trim().Length && p.Message.Length > 0 && p.Remedy.Length > 0, p.ToString()));
        return string.Join('\n', problems);
    }
}
