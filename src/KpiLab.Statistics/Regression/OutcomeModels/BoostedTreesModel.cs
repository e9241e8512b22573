namespace KpiLab.Statistics;

/// <summary>Prediction by a sum of shallow regression trees, each fitted to what those before it left over: finds thresholds and interactions that a linear prediction cannot.</summary>
/// <remarks>
/// Stochastic gradient boosting of squared loss (Friedman 2001, Annals of Statistics 29:1189; 2002, Computational Statistics and Data Analysis 38:367): <see cref="Trees"/> trees of depth <see cref="Depth"/>, each on half of the units,
/// its leaf means shrunk to a tenth. Features are cut into at most 64 bins by their quantiles, so that a level of a tree costs one pass. No leaf holds fewer than 20 units of a tree's half.
/// </remarks>
/// <param name="seed">Which half of the units each tree sees.</param>
public sealed class BoostedTreesModel(long seed = 0) : IOutcomeModel
{
    /// <summary>Number of trees.</summary>
    public const int Trees = 100;

    /// <summary>Splits from root to leaf.</summary>
    public const int Depth = 3;

    private const double Rate = 0.1;
    private const int LeastUnits = 20;
    private const int MostBins = 64;

    /// <inheritdoc/>
    public string Name => "boosted_trees";

    /// <inheritdoc/>
    public IOutcomePredictor Fit(IReadOnlyList<double[]> features, double[] outcomes)
    {
        ModelUnits.Check(features, outcomes);
        double[][] cuts = [.. features.Select(Cuts)];
        byte[][] bins = [.. features.Select((f, i) => Binned(f, cuts[i]))];
        var mean = Moments.Of(outcomes).Mean;
        double[] left = Array.ConvertAll(outcomes, y => y - mean);
        var trees = new List<Tree>();
        var random = new SeededRandom(seed);
        var inTree = new bool[outcomes.Length];
        for (var t = 0; t < Trees; t++)
        {
            var stream = random.Stream((ulong)t);
            for (var i = 0; i < inTree.Length; i++)
            {
                inTree[i] = (stream.NextUInt64() >> 63) == 0;
            }

            var tree = Grow(bins, cuts, left, inTree);
            trees.Add(tree);
            for (var i = 0; i < left.Length; i++)
            {
                left[i] -= tree.Value(bins, i);
            }
        }

        return new Forest(mean, cuts, trees);
    }

    private static Tree Grow(byte[][] bins, double[][] cuts, double[] left, bool[] inTree)
    {
        var tree = new Tree();
        var node = new byte[left.Length]; // place in the level
        for (var depth = 0; depth <= Depth; depth++)
        {
            var width = 1 << depth;
            var counts = new int[width, bins.Length, MostBins];
            var sums = new double[width, bins.Length, MostBins];
            for (var f = 0; f < bins.Length; f++)
            {
                var column = bins[f];
                for (var i = 0; i < left.Length; i++)
                {
                    if (inTree[i])
                    {
                        counts[node[i], f, column[i]]++;
                        sums[node[i], f, column[i]] += left[i];
                    }
                }
            }

            for (var place = 0; place < width; place++)
            {
                Settle(tree, width - 1 + place, place, counts, sums, cuts, isLeaf: depth == Depth);
            }

            for (var i = 0; depth < Depth && i < left.Length; i++)
            {
                node[i] = (byte)((2 * node[i]) + (tree.GoesRight(width - 1 + node[i], bins, i) ? 1 : 0));
            }
        }

        return tree;
    }

    private static void Settle(Tree tree, int at, int place, int[,,] counts, double[,,] sums, double[][] cuts, bool isLeaf)
    {
        int units = 0;
        double total = 0;
        for (var b = 0; b < MostBins; b++)
        {
            units += counts[place, 0, b];
            total += sums[place, 0, b];
        }

        tree.Leaf[at] = units == 0 ? 0 : Rate * total / units;
        tree.Feature[at] = -1;
        double best = units == 0 ? 0 : total * total / units * (1 + 1e-12);
        for (var f = 0; f < cuts.Length && !isLeaf; f++)
        {
            int below = 0;
            double sum = 0;
            for (var b = 0; b < cuts[f].Length; b++)
            {
                below += counts[place, f, b];
                sum += sums[place, f, b];
                if (below < LeastUnits || units - below < LeastUnits)
                {
                    continue;
                }

                var explained = (sum * sum / below) + ((total - sum) * (total - sum) / (units - below));
                if (explained > best)
                {
                    (best, tree.Feature[at], tree.Bin[at]) = (explained, f, b);
                }
            }
        }
    }

    /// <summary>Values at or below a cut lie in its bin: the quantiles of the values, each once, the largest value left out.</summary>
    private static double[] Cuts(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return [.. Enumerable.Range(1, MostBins - 1).Select(b => sorted[(int)((long)b * sorted.Length / MostBins)]).Where(v => v < sorted[^1]).Distinct()];
    }

    private static byte[] Binned(double[] values, double[] cuts)
        => Array.ConvertAll(values, v =>
        {
            var at = Array.BinarySearch(cuts, v);
            return (byte)(at < 0 ? ~at : at);
        });

    // A full binary tree, root at 0, children of i at 2i + 1 and 2i + 2; a node without feature is a leaf.
    private sealed class Tree
    {
        private const int Nodes = (1 << (Depth + 1)) - 1;

        public int[] Feature { get; } = new int[Nodes];

        public int[] Bin { get; } = new int[Nodes];

        public double[] Leaf { get; } = new double[Nodes];

        // Units of a leaf above the last level stay together, in its left child, which has no units to the right of it.
        public bool GoesRight(int at, byte[][] bins, int row) => Feature[at] >= 0 && bins[Feature[at]][row] > Bin[at];

        public double Value(byte[][] bins, int row)
        {
            var at = 0;
            while (Feature[at] >= 0)
            {
                at = (2 * at) + (GoesRight(at, bins, row) ? 2 : 1);
            }

            return Leaf[at];
        }
    }

    private sealed record Forest(double Mean, double[][] Cuts, List<Tree> Trees) : IOutcomePredictor
    {
        public double[] Predict(IReadOnlyList<double[]> features)
        {
            ModelUnits.Check(features, Cuts.Length);
            byte[][] bins = [.. features.Select((f, i) => Binned(f, Cuts[i]))];
            var predicted = new double[ModelUnits.Count(features)];
            for (var i = 0; i < predicted.Length; i++)
            {
                predicted[i] = Mean;
                foreach (var tree in Trees)
                {
                    predicted[i] += tree.Value(bins, i);
                }
            }

            return predicted;
        }
    }
}
