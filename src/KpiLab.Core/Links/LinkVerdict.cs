using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What is said of a link.</summary>
public enum LinkWord
{
    /// <summary>The lead still predicts.</summary>
    Keep,

    /// <summary>The evidence is mixed, weak, or was never enough.</summary>
    Revalidate,

    /// <summary>The lead no longer predicts, never did, or predicts with the wrong sign, and there are enough data to say so.</summary>
    Replace,

    /// <summary>The data do not allow a verdict.</summary>
    InsufficientEvidence,
}

/// <summary>How a check of the ladder ended.</summary>
public enum CheckState
{
    /// <summary>Passed.</summary>
    Passed,

    /// <summary>Failed.</summary>
    Failed,

    /// <summary>Could not be made.</summary>
    Abstained,
}

/// <summary>One rung of the verdict's ladder.</summary>
/// <param name="Code">Kebab-case name.</param>
/// <param name="State">How it ended.</param>
/// <param name="Sentence">What was found, with its numbers.</param>
[TypeFormatterSource]
public sealed record LinkCheck(string Code, CheckState State, string Sentence);

/// <summary>The verdict of a link with all that it rests on.</summary>
/// <param name="Word">Keep, revalidate, replace, insufficient evidence.</param>
/// <param name="Reason">The rule that decided, in a sentence.</param>
/// <param name="Checks">The ladder.</param>
/// <param name="Evidence">The numbers; undefined where the data gate stopped.</param>
/// <param name="PValue">Window p, adjusted when several links were judged together; 1 without evidence.</param>
[TypeFormatterSource]
public sealed record LinkVerdict(LinkWord Word, string Reason, IReadOnlyList<LinkCheck> Checks, Estimable<LeadEvidence> Evidence, double PValue) : IShowable;
