using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab;

/// <summary>What a run need not work out again: every answer is kept by all that it depends on, in memory only.</summary>
internal sealed class RunMemory
{
    /// <summary>Examinations of links.</summary>
    public LinkExaminations Links { get; } = new();

    /// <summary>Targets held against the past.</summary>
    public TargetChecks Targets { get; } = new();

    /// <summary>The definitions of the folder.</summary>
    public RememberedReading Definitions { get; } = new();
}
