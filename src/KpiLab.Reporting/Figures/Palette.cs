using System.Text;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A colour by what it means, in both themes.</summary>
/// <param name="Name">Of the CSS variable, after <c>--kl-</c>.</param>
/// <param name="Light">On a light page.</param>
/// <param name="Dark">On a dark page.</param>
[TypeFormatterSource]
public sealed record Tone(string Name, string Light, string Dark);

/// <summary>The colours of figures and reports. Every colour is its own value in each theme, so that one can be exchanged for the other.</summary>
/// <remarks>Text on any ground it is used on has a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3), and lines that carry meaning 3:1 (1.4.11); tests compute both.</remarks>
public static class Palette
{
    /// <summary>Behind everything.</summary>
    public static Tone Page { get; } = new("page", "#f5f6f8", "#0f1318");

    /// <summary>Behind cards and figures.</summary>
    public static Tone Surface { get; } = new("surface", "#ffffff", "#171c23");

    /// <summary>A quiet ground: table heads, code.</summary>
    public static Tone Raised { get; } = new("raised", "#eef1f5", "#212934");

    /// <summary>Text.</summary>
    public static Tone Ink { get; } = new("ink", "#18202b", "#e9edf3");

    /// <summary>Secondary text.</summary>
    public static Tone Muted { get; } = new("muted", "#525e6f", "#a7b2c1");

    /// <summary>Borders.</summary>
    public static Tone Line { get; } = new("line", "#d3d9e2", "#37414f");

    /// <summary>Grid lines.</summary>
    public static Tone Grid { get; } = new("grid", "#e7ebf0", "#272f3a");

    /// <summary>As desired.</summary>
    public static Tone Good { get; } = new("good", "#08704d", "#4fd1a1");

    /// <summary>Against what is desired.</summary>
    public static Tone Bad { get; } = new("bad", "#b3231a", "#ff9189");

    /// <summary>Reads differently because of it.</summary>
    public static Tone Caution { get; } = new("caution", "#854f00", "#efb94e");

    /// <summary>Neither.</summary>
    public static Tone Neutral { get; } = new("neutral", "#4a586b", "#acb8c9");

    /// <summary>Links, focus, the first series.</summary>
    public static Tone Accent { get; } = new("accent", "#1d4fc0", "#90b5ff");

    /// <summary>Ground of what is good.</summary>
    public static Tone GoodSoft { get; } = new("good-soft", "#e2f3ea", "#14312a");

    /// <summary>Ground of what is bad.</summary>
    public static Tone BadSoft { get; } = new("bad-soft", "#fcebe9", "#3a1f1e");

    /// <summary>Ground of a caution.</summary>
    public static Tone CautionSoft { get; } = new("caution-soft", "#fbf1dd", "#332911");

    /// <summary>Ground of what is neither.</summary>
    public static Tone NeutralSoft { get; } = new("neutral-soft", "#ebeff4", "#252d38");

    /// <summary>Ground of the first series: bands.</summary>
    public static Tone AccentSoft { get; } = new("accent-soft", "#dfe8fa", "#1f3050");

    /// <summary>The second series.</summary>
    public static Tone Second { get; } = new("second", "#a04a00", "#f3a65c");

    /// <summary>The third series.</summary>
    public static Tone Third { get; } = new("third", "#6a3ea1", "#c8a5f6");

    /// <summary>The fourth series.</summary>
    public static Tone Fourth { get; } = new("fourth", "#006a75", "#60cfd9");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Tone> All { get; } =
    [
        Page, Surface, Raised, Ink, Muted, Line, Grid, Good, Bad, Caution, Neutral, Accent, GoodSoft, BadSoft, CautionSoft, NeutralSoft, AccentSoft,
        Second, Third, Fourth,
    ];

    /// <summary>Colours of series, in order; after the fourth they repeat with another dash.</summary>
    public static IReadOnlyList<Tone> Series { get; } = [Accent, Second, Third, Fourth];

    /// <summary>The colour of a judgement.</summary>
    public static Tone Of(Mark mark) => mark switch
    {
        Mark.Good => Good,
        Mark.Bad => Bad,
        Mark.Caution => Caution,
        Mark.Neutral => Neutral,
        _ => Muted,
    };

    /// <summary>How opaque the deepest cell of a heat map is: text on it must stay readable.</summary>
    public static (double Light, double Dark) HeatOpacity { get; } = (0.6, 0.42);

    /// <summary>The CSS variables of one theme, without a selector.</summary>
    public static string Variables(bool dark)
    {
        var css = new StringBuilder();
        foreach (var tone in All)
        {
            css.Append("--kl-").Append(tone.Name).Append(':').Append(dark ? tone.Dark : tone.Light).Append(';');
        }

        return css.Append("--kl-heat:").Append(Markup.Px(dark ? HeatOpacity.Dark : HeatOpacity.Light)).Append(';').ToString();
    }
}
