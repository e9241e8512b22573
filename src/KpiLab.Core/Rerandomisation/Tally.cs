using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>One comparison's result in every re-randomisation, by its number, so that sums do not depend on the order in which they were made.</summary>
internal sealed class Tally(int runs)
{
    private readonly byte[] _state = new byte[runs]; // 0: not defined
    private readonly double[] _effects = new double[runs];
    private readonly double[] _errors = new double[runs];

    private const byte Defined = 1;
    private const byte Alarmed = 2;
    private const byte Covered = 4;

    /// <summary>Runs in which the comparison was defined.</summary>
    public int Runs => Count(Defined);

    /// <summary>Share of the intervals that contain 0.</summary>
    public double? Coverage => Runs == 0 ? null : (double)Count(Covered) / Runs;

    /// <summary>Mean effect.</summary>
    public double? Mean => Runs == 0 ? null : Moments.Of(Kept(_effects)).Mean;

    /// <summary>Standard deviation of the effects.</summary>
    public double? Deviation => Runs < 2 ? null : Math.Sqrt(Moments.Of(Kept(_effects)).Variance);

    /// <summary>Mean standard error.</summary>
    public double? MeanError => Runs == 0 ? null : Moments.Of(Kept(_errors)).Mean;

    /// <summary>Notes a run without effect.</summary>
    public void Note(int run, bool alarms) => _state[run] = (byte)(Defined | (alarms ? Alarmed : 0));

    /// <summary>Notes a run.</summary>
    public void Note(int run, bool alarms, bool covers, double effect, double error)
    {
        _state[run] = (byte)(Defined | (alarms ? Alarmed : 0) | (covers ? Covered : 0));
        _effects[run] = effect;
        _errors[run] = error;
    }

    /// <summary>The counts; the rate is still to be given its interval.</summary>
    public AaRow Row(AaSubject subject, string? id, string name, ComparisonRole? role, string? treatment, double alpha)
        => new(subject, id, name, role, treatment, alpha, Runs, runs - Runs, Count(Alarmed), new Undefined(Undefined.TooFewUnits, "the comparison is not defined on these data"));

    private int Count(byte bit) => _state.Count(s => (s & bit) != 0);

    private double[] Kept(double[] values) => [.. values.Where((_, run) => _state[run] != 0)];
}
