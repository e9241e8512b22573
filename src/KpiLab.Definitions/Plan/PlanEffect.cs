using KpiLab.Statistics;

namespace KpiLab.Definitions;

/// <summary>What a change does to something that is not itself changed, or to what rests on it.</summary>
/// <param name="Kind">Kind of what is affected.</param>
/// <param name="Id">Its id.</param>
/// <param name="Word">registers, amends, restarts, ends or redefines.</param>
/// <param name="Old">What holds now.</param>
/// <param name="New">What will hold.</param>
[TypeFormatterSource]
public sealed record PlanEffect(DefinitionKind Kind, string Id, string Word, string? Old, string New);
