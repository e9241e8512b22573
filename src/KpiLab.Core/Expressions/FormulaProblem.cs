namespace KpiLab.Core;

/// <summary>One thing wrong in a formula.</summary>
/// <param name="Position">0-based offset in the formula's text.</param>
/// <param name="Message">What is wrong, quoting it.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record FormulaProblem(int Position, string Message, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => Invariant($"character {Position + 1}: {Message}; {Remedy}");
}
