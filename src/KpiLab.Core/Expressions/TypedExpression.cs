namespace KpiLab.Core;

/// <summary>The types of KpiLab's expressions.</summary>
public enum ExpressionType
{
    /// <summary>A number (double precision).</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A moment (date or timestamp, UTC).</summary>
    Timestamp,

    /// <summary>The type of a bare null: fits every other.</summary>
    Null,
}

/// <summary>A column of a source, as the engine reads it.</summary>
/// <param name="Name">Its name in the data.</param>
/// <param name="Type">How expressions see it.</param>
/// <param name="EngineType">The engine's own type name, for messages.</param>
public sealed record SourceColumn(string Name, ExpressionType Type, string EngineType);

/// <summary>A checked expression: every node knows its type, every column exists. What the query compiler takes.</summary>
public abstract record TypedExpression(ExpressionType Type);

/// <summary>A constant; becomes a bound parameter.</summary>
public sealed record TypedLiteral(object? Value, ExpressionType Type) : TypedExpression(Type);

/// <summary>A column; becomes a quoted identifier.</summary>
public sealed record TypedColumn(SourceColumn Column) : TypedExpression(Column.Type);

/// <summary>−x or not x.</summary>
public sealed record TypedUnary(UnaryOperator Operator, TypedExpression Operand) : TypedExpression(Operand.Type);

/// <summary>Arithmetic, comparison or boolean.</summary>
public sealed record TypedBinary(BinaryOperator Operator, TypedExpression Left, TypedExpression Right, ExpressionType Type) : TypedExpression(Type);

/// <summary>A call; <paramref name="Name"/> is a function of the grammar, in lower case.</summary>
public sealed record TypedCall(string Name, IReadOnlyList<TypedExpression> Arguments, ExpressionType Type) : TypedExpression(Type);

/// <summary>x in (…).</summary>
public sealed record TypedMembership(TypedExpression Operand, IReadOnlyList<TypedExpression> Items, bool Negated) : TypedExpression(ExpressionType.Boolean);
