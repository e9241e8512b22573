namespace KpiLab.Statistics;

/// <summary>Learns to predict a unit's outcome from what was known about it before exposure. Any model will do: what it misses costs precision, never validity.</summary>
public interface IOutcomeModel
{
    /// <summary>Its name in results.</summary>
    string Name { get; }

    /// <summary>Learns from units; the same units in the same order give the same predictions to the last bit.</summary>
    /// <param name="features">One array a feature, of one finite value a unit.</param>
    /// <param name="outcomes">One value a unit.</param>
    IOutcomePredictor Fit(IReadOnlyList<double[]> features, double[] outcomes);
}

/// <summary>What a model has learned.</summary>
public interface IOutcomePredictor
{
    /// <summary>The outcomes it expects of units.</summary>
    /// <param name="features">One array a feature, in the order of the fit.</param>
    double[] Predict(IReadOnlyList<double[]> features);
}
