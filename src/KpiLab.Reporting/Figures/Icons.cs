namespace KpiLab.Reporting;

/// <summary>The icons of judgements as drawings of 14 × 14: fonts differ in how they draw ✔ and ✖, and some make pictures of them.</summary>
internal static class Icons
{
    /// <summary>The icon's shapes, in the current colour.</summary>
    public static string Path(Mark mark) => mark switch
    {
        Mark.Good => "<path d=\"M2 7.5L5.5 11L12 3.5\" class=\"ico\"/>",
        Mark.Bad => "<path d=\"M3 3L11 11M11 3L3 11\" class=\"ico\"/>",
        Mark.Caution => "<path d=\"M7 1.2L13.3 12.6H0.7Z\" class=\"icf\"/>",
        Mark.Neutral => "<circle cx=\"7\" cy=\"7\" r=\"4.6\" class=\"ico\"/>",
        _ => "<path d=\"M4.2 4.6C4.2 1.2 9.8 1.2 9.8 4.6C9.8 6.8 7 6.8 7 9M7 11.6V12.2\" class=\"ico\"/>",
    };

    /// <summary>The icon as an image of its own, hidden from screen readers: the word stands beside it.</summary>
    public static string Svg(Mark mark) => $"<svg class=\"icon\" viewBox=\"0 0 14 14\" aria-hidden=\"true\" focusable=\"false\">{Path(mark)}</svg>";
}
