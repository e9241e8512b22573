using KpiLab.Core;
using KpiLab.Data;

namespace KpiLab;

/// <summary>What the people of the demo's company say and decide; what they see comes from the data.</summary>
internal static class DemoScript
{
    /// <summary>Keeps the definitions and calls the reviews.</summary>
    public const string Chair = "nora.haas@brightdesk.example";

    /// <summary>Acts where a KPI has no owner.</summary>
    public const string StandIn = "ines.carvalho@brightdesk.example";

    /// <summary>The deviation that nobody acts on in time, and what is done about it in the end.</summary>
    public const string ActedLate = "uptime@2026-08-31";

    public static DateTimeOffset LateActAt { get; } = SampleCompany.At(9, 24);

    public const string LateAct = "Froze releases until the restore was rehearsed, and held the incident review: a week after it was due.";

    /// <summary>Looks before the end of an experiment whose plan allows them, in order.</summary>
    public static IReadOnlyList<(string Experiment, DateTimeOffset At)> Looks { get; } =
    [
        ("invite_colleagues", SampleCompany.At(5, 18)),
        ("invite_colleagues", SampleCompany.At(5, 25)),
        ("invite_colleagues", SampleCompany.At(6, 1)),
        ("webinar_reminder", SampleCompany.At(7, 20)),
        ("referral_bonus", SampleCompany.At(10, 1)),
    ];

    /// <summary>Ended, and for nobody to decide yet: its owner is on leave.</summary>
    public const string Undecided = "seat_reminder";

    /// <summary>Why each experiment was decided as recommended.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["welcome_mail"] = "It goes to every trial from Monday on.",
        ["signup_form"] = "The short form replaces the long one; the third is forgotten.",
        ["shorter_trial"] = "Seven days are too few to answer a first customer. Back to fourteen.",
        ["invite_colleagues"] = "The boundary is crossed: everybody gets it.",
        ["canned_replies"] = "It changes nothing that matters; support may use it or not.",
        ["annual_banner"] = "It stays on the page.",
        ["webinar_reminder"] = "We keep the reminder, which costs nothing, and do not say that it works.",
        ["trial_onboarding"] = "Mobile trials get the checklist first; on desktop it does nothing.",
        ["trial_onboarding_events"] = "The same experiment counted from events, with the same result.",
        ["pricing_page"] = "More purchases are not worth a third more support contacts. The old page returns.",
        ["checkout_redesign"] = "The new page loses old devices. Repair the crash, then test again: checkout_address.",
        ["checkout_address"] = "It goes live on every device.",
    };

    /// <summary>Remarks, each made on a day of the story.</summary>
    public static IReadOnlyList<(DateTimeOffset At, string Kpi, DateOnly Day, string Text, string By)> Remarks { get; } =
    [
        (SampleCompany.At(5, 16), "account_churn_rate", new(2026, 5, 4), "A letter about new prices went to everyone, also to those whose price does not change.", "priya.raman@brightdesk.example"),
        (SampleCompany.At(9, 16), "uptime", new(2026, 8, 31), "The storage in Frankfurt failed for most of a day.", "sam.dubois@brightdesk.example"),
    ];

    /// <summary>Decisions taken at the review of a month.</summary>
    public static IReadOnlyList<(int Month, string About, string Word, string Reason)> Decisions { get; } =
    [
        (4, "link/fairs_lead_leads", "revalidate", "Two fairs come in May: one more look."),
        (5, "kpi/webinar_signups", "revalidate", "A new format starts in autumn; until then we do not steer by it."),
        (6, "kpi/trade_fair_contacts", "retire", "Two more fairs, and nothing followed. The money goes into webinars."),
        (7, "kpi/newsletter_opens", "revalidate", "We keep writing the letter for those who read it, and stop promising visits from it."),
        (8, "link/activation_leads_paid", "keep", "It holds; the trial team may go on steering by it."),
        (9, "kpi/onboarding_calls", "revalidate", "More calls are followed by less expansion: the calls go to the wrong accounts. Success and sales look at who is called."),
        (9, "kpi/revenue_per_account", "keep", "The board's target is beyond anything we have seen; a realistic one is put to the board in October."),
    ];

    /// <summary>Steps in the life of a KPI, taken when the definitions of a month are applied.</summary>
    public static IReadOnlyList<(int Month, string Kpi, KpiState To, string Reason)> Steps { get; } =
    [
        (7, "trade_fair_contacts", KpiState.Retired, "Decided at the review of June: nothing followed from it in three years."),
    ];

    /// <summary>The answer to a question that the record leaves open.</summary>
    public static string Answer(string question) => question switch
    {
        "capture:purchase_rate" => "Well: it moved when the page changed, and otherwise stayed where it was.",
        "capture:checkout_completion" => "Well where visits are logged; in August old devices were lost before they were counted.",
        "capture:account_churn_rate" => "It tells what happened, late. The reasons come from the calls with those who left.",
        _ when question.StartsWith("actions:", StringComparison.Ordinal) => "What the threshold says was done; see the deviations.",
        _ => "As far as we can tell, well enough to decide by.",
    };
}
