namespace KpiLab.Oracles;

/// <summary>Methods of the reference cases that no calculator offers yet. Take a name off this list in the commit that builds it.</summary>
internal static class NotYetBuilt
{
    public static readonly string[] Methods = [];
}
