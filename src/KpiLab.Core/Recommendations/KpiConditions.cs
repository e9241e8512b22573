namespace KpiLab.Core;

/// <summary>The names that a workspace's <c>kpi_rules</c> may use in <c>when</c>.</summary>
public static class KpiConditions
{
    /// <summary>It serves no goal that is defined.</summary>
    public const string NoGoal = "no_goal";

    /// <summary>Nobody owns it.</summary>
    public const string NoOwner = "no_owner";

    /// <summary>None of its thresholds says what is done when it deviates.</summary>
    public const string NoAction = "no_action";

    /// <summary>It is what a link is about to predict, or belongs to the primary ones of its goal and leads nothing.</summary>
    public const string AnOutcome = "an_outcome";

    /// <summary>It is no outcome.</summary>
    public const string NotAnOutcome = "not_an_outcome";

    /// <summary>It is the lead of a link.</summary>
    public const string ALead = "a_lead";

    /// <summary>At least one of its links is kept.</summary>
    public const string LeadKept = "lead_kept";

    /// <summary>Each of its links, of at least one, is to be replaced.</summary>
    public const string LeadDead = "lead_dead";

    /// <summary>At least one of its links is to be revalidated, has not data enough or was never checked, and none is kept.</summary>
    public const string LeadOpen = "lead_open";

    /// <summary>Experiments contradict each of its kept links.</summary>
    public const string CausalContradicted = "causal_contradicted";

    /// <summary>Another kept lead of the same outcome encompasses it.</summary>
    public const string Redundant = "redundant";

    /// <summary>Its purpose is to predict, and no link says what.</summary>
    public const string PredictsNothing = "predicts_nothing";

    /// <summary>Of at least twenty experiments no more moved it than chance would.</summary>
    public const string NeverMoves = "never_moves";

    /// <summary>In experiments of known outcome it moved the wrong way at least as often as the right way.</summary>
    public const string MovesWrongly = "moves_wrongly";

    /// <summary>More than half of its period-to-period variance is measurement error.</summary>
    public const string Noisy = "noisy";

    /// <summary>Always holds.</summary>
    public const string Always = "always";

    /// <summary>A condition in words, as part of a sentence.</summary>
    internal static string Words(string condition) => condition switch
    {
        NoGoal => "it serves no goal that is defined",
        NoOwner => "nobody owns it",
        NoAction => "nothing is done when it deviates",
        AnOutcome => "it is an outcome",
        NotAnOutcome => "it is no outcome",
        ALead => "it is declared to lead",
        LeadKept => "a link from it is kept",
        LeadDead => "every link from it is to be replaced",
        LeadOpen => "whether it leads is open",
        CausalContradicted => "experiments contradict its kept links",
        Redundant => "another kept lead says the same",
        PredictsNothing => "it is to predict, and no link says what",
        NeverMoves => "experiments move it no more than chance would",
        MovesWrongly => "experiments move it the wrong way at least as often as the right way",
        Noisy => "more than half of its movement is measurement error",
        Always => "no rule before it holds",
        _ => condition,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        NoGoal, NoOwner, NoAction, AnOutcome, NotAnOutcome, ALead, LeadKept, LeadDead, LeadOpen, CausalContradicted, Redundant, PredictsNothing, NeverMoves, MovesWrongly, Noisy, Always,
    ];
}
