namespace KpiLab.Cli;

/// <summary>The definitions of the sample company that <c>demo</c> writes.</summary>
internal static class DemoDefinitions
{
    public static readonly (string Path, string Text)[] Files =
    [
        ("kpilab.yaml", """
            # The sample workspace of `kpilab demo`. Everything in it is made up, the dates of its store included.
            store: .kpilab/store.db
            defaults: {alpha: 0.05, level: 0.95, time_zone: UTC, week_starts: monday}
            """),
        (".gitignore", ".kpilab/"),
        ("definitions/goals.yaml", """
            kind: goal
            id: grow_revenue
            name: Grow profitable revenue
            level: enterprise
            outcome: revenue
            due: 2027-12-31
            ---
            kind: goal
            id: activate_trials
            name: Make free trials succeed
            level: team
            parent: grow_revenue
            outcome: customer_problem
            due: 2027-06-30
            """),
        ("definitions/sources.yaml", """
            # One row a trial: variant, segments, what was known before, what happened.
            kind: source
            id: trials
            from: data/trials.csv
            unit: user_id
            ---
            # Visitors of the pricing page: who saw which page, when.
            kind: source
            id: pricing_visits
            from: data/pricing_visits.csv
            unit: user_id
            ---
            kind: source
            id: recipients
            from: data/recipients.csv
            unit: user_id
            ---
            # Events: one row an order, joined to the units of an experiment within a window after exposure.
            kind: source
            id: orders
            from: data/orders.csv
            unit: user_id
            time: ordered_at
            """),
        ("definitions/kpis.yaml", """
            kind: kpi
            id: revenue_per_user
            name: Revenue per user in four weeks
            goal: grow_revenue
            tier: primary
            purpose: improve
            unit: currency
            direction: increase
            owner: rosa@example.org
            cadence: monthly
            measure: {type: mean, source: orders, value: amount, window: 0d..28d}
            ---
            kind: kpi
            id: paid_conversion
            name: Share of users who order within two weeks
            goal: grow_revenue
            tier: secondary
            purpose: improve
            unit: fraction
            direction: increase
            owner: rosa@example.org
            cadence: weekly
            measure: {type: proportion, source: orders, value: amount > 0, window: 0d..14d}
            ---
            kind: kpi
            id: trial_activation
            name: Trials that activate in the first week
            goal: activate_trials
            tier: primary
            purpose: predict
            unit: fraction
            direction: increase
            owner: ana@example.org
            cadence: weekly
            target: {value: 42%, due: 2027-06-30}
            measure: {type: proportion, source: trials, value: activated}
            ---
            kind: kpi
            id: tickets_per_trial
            name: Support tickets per trial
            goal: activate_trials
            tier: health
            purpose: signal_risk
            unit: count
            direction: decrease
            owner: ana@example.org
            cadence: weekly
            measure: {type: mean, source: trials, value: tickets}
            ---
            kind: metric
            id: sessions_before
            name: Sessions in the week before
            unit: count
            direction: increase
            measure: {type: mean, source: trials, value: sessions_before}
            ---
            kind: metric
            id: return_rate
            name: Users who come back within a week
            unit: fraction
            direction: increase
            measure: {type: proportion, source: recipients, value: returned}
            ---
            kind: metric
            id: unsubscribe_rate
            name: Users who unsubscribe
            unit: fraction
            direction: decrease
            measure: {type: proportion, source: recipients, value: unsubscribed}
            ---
            kind: link
            id: activation_leads_revenue
            from: trial_activation
            to: revenue_per_user
            expect: positive
            lag: 2w..10w
            because: A trial that works in its first week becomes a paying customer.
            """),
        ("definitions/experiments.yaml", """
            kind: experiment
            id: onboarding_checklist
            name: Checklist for new trials
            hypothesis:
              statement: We believe that a checklist for new trials will raise activation because it shows the next step.
              kpi: trial_activation
              direction: increase
              minimum_effect: 5%
            owner: ana@example.org
            exposures: {source: trials, variant: variant, exposed_at: started_at}
            variants:
              - {id: control, value: "No checklist", weight: 0.5, control: true}
              - {id: checklist, value: "Checklist", weight: 0.5}
            secondary: [revenue_per_user, paid_conversion]
            guardrails: [{kpi: tickets_per_trial, margin: 10%}]
            plan:
              design: fixed
              units: 12000
              covariates: [{kpi: sessions_before}]
              correction: holm
              segments: [platform]
              starts: 2026-09-01
              ends: 2026-09-29
            ---
            kind: experiment
            id: pricing_page
            name: New pricing page
            hypothesis:
              statement: We believe that three plans instead of five will raise orders because the choice is easier.
              kpi: paid_conversion
              direction: increase
              minimum_effect: 5%
            owner: rosa@example.org
            exposures: {source: pricing_visits, variant: page, exposed_at: seen_at}
            variants:
              - {id: five_plans, weight: 0.5, control: true}
              - {id: three_plans, weight: 0.5}
            plan: {design: fixed, units: 7500, starts: 2026-09-01, ends: 2026-09-29}
            ---
            kind: experiment
            id: reminder_mail
            name: Daily reminder mail
            hypothesis:
              statement: We believe that a daily reminder will bring users back because they forget us.
              kpi: return_rate
              direction: increase
              minimum_effect: 3%
            owner: ana@example.org
            exposures: {source: recipients, variant: mail, exposed_at: sent_at}
            variants:
              - {id: weekly, weight: 0.5, control: true}
              - {id: daily, weight: 0.5}
            guardrails: [{kpi: unsubscribe_rate, margin: 10%}]
            plan: {design: fixed, units: 10000, starts: 2026-09-01, ends: 2026-09-29}
            """),
    ];
}
