using System.Globalization;
using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Bounds of group-sequential designs.</summary>
internal static class GroupSequentialCalculators
{
    private const string Page = "docs/estimators/group-sequential.md";

    private const double Power = 0.9;

    private static readonly int[] PublishedLooks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20];

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "group_sequential_classic", "Bounds of O'Brien and Fleming, Pocock, or Wang and Tsiatis for planned looks", Page,
            """{"design": "OF", "looks": 3, "alpha_two_sided": 0.05, "information_fractions": [0.3333333333333333, 0.6666666666666666, 1]}""",
            i => (Shape: Shape(i), Alpha: AlphaTwoSided(i), Fractions: Fractions(i)), i => Classic(i.Shape, i.Alpha, i.Fractions),
            static () => CalcJson.Default.ClassicOutput),
        Calculator.Define(
            "group_sequential_published_constants", "The constants C for 1 to 10 and 20 even looks, or those of `looks`", Page,
            """{"design": "Pocock", "alpha_two_sided": 0.05}""",
            i => (Shape: Shape(i), Alpha: AlphaTwoSided(i), Looks: LookCounts(i)), i => Constants(i.Shape, i.Alpha, i.Looks),
            static () => CalcJson.Default.ConstantsOutput),
        Calculator.Define(
            "group_sequential_spending", "Bounds by a spending function, for looks whenever they come", Page,
            """{"spending_function": "hwang_shih_decani", "parameter": -4, "alpha_two_sided": 0.05, "information_fractions": [0.25, 0.5, 0.75, 1]}""",
            i => (Design: new GroupSequentialDesign(Spending(i), AlphaTwoSided(i)), Fractions: Fractions(i)), i => Bounds(i.Design, i.Fractions),
            static () => CalcJson.Default.SpendingOutput),
        Calculator.Define(
            "sequential_power_spending_bounds", "Bounds by spending alpha t², as spotify-confidence reports them", Page,
            """{"information_fractions": [0.25, 0.5, 1], "alpha": 0.05, "sides": 2}""",
            i => (
                Design: new GroupSequentialDesign(SpendingFunction.Power(2), i.Alpha(), Sides(i) == 2 ? Alternative.TwoSided : Alternative.Greater),
                Fractions: Fractions(i)),
            i => new BoundsOutput([.. i.Design.Bounds(i.Fractions).Select(b => b.Bound)]), static () => CalcJson.Default.BoundsOutput),
    ];

    private static Estimable<ClassicOutput> Classic(double shape, double alpha, double[] fractions)
    {
        var design = ClassicBounds.Of(shape, alpha, fractions);
        double? inflation = alpha / 2 < Power
            ? GroupSequentialPower.Inflation(GroupSequentialPower.Drift(design.Crossing, Power), alpha / 2, Power)
            : null;
        return new ClassicOutput([.. design.Bounds], [.. design.Bounds.Select(z => 2 * Normal.Survival(z))], inflation, design.Constant);
    }

    private static Estimable<ConstantsOutput> Constants(double shape, double alpha, int[] looks)
        => new ConstantsOutput(looks.Distinct().ToDictionary(
            k => k.ToString(CultureInfo.InvariantCulture),
            k => ClassicBounds.Of(shape, alpha, [.. Enumerable.Range(1, k).Select(j => (double)j / k)]).Constant));

    private static Estimable<SpendingOutput> Bounds(GroupSequentialDesign design, double[] fractions)
    {
        var bounds = design.Bounds(fractions);
        return new SpendingOutput([.. bounds.Select(b => b.Bound)], [.. bounds.Select(b => b.Increment / 2)]);
    }

    private static double Shape(CalcInput input)
    {
        var design = input.Text("design");
        const string prefix = "WangTsiatis_";
        return design switch
        {
            "OF" => ClassicBounds.ObrienFleming,
            "Pocock" => ClassicBounds.Pocock,
            _ when design.StartsWith(prefix, StringComparison.Ordinal)
                && double.TryParse(design.AsSpan(prefix.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var shape) && shape is >= -2 and <= 2 => shape,
            _ => throw input.Refuse("design", $"is \"{design}\"; write OF, Pocock, or WangTsiatis_ and a number between -2 and 2, such as WangTsiatis_0.25"),
        };
    }

    private static SpendingFunction Spending(CalcInput input)
    {
        var name = input.Text("spending_function");
        switch (name)
        {
            case "lan_demets_obrien_fleming":
                return SpendingFunction.ObrienFleming;
            case "lan_demets_pocock":
                return SpendingFunction.Pocock;
            case "power_family":
                return SpendingFunction.Power(input.Positive("parameter"));
            case "hwang_shih_decani":
                return SpendingFunction.HwangShihDecani(input.Number("parameter"));
            default:
                throw input.Refuse("spending_function", $"is \"{name}\"; write lan_demets_obrien_fleming, lan_demets_pocock, power_family or hwang_shih_decani");
        }
    }

    private static double[] Fractions(CalcInput input)
    {
        var fractions = input.Numbers("information_fractions");
        return fractions.Length switch
        {
            0 => throw input.Refuse("information_fractions", "is empty; write the fraction of the planned information at each look, such as [0.5, 1]"),
            > 1000 => throw input.Refuse("information_fractions", Invariant($"has {fractions.Length} looks; write at most 1000")),
            _ => fractions,
        };
    }

    private static double AlphaTwoSided(CalcInput input)
    {
        var alpha = input.Number("alpha_two_sided", 0.05);
        return alpha is > 0 and < 1 ? alpha : throw input.Refuse("alpha_two_sided", Invariant($"is {alpha}; write a number between 0 and 1, such as 0.05"));
    }

    private static long Sides(CalcInput input)
    {
        var sides = input.Has("sides") ? input.Count("sides") : 2;
        return sides is 1 or 2 ? sides : throw input.Refuse("sides", Invariant($"is {sides}; write 1 or 2"));
    }

    private static int[] LookCounts(CalcInput input)
    {
        if (!input.Has("looks"))
        {
            return PublishedLooks;
        }

        var looks = input.Counts("looks");
        return looks.All(k => k is >= 1 and <= 200) ? [.. looks.Select(k => (int)k)] : throw input.Refuse("looks", "holds a number of looks outside 1 to 200");
    }
}

internal sealed record ClassicOutput(
    double[] ZBounds, double[] NominalPTwoSided, [property: JsonPropertyName("inflation_factor_for_power_0_9")] double? Inflation, [property: JsonPropertyName("constant_C")] double Constant);

internal sealed record SpendingOutput(double[] ZBounds, double[] IncrementalAlphaOneSide);

internal sealed record ConstantsOutput(Dictionary<string, double> Constants);

internal sealed record BoundsOutput(double[] ZBounds);
