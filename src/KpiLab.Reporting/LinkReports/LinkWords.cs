using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Verdicts of links and rungs of their ladder as icon and word.</summary>
public static class LinkWords
{
    /// <summary>A verdict.</summary>
    public static Marked Verdict(LinkWord word) => word switch
    {
        LinkWord.Keep => new Marked(Mark.Good, "keep"),
        LinkWord.Replace => new Marked(Mark.Bad, "replace"),
        LinkWord.Revalidate => new Marked(Mark.Caution, "revalidate"),
        _ => new Marked(Mark.Unknown, "insufficient evidence"),
    };

    /// <summary>How a check ended.</summary>
    public static Marked State(CheckState state) => state switch
    {
        CheckState.Passed => new Marked(Mark.Good, "passed"),
        CheckState.Failed => new Marked(Mark.Bad, "failed"),
        _ => new Marked(Mark.Unknown, "abstained"),
    };

    /// <summary>What a check asks, for people who own KPIs.</summary>
    public static string Question(string code) => code switch
    {
        "data" => "Are there enough data?",
        "window" => "Does the lead say anything that the outcome's own past does not?",
        "skill" => "Would it have made forecasts better?",
        "clark-west" => "Is that more than luck?",
        "alive" => "Does it still work lately?",
        "robust" => "Does it rest on more than a few periods?",
        "season" => "Is a shared season taken out?",
        "hac" => "Does it hold with robust errors?",
        "lead-time" => "Does it help as far ahead as it is early?",
        "better-of-both" => "Does it beat last season's value too?",
        _ => code,
    };

    /// <summary>The monitor's state.</summary>
    public static Marked State(Statistics.MonitorState state) => state switch
    {
        Statistics.MonitorState.Quiet => new Marked(Mark.Good, "quiet"),
        Statistics.MonitorState.Watch => new Marked(Mark.Caution, "watch"),
        _ => new Marked(Mark.Bad, "alarm"),
    };

    /// <summary>The grades that a link holds: P, C.</summary>
    public static string Grades(LinkReport report) => (report.Predictive ? "P" : "–") + report.Causal.Word switch
    {
        CausalWord.Supported => " C",
        CausalWord.Unknown => ", C unknown",
        CausalWord.Contradicted => ", C contradicted",
        _ => ", C not shown",
    };
}
