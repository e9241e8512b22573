namespace KpiLab.Statistics;

/// <summary>Difference of two proportions by the Wald formula after one success and one failure are added to each arm.</summary>
/// <remarks>Agresti and Caffo (2000), The American Statistician 54:280. The centre moves too. Defined wherever both arms have a unit.</remarks>
public static class AgrestiCaffoDifference
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "agresti_caffo";

    /// <summary>The contrast of the augmented arms, to be asked at any level.</summary>
    public static Estimable<Contrast> Contrast(Proportion control, Proportion treatment)
        => Proportion.Refuse(control, treatment) is { } reason
            ? reason
            : KpiLab.Statistics.Contrast.WithReference(Method, Augmented(control), Augmented(treatment), null);

    private static Arm Augmented(Proportion arm) => new Proportion(arm.Successes + 1, arm.Trials + 2).BinomialArm;
}
