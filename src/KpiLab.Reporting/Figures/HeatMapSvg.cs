using System.Globalization;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Draws a grid of values: deeper colour for a larger value, the value itself in every cell that has room for it.</summary>
internal static class HeatMapSvg
{
    private const double CellHeight = 30;

    public static double Draw(SvgCanvas canvas, HeatMap plot)
    {
        var columns = Math.Max(1, plot.Columns.Count);
        var left = Math.Min(plot.Rows.Select(r => TextFit.Width(r, SvgCanvas.Small)).DefaultIfEmpty(0).Max() + 12, canvas.Width * 0.35);
        var cell = (canvas.Width - left) / columns;
        var values = plot.Values.SelectMany(r => r).OfType<double>().Where(double.IsFinite).ToList();
        var (low, high) = values.Count == 0 ? (0, 1) : (values.Min(), values.Max());
        var decimals = Decimals(plot.Axis, low, high);
        const double Top = 24;
        var free = double.NegativeInfinity;
        for (var c = 0; c < plot.Columns.Count; c++)
        {
            var label = TextFit.Cut(SafeText.Visible(plot.Columns[c]), SvgCanvas.Small, Math.Max(cell * 1.5, 40));
            var half = TextFit.Width(label, SvgCanvas.Small) / 2;
            var x = left + ((c + 0.5) * cell);
            if (x - half > free)
            {
                canvas.Text(Math.Min(x, canvas.Width - half), 16, label, "m s", Anchor.Middle, hover: plot.Columns[c]);
                free = x + half + 4;
            }
        }

        for (var r = 0; r < plot.Rows.Count; r++)
        {
            var y = Top + (r * CellHeight);
            canvas.Text(0, y + 20, TextFit.Cut(SafeText.Visible(plot.Rows[r]), SvgCanvas.Small, left - 8), "m s", hover: plot.Rows[r]);
            for (var c = 0; c < plot.Columns.Count; c++)
            {
                Cell(canvas, plot, r, c, (left + (c * cell), y, cell), (low, high), decimals);
            }
        }

        var bottom = Top + (plot.Rows.Count * CellHeight);
        canvas.Text(0, bottom + 18, TextFit.Cut(plot.Axis.Title, SvgCanvas.Small, canvas.Width), "m s");
        return bottom + 26;
    }

    private static void Cell(SvgCanvas canvas, HeatMap plot, int r, int c, (double X, double Y, double Width) at, (double Low, double High) range, int decimals)
    {
        if (plot.Values[r][c] is not { } value || !double.IsFinite(value))
        {
            canvas.Rectangle(at.X, at.Y, at.Width, CellHeight, "cell none", 3);
            return;
        }

        var share = range.High > range.Low ? (value - range.Low) / (range.High - range.Low) : 1;
        var text = Rounding.Number(value * plot.Axis.Factor, decimals, plot.Axis.Signed) + plot.Axis.Suffix;
        var hover = $"{plot.Rows[r]}, {plot.Columns[c]}: {text}";
        canvas.Rectangle(at.X, at.Y, at.Width, CellHeight, "cell none", 3);
        canvas.Rectangle(at.X, at.Y, at.Width, CellHeight, "cell heat o" + Step(share).ToString(CultureInfo.InvariantCulture), 3, hover);
        if (TextFit.Width(text, SvgCanvas.Small) <= at.Width - 4)
        {
            canvas.Text(at.X + (at.Width / 2), at.Y + 19, text, "s n", Anchor.Middle);
        }
    }

    // Ten steps: a class each, so that both themes can be read.
    private static int Step(double share) => (int)Math.Clamp(Math.Round(share * 10), 0, 10);

    private static int Decimals(FigureAxis axis, double low, double high)
    {
        var width = (high - low) * axis.Factor;
        return width <= 0 ? Rounding.Decimals(null, high * axis.Factor) : Math.Clamp(1 - (int)Math.Floor(Math.Log10(width)), 0, 6);
    }
}
