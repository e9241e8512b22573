namespace KpiLab.Core;

/// <summary>The role of a KPI: a property of its links, and where it has none, of what it is for. The one place that decides it.</summary>
public static class KpiRoles
{
    /// <summary>By its links alone: leading where it leads one, else lagging where it is what one is to predict; a KPI that is both leads.</summary>
    /// <param name="leads">It is the lead of a link.</param>
    /// <param name="isLed">It is the outcome of a link.</param>
    public static KpiRole? InLinks(bool leads, bool isLed) => leads ? KpiRole.Leading : isLed ? KpiRole.Lagging : null;

    /// <summary>By its links; without any by its purpose, and without a purpose none.</summary>
    /// <param name="kpi">The KPI.</param>
    /// <param name="leads">It is the lead of a link.</param>
    /// <param name="isLed">It is the outcome of a link.</param>
    /// <param name="template">The predefined KPI of that id or name, if there is one.</param>
    public static KpiRole? Of(KpiDefinition kpi, bool leads, bool isLed, CatalogueEntry? template = null)
    {
        ArgumentNullException.ThrowIfNull(kpi);
        return InLinks(leads, isLed) ?? kpi.Purpose switch
        {
            null => null,
            Purpose.Predict => KpiRole.Leading,
            Purpose.SignalRisk => KpiRole.Coincident,
            _ when kpi.Tier == Tier.Health => KpiRole.Coincident,
            _ => kpi.Tier == Tier.Primary || template?.Role == KpiRole.Lagging ? KpiRole.Lagging : KpiRole.Coincident,
        };
    }
}
