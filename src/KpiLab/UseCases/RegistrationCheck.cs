using KpiLab.Core;

namespace KpiLab;

/// <summary>Whether an experiment's terms were applied before its first exposure.</summary>
internal static class RegistrationCheck
{
    /// <summary>Compares the registrations with the earliest exposure, else with the planned start; with neither the experiment is late.</summary>
    /// <param name="terms">The terms being analysed.</param>
    /// <param name="registrations">All registrations of the experiment, oldest first; empty when it was never applied.</param>
    /// <param name="looks">Earlier looks; terms that came after a look at units are late, whatever the exposure times say.</param>
    /// <param name="firstExposure">Earliest exposure in the data, or null.</param>
    /// <param name="starts">Planned start, or null; contradicted by units that are there before it.</param>
    /// <param name="units">Units found.</param>
    /// <param name="now">The clock, not the moment looked from.</param>
    public static RegistrationInfo Of(
        RegistrationTerms terms,
        IReadOnlyList<Registration> registrations,
        IReadOnlyList<Look> looks,
        DateTimeOffset? firstExposure,
        DateTimeOffset? starts,
        long units,
        DateTimeOffset now)
    {
        var firstLook = looks.Where(l => l.Units > 0).Select(l => (DateTimeOffset?)l.At).Min() ?? (units > 0 ? now : null);
        var began = firstExposure ?? (starts <= firstLook || firstLook is null ? starts : null);
        var matching = registrations.FirstOrDefault(r => r.TermsHash == terms.TermsHash);
        if (matching is null)
        {
            return new RegistrationInfo(RegistrationState.Unregistered, null, null, null, terms.TermsHash, began);
        }

        // Terms that were changed and changed back count from the day they last came into force.
        var inForce = registrations.Reverse().TakeWhile(r => r.TermsHash == terms.TermsHash).LastOrDefault() ?? matching;
        var lookedBefore = looks.Any(l => l.Units > 0 && l.At <= inForce.At);
        var state = began is { } start && inForce.At < start && !lookedBefore ? RegistrationState.Registered : RegistrationState.Late;
        return new RegistrationInfo(state, inForce.At, inForce.Actor, inForce.Version, terms.TermsHash, began);
    }
}
