using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A formula as a person wrote it, parsed; column types are not known yet.</summary>
/// <param name="Text">The text, trimmed.</param>
/// <param name="Syntax">Its tree.</param>
[TypeFormatterSource]
public sealed record Formula(string Text, Expression Syntax)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A node of the syntax tree of KpiLab's expression grammar.</summary>
/// <param name="Position">0-based offset in the formula's text.</param>
[TypeFormatterSource]
public abstract record Expression(int Position);

/// <summary>A number, text, truth value or null that was written out.</summary>
/// <param name="Value"><see cref="double"/>, <see cref="string"/>, <see cref="bool"/>, <see cref="DateTime"/> (UTC) or null.</param>
/// <param name="Position">Offset.</param>
public sealed record Literal(object? Value, int Position) : Expression(Position);

/// <summary>A column of the source.</summary>
public sealed record ColumnReference(string Name, int Position) : Expression(Position);

/// <summary>−x or not x.</summary>
public sealed record UnaryExpression(UnaryOperator Operator, Expression Operand, int Position) : Expression(Position);

/// <summary>Arithmetic, comparison, or boolean of two operands.</summary>
public sealed record BinaryExpression(BinaryOperator Operator, Expression Left, Expression Right, int Position) : Expression(Position);

/// <summary>A call of one of the grammar's functions, <c>if</c> and <c>coalesce</c> among them.</summary>
public sealed record FunctionCall(string Name, IReadOnlyList<Expression> Arguments, int Position) : Expression(Position);

/// <summary>x in (a, b, …), or not in.</summary>
public sealed record Membership(Expression Operand, IReadOnlyList<Expression> Items, bool Negated, int Position) : Expression(Position);

/// <summary>The operators of one operand.</summary>
public enum UnaryOperator
{
    /// <summary>−x.</summary>
    Negate,

    /// <summary>not x.</summary>
    Not,
}

/// <summary>The operators of two operands.</summary>
public enum BinaryOperator
{
    /// <summary>+</summary>
    Add,

    /// <summary>−</summary>
    Subtract,

    /// <summary>*</summary>
    Multiply,

    /// <summary>/, always in floating point; division by zero is missing, not an error.</summary>
    Divide,

    /// <summary>%</summary>
    Remainder,

    /// <summary>=</summary>
    Equal,

    /// <summary>!=</summary>
    NotEqual,

    /// <summary>&lt;</summary>
    Less,

    /// <summary>&lt;=</summary>
    LessOrEqual,

    /// <summary>&gt;</summary>
    Greater,

    /// <summary>&gt;=</summary>
    GreaterOrEqual,

    /// <summary>and</summary>
    And,

    /// <summary>or</summary>
    Or,
}
