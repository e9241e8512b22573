using System.Text;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The map as a Mermaid flowchart, which GitHub and other readers of Markdown draw.</summary>
public static class MapMermaid
{
    /// <summary>The flowchart's text: KPIs within their goals, an arrow for every link; one that is open is dotted.</summary>
    public static string ToMermaid(this KpiMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var text = new StringBuilder("flowchart LR\n");
        var ids = map.Kpis.Select((k, i) => (k.Id, Name: Invariant($"k{i}"))).ToDictionary(p => p.Id, p => p.Name, StringComparer.Ordinal);
        void Node(MapKpi kpi, string indent) => text.Append(indent).Append(ids[kpi.Id]).Append("[\"").Append(Escape(kpi.Name)).Append("\"]\n");
        for (var g = 0; g < map.Goals.Count; g++)
        {
            if (map.Kpis.Where(k => k.Goal == map.Goals[g].Id).ToList() is not { Count: > 0 } kpis)
            {
                continue;
            }

            text.Append(Invariant($"  subgraph g{g}[\"")).Append(Escape(map.Goals[g].Name)).Append("\"]\n");
            kpis.ForEach(k => Node(k, "    "));
            text.Append("  end\n");
        }

        foreach (var kpi in map.Kpis.Where(k => k.Goal is null))
        {
            Node(kpi, "  ");
        }

        foreach (var link in map.Links)
        {
            text.Append("  ").Append(ids[link.Definition.From]).Append(MapWords.IsOpen(link) ? " -. \"" : " -- \"").Append(Escape(MapWords.Sentence(link)))
                .Append(MapWords.IsOpen(link) ? "\" .-> " : "\" --> ").Append(ids[link.Definition.To]).Append('\n');
        }

        return text.ToString();
    }

    // Inside quotes only what ends them or is read as an entity, HTML or Markdown means anything to Mermaid.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in SafeText.Visible(text))
        {
            _ = c is '"' or '#' or '<' or '>' or '&' or '`' or '*' or '_' or '\\' or '$' or ';' or '[' or ']' or '{' or '}' ? escaped.Append(Invariant($"#{(int)c};")) : escaped.Append(c);
        }

        return escaped.ToString();
    }
}
