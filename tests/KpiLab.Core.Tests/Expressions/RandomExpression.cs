using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Core.Tests;

/// <summary>Random syntax trees, of every node and any type.</summary>
internal static class RandomExpression
{
    private static readonly string[] Names = ["a", "b", "and", "order", "odd col", "x\"y", "größe", "2b"];
    private static readonly string[] Texts = ["", "x", "it's", "a\"b", "ü 😀", "-- ;"];

    public static Gen<Expression> Trees { get; } = Gen.Choose(0, int.MaxValue).Select(seed => Tree(new System.Random(seed), 5));

    public static Expression Tree(System.Random random, int depth) => depth == 0 ? Leaf(random) : random.Next(8) switch
    {
        0 => Leaf(random),
        1 => new UnaryExpression(UnaryOperator.Negate, Tree(random, depth - 1), 0),
        2 => new UnaryExpression(UnaryOperator.Not, Tree(random, depth - 1), 0),
        3 => new FunctionCall("is_null", [Tree(random, depth - 1)], 0),
        4 => new Membership(Tree(random, depth - 1), [Tree(random, depth - 1), Leaf(random)], random.Next(2) == 0, 0),
        5 => new FunctionCall("if", [Tree(random, depth - 1), Tree(random, depth - 1), Leaf(random)], 0),
        _ => Binary(random, depth),
    };

    private static BinaryExpression Binary(System.Random random, int depth)
    {
        var operation = (BinaryOperator)random.Next(Enum.GetValues<BinaryOperator>().Length);
        return new BinaryExpression(operation, Tree(random, depth - 1), Tree(random, depth - 1), 0);
    }

    private static Expression Leaf(System.Random random) => random.Next(6) switch
    {
        0 => new Literal((double)random.Next(1000) / 8, 0),
        1 => new Literal(Texts[random.Next(Texts.Length)], 0),
        2 => new Literal(random.Next(2) == 0, 0),
        3 => new Literal(null, 0),
        4 => new Literal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(random.Next(2) * random.Next(100_000)), 0),
        _ => new ColumnReference(Names[random.Next(Names.Length)], 0),
    };
}
