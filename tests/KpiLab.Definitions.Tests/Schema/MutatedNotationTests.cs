using KpiLab.Testing;

namespace KpiLab.Definitions.Tests;

/// <summary>The short notations inside definitions: read or not, at once, and what is read comes back as itself.</summary>
public sealed class MutatedNotationTests
{
    private static readonly string[] Corpus = ["42%", "2pp", "0.05", "-1e-3", "2w..10w", "4w", "1m..3m", "-14d..0d", "0d..14d", "36h", "2d", "90min", "p99.9", "1000", "drop > 20% week over week", "${STORE}", "2026-09-01", "2026-09-01T12:00:00Z"];

    [Fact]
    public void Numbers_durations_windows_lags_and_caps_are_read_or_not_and_come_back()
    {
        var answers = new Mutator(Corpus, [.. Mutator.Anywhere, "..", "d", "w", "m", "%", "pp", "p", "٣", "½", "Ⅳ"]).Hold(20261125, text =>
        {
            var read = 0;
            if (Notation.TryFraction(text, out var fraction))
            {
                read++;
                Assert.True(double.IsFinite(fraction), text);
            }

            if (Notation.TryNumber(text, out var number) | Notation.TryHundredths(text, out var hundredths))
            {
                read++;
                Assert.True(double.IsFinite(number) && double.IsFinite(hundredths), text);
            }

            if (Notation.TryDuration(text, out var span))
            {
                read++;
                Assert.True(Notation.TryDuration(Notation.Duration(span), out var again) && again == span, text);
            }

            if (Notation.TryWindow(text, out var window))
            {
                read++;
                Assert.True(Notation.TryWindow(window.ToString(), out var again) && again == window, text);
            }

            if (Notation.TryLag(text, out var lag))
            {
                read++;
                Assert.True(Notation.TryLag(Notation.Lag(lag), out var again) && again == lag, text);
            }

            read += Notation.TryCap(text, out _) ? 1 : 0;
            read += IsoTime.TryParseDate(text, out _) ? 1 : 0;
            read += IsoTime.TryParseMoment(text, out _) ? 1 : 0;
            return read > 0 ? null : "not read";
        });
        Assert.True(answers.Taken > 0 && answers.Refused > 0, answers.ToString());
    }
}
