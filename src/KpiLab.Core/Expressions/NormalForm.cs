using System.Globalization;

namespace KpiLab.Core;

/// <summary>One spelling for formulas that compute the same by the laws of order and grouping: a + b and b + a, x / (y * z) and x / y / z, p and q, 2 &lt; x and x &gt; 2.</summary>
/// <remarks>What needs more than these laws (distribution over sums, case distinctions) is left as it is: two formulas with one normal form compute the same, but not the other way round.</remarks>
public static class NormalForm
{
    /// <summary>The one spelling.</summary>
    public static string Of(Expression expression) => expression switch
    {
        BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract } or UnaryExpression { Operator: UnaryOperator.Negate } => Sum(Terms(expression)),
        BinaryExpression { Operator: BinaryOperator.Multiply or BinaryOperator.Divide } => Product(expression),
        BinaryExpression { Operator: BinaryOperator.And } => "and(" + string.Join(", ", Conjuncts(expression)) + ")",
        BinaryExpression { Operator: BinaryOperator.Or } => "or(" + string.Join(", ", Flatten(expression, BinaryOperator.Or).Select(Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) + ")",
        BinaryExpression { Operator: BinaryOperator.Greater } b => $"({Of(b.Right)} < {Of(b.Left)})",
        BinaryExpression { Operator: BinaryOperator.GreaterOrEqual } b => $"({Of(b.Right)} <= {Of(b.Left)})",
        BinaryExpression { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } b
            => "(" + string.Join($" {ExpressionPrinter.Symbol(b.Operator)} ", new[] { Of(b.Left), Of(b.Right) }.Order(StringComparer.Ordinal)) + ")",
        BinaryExpression b => $"({Of(b.Left)} {ExpressionPrinter.Symbol(b.Operator)} {Of(b.Right)})",
        UnaryExpression { Operator: UnaryOperator.Not, Operand: UnaryExpression { Operator: UnaryOperator.Not } inner } => Of(inner.Operand),
        UnaryExpression unary => $"not({Of(unary.Operand)})",
        FunctionCall call => $"{call.Name}({string.Join(", ", call.Arguments.Select(Of))})",
        Membership { Items: [var only], Negated: var negated } m => "(" + string.Join(negated ? " != " : " = ", new[] { Of(m.Operand), Of(only) }.Order(StringComparer.Ordinal)) + ")",
        Membership m => $"{Of(m.Operand)} {(m.Negated ? "not in" : "in")} ({string.Join(", ", m.Items.Select(Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))})",
        _ => ExpressionPrinter.Print(expression),
    };

    /// <summary>What is added up: coefficient by normal form; numbers alone stand under the empty text.</summary>
    public static IReadOnlyDictionary<string, double> Terms(Expression expression)
    {
        var terms = new SortedDictionary<string, double>(StringComparer.Ordinal);
        Add(expression, 1, terms);
        foreach (var gone in terms.Where(t => t.Value == 0).Select(t => t.Key).ToList())
        {
            terms.Remove(gone);
        }

        return terms;
    }

    /// <summary>Conditions that must all hold, each in its normal form, in order; none for no condition.</summary>
    public static IReadOnlyList<string> Conjuncts(Expression? expression)
        => expression is null ? [] : [.. Flatten(expression, BinaryOperator.And).Select(Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What a value is divided by: factors below the line, each in its normal form; numbers left out.</summary>
    public static IReadOnlyList<string> Divisors(Expression expression)
    {
        var (_, factors) = Factors(expression);
        return [.. factors.Where(f => f.Value < 0).Select(f => f.Key)];
    }

    /// <summary>The normal forms of an expression and of everything in it that is more than a number or text.</summary>
    public static IReadOnlySet<string> Parts(Expression expression)
    {
        var parts = new HashSet<string>(StringComparer.Ordinal);
        Collect(expression, parts);
        return parts;
    }

    /// <summary>The columns that it names.</summary>
    public static IReadOnlySet<string> Columns(Expression expression)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        Collect(expression, columns);
        return columns;

        static void Collect(Expression at, HashSet<string> into)
        {
            if (at is ColumnReference column)
            {
                into.Add(column.Name);
            }

            foreach (var child in Children(at))
            {
                Collect(child, into);
            }
        }
    }

    private static void Collect(Expression expression, HashSet<string> into)
    {
        if (expression is not Literal)
        {
            into.Add(Of(expression));
        }

        foreach (var child in Children(expression))
        {
            Collect(child, into);
        }
    }

    private static IEnumerable<Expression> Children(Expression expression) => expression switch
    {
        UnaryExpression unary => [unary.Operand],
        BinaryExpression binary => [binary.Left, binary.Right],
        FunctionCall call => call.Arguments,
        Membership membership => [membership.Operand, .. membership.Items],
        _ => [],
    };

    private static void Add(Expression expression, double sign, SortedDictionary<string, double> terms)
    {
        switch (expression)
        {
            case BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract } b:
                Add(b.Left, sign, terms);
                Add(b.Right, b.Operator == BinaryOperator.Add ? sign : -sign, terms);
                break;
            case UnaryExpression { Operator: UnaryOperator.Negate } u:
                Add(u.Operand, -sign, terms);
                break;
            default:
                var (number, factors) = Factors(expression);
                var key = Form(factors);
                terms[key] = terms.GetValueOrDefault(key) + (sign * number);
                break;
        }
    }

    private static string Sum(IReadOnlyDictionary<string, double> terms)
        => terms.Count == 0 ? "0"
            : terms is { Count: 1 } && terms.First() is { Value: 1, Key.Length: > 0 } only ? only.Key
            : "sum(" + string.Join(", ", terms.Select(t => Scaled(t.Value, t.Key))) + ")";

    private static string Product(Expression expression)
    {
        var (number, factors) = Factors(expression);
        return Scaled(number, Form(factors));
    }

    private static string Scaled(double number, string form)
        => form.Length == 0 ? Number(number) : number == 1 ? form : $"{Number(number)}*{form}";

    private static string Form(IReadOnlyDictionary<string, int> factors)
        => factors is { Count: 1 } && factors.First() is { Value: 1 } only ? only.Key
            : factors.Count == 0 ? ""
            : "product(" + string.Join(", ", factors.Select(f => f.Value == 1 ? f.Key : Invariant($"{f.Key}^{f.Value}"))) + ")";

    // x / x is missing where x is 0, so that powers which cancel stay visible as ^0.
    private static (double Number, IReadOnlyDictionary<string, int> Factors) Factors(Expression expression)
    {
        var factors = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var number = 1.0;
        Multiply(expression, 1);
        return (number, factors);

        void Multiply(Expression at, int power)
        {
            switch (at)
            {
                case BinaryExpression { Operator: BinaryOperator.Multiply or BinaryOperator.Divide } b:
                    Multiply(b.Left, power);
                    Multiply(b.Right, b.Operator == BinaryOperator.Multiply ? power : -power);
                    break;
                case UnaryExpression { Operator: UnaryOperator.Negate } u:
                    number = -number;
                    Multiply(u.Operand, power);
                    break;
                case Literal { Value: double value } when power > 0 || value != 0:
                    number = power > 0 ? number * value : number / value;
                    break;
                default:
                    var form = Of(at);
                    factors[form] = factors.GetValueOrDefault(form) + power;
                    break;
            }
        }
    }

    private static IEnumerable<Expression> Flatten(Expression expression, BinaryOperator by)
        => expression is BinaryExpression b && b.Operator == by ? Flatten(b.Left, by).Concat(Flatten(b.Right, by)) : [expression];

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
