using System.Globalization;

namespace KpiLab.Core;

/// <summary>Reads thresholds. Every problem is told at once, with what to write instead.</summary>
public static class DeviationParser
{
    private const string WriteForm = "write one of: " + DeviationCondition.Forms;
    private const int MostHeld = 366;

    /// <summary>Reads a threshold.</summary>
    public static bool TryParse(string text, out DeviationCondition condition, out IReadOnlyList<(string Message, string Remedy)> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reading = new Reading(text);
        var read = reading.Condition();
        problems = reading.Problems;
        condition = read ?? new DeviationCondition(text, new DeviationRule.Beyond(double.NegativeInfinity), ChangeSpan.Period, HoldingTime.Once, null);
        return read is not null && problems.Count == 0;
    }

    private sealed class Reading(string text)
    {
        private readonly List<string> _words = Words(text);
        private readonly List<(string Message, string Remedy)> _problems = [];
        private int _at;

        public IReadOnlyList<(string Message, string Remedy)> Problems => _problems;

        private string? Next => _at < _words.Count ? _words[_at] : null;

        public DeviationCondition? Condition()
        {
            DeviationRule? rule = null;
            double? level = null;
            var begin = _problems.Count;
            switch (Take())
            {
                case "drop" or "drops" or "fall" or "falls":
                    rule = Change(up: false);
                    break;
                case "rise" or "rises":
                    rule = Change(up: true);
                    break;
                case "below" or "<" or "under":
                    rule = Number("a limit, such as below 0.3") is { } low ? new DeviationRule.Beyond(low) : null;
                    break;
                case "above" or ">" or "over":
                    rule = Number("a limit, such as above 65000") is { } high ? new DeviationRule.Beyond(high, Above: true) : null;
                    break;
                case "outside":
                    (rule, level) = Outside();
                    break;
                case var first:
                    Problem(first is null ? "is empty" : $"`{first}` begins no threshold", Suggested(first));
                    return null;
            }

            var (span, holding) = Endings(rule is DeviationRule.RelativeChange or DeviationRule.AbsoluteChange || rule is null && level is null);
            return _problems.Count > begin ? null : new DeviationCondition(text, rule, span, holding, level);
        }

        private DeviationRule? Change(bool up)
        {
            var word = up ? "rise" : "drop";
            while (Next is ">" or ">=" or "by" or "of" or "more" or "than" or "at" or "least")
            {
                _at++;
            }

            var written = Take();
            if (written is null || written.Length == 0 || !TryAmount(written, out var size, out var isRelative))
            {
                Problem(written is null ? $"does not say how large a {word} must be" : $"`{written}` is no size of a {word}", $"write a share such as {word} > 20%, points such as {word} > 2pp, or a number such as {word} > 5");
                return null;
            }

            if (size <= 0)
            {
                Problem($"a {word} of {written} is none", $"write a size above zero, such as {word} > 20%");
                return null;
            }

            if (isRelative && !up && size > 1)
            {
                Problem($"nothing that counts upwards drops by {written}", "write at most 100%");
                return null;
            }

            return isRelative ? new DeviationRule.RelativeChange(size, up) : new DeviationRule.AbsoluteChange(size, up);
        }

        private (DeviationRule? Rule, double? Level) Outside()
        {
            if (Next is "forecast" or "the")
            {
                while (Next is "the" or "forecast" or "interval")
                {
                    _at++;
                }

                if (Next is "80%" or "95%")
                {
                    return (null, Take() == "80%" ? 0.8 : 0.95);
                }

                if (Next is { } other && other.EndsWith('%'))
                {
                    _at++;
                    Problem($"there is no forecast interval of {other}", "write 80% or 95%, or leave it out for 95%");
                }

                return (null, 0.95);
            }

            var written = Take();
            var ends = written?.Split("..");
            if (ends is not [var from, var to] || !TryNumber(from, out var low) || !TryNumber(to, out var high))
            {
                Problem(written is null ? "does not say outside what" : $"`{written}` is no band", "write outside 35..45, or outside forecast interval");
                return (null, null);
            }

            if (low >= high)
            {
                Problem($"the band {written} does not rise", $"write the lower end first, such as outside {to}..{from}");
                return (null, null);
            }

            return (new DeviationRule.Outside(low, high), null);
        }

        private double? Number(string wanted)
        {
            var written = Take();
            if (written is not null && TryNumber(written, out var value))
            {
                return value;
            }

            Problem(written is null ? "does not say beyond what" : $"`{written}` is no number", $"write {wanted}");
            return null;
        }

        // week over week; for 2 weeks: in any order, each once.
        private (ChangeSpan Span, HoldingTime Holding) Endings(bool isChange)
        {
            ChangeSpan? span = null;
            HoldingTime? holding = null;
            while (Take() is { } word)
            {
                if (word == "for")
                {
                    var count = Take();
                    var unit = Take();
                    if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n is < 1 or > MostHeld || Unit(unit, plural: true) is not { } of)
                    {
                        Problem($"`for {count} {unit}`".TrimEnd() + " is no length of time", Invariant($"write for 2 weeks, with a whole number from 1 to {MostHeld} of periods, days, weeks, months, quarters or years"));
                        continue;
                    }

                    if (holding is not null)
                    {
                        Problem("says twice for how long", "keep one of them");
                    }

                    holding = new HoldingTime(n, of);
                }
                else if (Unit(word, plural: false) is { } of && of != ChangeSpan.Period && Next == "over" && _at + 1 < _words.Count)
                {
                    _at++;
                    var second = Take()!;
                    if (Unit(second, plural: false) != of)
                    {
                        Problem($"`{word} over {second}` compares two lengths", $"write {word} over {word}");
                    }
                    else if (!isChange)
                    {
                        Problem($"`{word} over {second}` belongs to a drop or a rise", "leave it out, or write drop or rise");
                    }
                    else if (span is not null)
                    {
                        Problem("says twice over what", "keep one of them");
                    }

                    span = of;
                }
                else
                {
                    Problem($"`{word}` cannot stand here", isChange ? "end with week over week, for 2 weeks, or nothing" : "end with for 2 weeks, or nothing");
                    return (span ?? ChangeSpan.Period, holding ?? HoldingTime.Once);
                }
            }

            return (span ?? ChangeSpan.Period, holding ?? HoldingTime.Once);
        }

        private string? Take() => _at < _words.Count ? _words[_at++] : null;

        private void Problem(string message, string remedy) => _problems.Add((message, remedy));

        private static string Suggested(string? word)
            => word is not null && Suggestion.Closest(word, ["drop", "rise", "below", "above", "outside"]) is { } meant ? $"did you mean {meant}? {WriteForm}" : WriteForm;
    }

    private static List<string> Words(string text)
        => [.. text.ToLowerInvariant().Replace(">=", " >= ", StringComparison.Ordinal).Replace(">", " > ", StringComparison.Ordinal).Replace("> =", ">=", StringComparison.Ordinal)
            .Replace("<", " < ", StringComparison.Ordinal).Replace(" %", "%", StringComparison.Ordinal).Replace(" pp", "pp", StringComparison.Ordinal)
            .Replace(" ..", "..", StringComparison.Ordinal).Replace(".. ", "..", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static ChangeSpan? Unit(string? word, bool plural) => word switch
    {
        "day" => ChangeSpan.Day,
        "week" => ChangeSpan.Week,
        "month" => ChangeSpan.Month,
        "quarter" => ChangeSpan.Quarter,
        "year" => ChangeSpan.Year,
        "period" => ChangeSpan.Period,
        "days" or "weeks" or "months" or "quarters" or "years" or "periods" when plural => Unit(word[..^1], plural: false),
        _ => null,
    };

    // 20% is a share of what was there; 2pp and plain numbers are in the KPI's own unit.
    private static bool TryAmount(string text, out double size, out bool isRelative)
    {
        isRelative = text.EndsWith('%');
        return text.EndsWith("pp", StringComparison.Ordinal) ? TryHundredths(text[..^2], out size) : TryNumber(text, out size);
    }

    private static bool TryNumber(string text, out double value)
        => text.EndsWith('%')
            ? TryHundredths(text[..^1], out value)
            : double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool TryHundredths(string text, out double value)
    {
        value = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hundredths))
        {
            return false;
        }

        value = (double)(hundredths / 100);
        return true;
    }
}
