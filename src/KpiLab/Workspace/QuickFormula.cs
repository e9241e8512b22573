using KpiLab.Core;

namespace KpiLab;

/// <summary>Reads a formula that stands in code; what is wrong with it is the caller's to hear at once.</summary>
internal static class QuickFormula
{
    public static Formula Parse(string text)
        => ExpressionParser.TryParse(text, out var formula, out var problems)
            ? formula
            : throw new InvalidInputException([.. problems.Select(p => new Problem(null, 0, text, p.Message, p.Remedy))]);
}
