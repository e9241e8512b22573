using KpiLab.Reporting;

namespace KpiLab.Testing;

public sealed class PaletteTests
{
    private static readonly Tone[] Texts = [Palette.Ink, Palette.Muted, Palette.Good, Palette.Bad, Palette.Caution, Palette.Neutral, Palette.Accent];
    private static readonly Tone[] Grounds = [Palette.Page, Palette.Surface, Palette.Raised];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_stands_out_from_every_ground_it_is_used_on(bool dark)
    {
        foreach (var ground in Grounds)
        {
            Assert.All(Texts, t => Assert.True(Contrast(t, ground, dark) >= 4.5, $"{t.Name} on {ground.Name}: {Contrast(t, ground, dark):0.00}"));
        }

        (Tone Text, Tone Ground)[] pairs =
        [
            (Palette.Good, Palette.GoodSoft), (Palette.Bad, Palette.BadSoft), (Palette.Caution, Palette.CautionSoft), (Palette.Neutral, Palette.NeutralSoft),
            (Palette.Muted, Palette.NeutralSoft), (Palette.Ink, Palette.AccentSoft), (Palette.Ink, Palette.GoodSoft), (Palette.Ink, Palette.BadSoft),
            (Palette.Ink, Palette.CautionSoft), (Palette.Ink, Palette.NeutralSoft), (Palette.Muted, Palette.GoodSoft), (Palette.Muted, Palette.BadSoft),
            (Palette.Muted, Palette.CautionSoft),
        ];
        Assert.All(pairs, p => Assert.True(Contrast(p.Text, p.Ground, dark) >= 4.5, $"{p.Text.Name} on {p.Ground.Name}: {Contrast(p.Text, p.Ground, dark):0.00}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lines_that_carry_meaning_stand_out(bool dark)
        => Assert.All(Palette.Series, t => Assert.True(Contrast(t, Palette.Surface, dark) >= 3, t.Name));

    // The deepest cell is the accent at the heat opacity over the raised ground.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_value_can_be_read_in_the_deepest_cell_of_a_heat_map(bool dark)
    {
        var opacity = dark ? Palette.HeatOpacity.Dark : Palette.HeatOpacity.Light;
        var cell = Rgb(Pick(Palette.Raised, dark)).Zip(Rgb(Pick(Palette.Accent, dark)), (a, b) => a + ((b - a) * opacity)).ToArray();
        Assert.True(Contrast(Luminance(Rgb(Pick(Palette.Ink, dark))), Luminance(cell)) >= 4.5);
    }

    [Fact]
    public void Every_colour_is_one_of_a_kind_so_that_themes_can_be_exchanged()
    {
        Assert.Equal(Palette.All.Count, Palette.All.Select(t => t.Light).Distinct().Count());
        Assert.Equal(Palette.All.Count, Palette.All.Select(t => t.Name).Distinct().Count());
    }

    [Fact]
    public void Black_on_white_is_21_to_1() => Assert.Equal(21, Contrast(Luminance([0, 0, 0]), Luminance([255, 255, 255])), 9);

    private static string Pick(Tone tone, bool dark) => dark ? tone.Dark : tone.Light;

    private static double Contrast(Tone a, Tone b, bool dark) => Contrast(Luminance(Rgb(Pick(a, dark))), Luminance(Rgb(Pick(b, dark))));

    private static double Contrast(double a, double b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

    private static double[] Rgb(string hex) => [Convert.ToInt32(hex[1..3], 16), Convert.ToInt32(hex[3..5], 16), Convert.ToInt32(hex[5..7], 16)];

    // WCAG 2.2, relative luminance.
    private static double Luminance(double[] rgb)
    {
        var linear = rgb.Select(c => c / 255).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }
}
