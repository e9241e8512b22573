namespace KpiLab.Statistics;

/// <summary>How much of an error rate may be spent by an information fraction: 0 at the start, all of it from 1 on.</summary>
/// <remarks>
/// Lan and DeMets (1983), Biometrika 70:659, for the O'Brien–Fleming and Pocock types; Kim and DeMets (1987), Biometrika 74:149, for the power family;
/// Hwang, Shih and DeCani (1990), Statistics in Medicine 9:1439. The rate is that of one side.
/// </remarks>
public abstract record SpendingFunction
{
    private protected SpendingFunction()
    {
    }

    /// <summary>Nearly nothing early, close to the fixed test at the end: 2(1 − Φ(z_(α/2)/√t)).</summary>
    public static SpendingFunction ObrienFleming { get; } = new ObrienFlemingType();

    /// <summary>Bounds about the same at every look: α ln(1 + (e − 1)t).</summary>
    public static SpendingFunction Pocock { get; } = new PocockType();

    /// <summary>Name with its parameter, as a plan writes it.</summary>
    public abstract string Name { get; }

    /// <summary>Reads a name as plans write it: <c>obrien_fleming</c>, <c>pocock</c>, <c>power(3)</c>, <c>hwang_shih_decani(-4)</c>.</summary>
    /// <returns>Null where the text is none of these.</returns>
    public static SpendingFunction? Parse(string text)
    {
        static double? Parameter(string text, string name)
            => text.StartsWith(name + "(", StringComparison.Ordinal) && text.EndsWith(')')
                && double.TryParse(text.AsSpan(name.Length + 1, text.Length - name.Length - 2), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value) ? value : null;

        return text switch
        {
            "obrien_fleming" => ObrienFleming,
            "pocock" => Pocock,
            _ when Parameter(text, "power") is > 0 and var rho => Power(rho),
            _ when Parameter(text, "hwang_shih_decani") is { } gamma => HwangShihDecani(gamma),
            _ => null,
        };
    }

    /// <summary>α t^ρ.</summary>
    /// <param name="rho">ρ, above 0: 1 spends evenly, 3 is near the O'Brien–Fleming type.</param>
    /// <exception cref="ArgumentException">ρ is not positive and finite.</exception>
    public static SpendingFunction Power(double rho)
    {
        Domain.Positive(rho);
        return new PowerFamily(rho);
    }

    /// <summary>α (1 − e^(−γt))/(1 − e^(−γ)); α t at γ = 0.</summary>
    /// <param name="gamma">γ: −4 is near the O'Brien–Fleming type, 1 near Pocock's.</param>
    /// <exception cref="ArgumentException">γ is not finite.</exception>
    public static SpendingFunction HwangShihDecani(double gamma)
    {
        Domain.Finite(gamma);
        return new GammaFamily(gamma);
    }

    /// <summary>The part of <paramref name="rate"/> that is spent by a fraction.</summary>
    /// <param name="fraction">Information fraction, not negative; from 1 on all is spent.</param>
    /// <param name="rate">The whole rate, of one side, in (0, 1).</param>
    public double Spent(double fraction, double rate)
    {
        Domain.AtLeast(fraction, 0);
        Domain.Probability(rate);
        return fraction >= 1 ? rate : fraction == 0 ? 0 : Math.Clamp(Part(fraction, rate), 0, rate);
    }

    private protected abstract double Part(double t, double rate);

    private sealed record ObrienFlemingType : SpendingFunction
    {
        public override string Name => "obrien_fleming";

        private protected override double Part(double t, double rate) => 2 * Normal.Survival(Normal.UpperQuantile(rate / 2) / Math.Sqrt(t));
    }

    private sealed record PocockType : SpendingFunction
    {
        public override string Name => "pocock";

        private protected override double Part(double t, double rate) => rate * SpecialFunctions.Log1P((Math.E - 1) * t);
    }

    private sealed record PowerFamily(double Rho) : SpendingFunction
    {
        public override string Name => Invariant($"power({Rho})");

        private protected override double Part(double t, double rate) => rate * Math.Pow(t, Rho);
    }

    private sealed record GammaFamily(double Gamma) : SpendingFunction
    {
        public override string Name => Invariant($"hwang_shih_decani({Gamma})");

        // For a negative γ both terms grow like e^(−γ); their ratio does not.
        private protected override double Part(double t, double rate)
            => Gamma == 0 ? rate * t
            : Gamma > 0 ? rate * SpecialFunctions.ExpM1(-Gamma * t) / SpecialFunctions.ExpM1(-Gamma)
            : rate * Math.Exp(Gamma * (1 - t)) * SpecialFunctions.ExpM1(Gamma * t) / SpecialFunctions.ExpM1(Gamma);
    }
}
