namespace KpiLab.Statistics;

/// <summary>Why a quantity has no value: a stable kebab-case code and a sentence for a reader.</summary>
/// <param name="Code">Kebab-case, stable over versions, e.g. <c>zero-variance</c>.</param>
/// <param name="Sentence">What is missing, with the numbers that show it.</param>
[TypeFormatterSource]
public sealed record Undefined(string Code, string Sentence) : IShowable
{
    /// <summary>Neither arm varies, so that no standard error can be estimated.</summary>
    public const string ZeroVariance = "zero-variance";

    /// <summary>An arm has fewer units than the estimator needs.</summary>
    public const string TooFewUnits = "too-few-units";

    /// <summary>The control mean is zero or indistinguishable from it, so that a relative effect has no meaning.</summary>
    public const string ZeroBaseline = "zero-baseline";

    /// <summary>The inputs are outside the estimator's domain.</summary>
    public const string OutsideDomain = "outside-domain";
}

/// <summary>A value, or the reason why there is none. No NaN, null or placeholder stands for an undefined quantity.</summary>
/// <typeparam name="T">What is estimated.</typeparam>
[TypeFormatterSource]
public readonly record struct Estimable<T> : IShowable
    where T : notnull
{
    private readonly T? _value;
    private readonly Undefined? _reason;

    private Estimable(T? value, Undefined? reason)
    {
        _value = value;
        _reason = reason;
    }

    /// <summary>True when there is a value.</summary>
    public bool IsDefined => _reason is null && _value is not null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message gives the reason.</exception>
    public T Value => IsDefined ? _value! : throw new InvalidOperationException(Reason.Sentence);

    /// <summary>Why there is no value.</summary>
    /// <exception cref="InvalidOperationException">There is a value.</exception>
    public Undefined Reason => _reason ?? (_value is null
        ? new Undefined(Undefined.OutsideDomain, "The quantity was never estimated.")
        : throw new InvalidOperationException("The quantity is defined; there is no reason to give."));

    /// <summary>A defined quantity.</summary>
    public static implicit operator Estimable<T>(T value) => new(value, null);

    /// <summary>An undefined quantity.</summary>
    public static implicit operator Estimable<T>(Undefined reason) => new(default, reason);

    /// <summary>Applies <paramref name="map"/> to the value, if there is one.</summary>
    public Estimable<TResult> Select<TResult>(Func<T, TResult> map)
        where TResult : notnull
        => IsDefined ? map(_value!) : (Estimable<TResult>)Reason;

    /// <summary>Goes on with the value to a quantity that may be undefined itself, if there is one.</summary>
    public Estimable<TResult> Then<TResult>(Func<T, Estimable<TResult>> next)
        where TResult : notnull
        => IsDefined ? next(_value!) : Reason;

    /// <summary>One of two answers, by whether there is a value.</summary>
    public TResult Match<TResult>(Func<T, TResult> defined, Func<Undefined, TResult> undefined)
        => IsDefined ? defined(_value!) : undefined(Reason);

    /// <inheritdoc/>
    public override string ToString() => IsDefined ? $"{_value}" : $"undefined ({Reason.Code})";
}
