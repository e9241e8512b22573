namespace KpiLab.Data;

/// <summary>What people changed in the definitions while the story went on; <c>data-samples/</c> holds how they ended.</summary>
internal static class SampleRevisions
{
    private const string Fairs = """
        # Retired in July: nothing followed from it.
        kind: link
        id: fairs_lead_leads
        from: trade_fair_contacts
        to: qualified_leads
        expect: positive
        lag: 1w..6w
        because: People met at a fair become qualified leads.

        """;

    // Day on which a file came into the workspace.
    private static readonly Dictionary<string, DateTimeOffset> Came = new(StringComparer.Ordinal)
    {
        ["experiments/shorter_trial.yaml"] = SampleCompany.Opens(5),
        ["experiments/invite_colleagues.yaml"] = SampleCompany.Opens(5),
        ["experiments/canned_replies.yaml"] = SampleCompany.Opens(6),
        ["experiments/annual_banner.yaml"] = SampleCompany.Opens(6),
        ["experiments/trial_onboarding.yaml"] = SampleCompany.Opens(7),
        ["experiments/trial_onboarding_events.yaml"] = SampleCompany.Opens(7),
        ["experiments/webinar_reminder.yaml"] = SampleCompany.Opens(7),
        ["experiments/pricing_page.yaml"] = SampleCompany.Opens(7),
        ["kpis/trials.yaml"] = SampleCompany.Opens(7),
        ["kpis/recovery.yaml"] = SampleCompany.Opens(7),
        ["experiments/checkout_redesign.yaml"] = SampleCompany.Opens(7),
        ["kpis/downloads.yaml"] = SampleCompany.Opens(8),
        ["experiments/checkout_address.yaml"] = SampleCompany.Opens(9),
        ["experiments/seat_reminder.yaml"] = SampleCompany.Opens(9),
        ["experiments/referral_bonus.yaml"] = SampleCompany.Opens(9),
        ["experiments/exit_popup.yaml"] = SampleCompany.Opens(9).AddDays(20),
    };

    // Until a day, something else stood in a file.
    private static readonly (string Path, DateTimeOffset Until, string Now, string Earlier)[] Edits =
    [
        ("kpis/reliability.yaml", SampleCompany.Opens(7), "value: incidents, standard_error: incidents_se}\ntarget: {value: 13.4, due: 2027-06-30}\nbenchmark: {own_past: 14}", "value: incidents_reported, standard_error: incidents_reported_se}\ntarget: {value: 18, due: 2027-06-30}\nbenchmark: {own_past: 19}"),
        ("kpis/reliability.yaml", SampleCompany.Opens(7), "above 22.5", "above 30"),
        ("kpis/customers.yaml", SampleCompany.Opens(6), "target: {value: 60, due: 2027-06-30}", "target: {value: 43, due: 2027-06-30}"),
        ("kpis/marketing.yaml", SampleCompany.Opens(8), "hypothesis: Spend drives searches and trials, weeks apart.\n", "hypothesis: Spend drives searches and trials, weeks apart.\nowner: lena.brandt@brightdesk.example\n"),
    ];

    /// <summary>The definitions as they stood at a moment.</summary>
    public static IEnumerable<SampleFile> At(IEnumerable<SampleFile> final, DateTimeOffset moment)
    {
        foreach (var file in final.Where(f => !Came.TryGetValue(f.Path, out var came) || came <= moment))
        {
            var text = file.Text;
            foreach (var (_, _, now, earlier) in Edits.Where(e => e.Path == file.Path && e.Until > moment))
            {
                text = text.Split(now) is [var before, var after] ? before + earlier + after : throw new InvalidOperationException($"{file.Path} does not hold once what the story changes: {now}");
            }

            yield return file with { Text = text };
        }

        if (moment < SampleCompany.Opens(7))
        {
            yield return new SampleFile("trade_fairs.yaml", Fairs.ReplaceLineEndings("\n"));
        }
    }
}
