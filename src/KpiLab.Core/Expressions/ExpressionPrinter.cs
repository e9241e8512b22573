using System.Globalization;
using System.Text;

namespace KpiLab.Core;

/// <summary>Writes a syntax tree back in the grammar, with the fewest parentheses; parsing it gives the same tree.</summary>
public static class ExpressionPrinter
{
    private const int Loosest = 0;
    private const int NotLevel = 3;
    private const int ComparisonLevel = 4;
    private const int SignLevel = 7;
    private const int Tightest = 8;

    /// <summary>The formula in its one spelling.</summary>
    public static string Print(Expression expression)
    {
        var builder = new StringBuilder();
        Write(builder, expression, Loosest);
        return builder.ToString();
    }

    private static void Write(StringBuilder builder, Expression expression, int atLeast)
    {
        var level = Level(expression);
        if (level < atLeast)
        {
            builder.Append('(');
        }

        switch (expression)
        {
            case Literal literal:
                Write(builder, literal);
                break;
            case ColumnReference column:
                builder.Append(ExpressionLexer.IsPlainName(column.Name) ? column.Name : $"\"{column.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
                break;
            case UnaryExpression { Operator: UnaryOperator.Not, Operand: FunctionCall { Name: "is_null", Arguments: [var tested] } }:
                Write(builder, tested, ComparisonLevel);
                builder.Append(" is not null");
                break;
            case UnaryExpression unary:
                builder.Append(unary.Operator == UnaryOperator.Not ? "not " : "-");
                Write(builder, unary.Operand, unary.Operator == UnaryOperator.Not ? NotLevel : Tightest);
                break;
            case BinaryExpression binary:
                Write(builder, binary.Left, IsComparison(binary.Operator) ? level + 1 : level);
                builder.Append(' ').Append(Symbol(binary.Operator)).Append(' ');
                Write(builder, binary.Right, level + 1);
                break;
            case FunctionCall { Name: "is_null", Arguments: [var tested] }:
                Write(builder, tested, ComparisonLevel);
                builder.Append(" is null");
                break;
            case FunctionCall call:
                builder.Append(call.Name);
                List(builder, call.Arguments);
                break;
            case Membership membership:
                Write(builder, membership.Operand, ComparisonLevel);
                builder.Append(membership.Negated ? " not in " : " in ");
                List(builder, membership.Items);
                break;
        }

        if (level < atLeast)
        {
            builder.Append(')');
        }
    }

    private static void List(StringBuilder builder, IReadOnlyList<Expression> items)
    {
        builder.Append('(');
        for (var i = 0; i < items.Count; i++)
        {
            builder.Append(i == 0 ? "" : ", ");
            Write(builder, items[i], Loosest);
        }

        builder.Append(')');
    }

    private static void Write(StringBuilder builder, Literal literal)
        => builder.Append(literal.Value switch
        {
            null => "null",
            bool truth => truth ? "true" : "false",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            DateTime moment => IsoTime.Render(new DateTimeOffset(moment)) is { Length: 10 } date ? $"date('{date}')" : $"timestamp('{IsoTime.Render(new DateTimeOffset(moment))}')",
            _ => "",
        });

    private static int Level(Expression expression) => expression switch
    {
        BinaryExpression { Operator: BinaryOperator.Or } => 1,
        BinaryExpression { Operator: BinaryOperator.And } => 2,
        UnaryExpression { Operator: UnaryOperator.Not, Operand: FunctionCall { Name: "is_null" } } => ComparisonLevel,
        UnaryExpression { Operator: UnaryOperator.Not } => NotLevel,
        BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract } => 5,
        BinaryExpression { Operator: BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Remainder } => 6,
        BinaryExpression or Membership or FunctionCall { Name: "is_null" } => ComparisonLevel,
        UnaryExpression => SignLevel,
        Literal { Value: double and < 0 } => SignLevel,
        _ => Tightest,
    };

    private static bool IsComparison(BinaryOperator operation)
        => operation is BinaryOperator.Equal or BinaryOperator.NotEqual or BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual;

    /// <summary>An operator as it is written.</summary>
    internal static string Symbol(BinaryOperator operation) => operation switch
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
