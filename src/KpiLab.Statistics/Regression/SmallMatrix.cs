namespace KpiLab.Statistics;

/// <summary>Products and inverses of matrices of a few rows.</summary>
internal static class SmallMatrix
{
    public static double[,] Scale(double[,] matrix, double factor)
    {
        var result = (double[,])matrix.Clone();
        for (var i = 0; i < matrix.GetLength(0); i++)
        {
            for (var j = 0; j < matrix.GetLength(1); j++)
            {
                result[i, j] *= factor;
            }
        }

        return result;
    }

    public static double[,] Multiply(double[,] left, double[,] right)
    {
        int rows = left.GetLength(0), inner = left.GetLength(1), columns = right.GetLength(1);
        var product = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var l = 0; l < inner; l++)
            {
                var value = left[i, l];
                for (var j = 0; j < columns; j++)
                {
                    product[i, j] += value * right[l, j];
                }
            }
        }

        return product;
    }

    public static double[,] Add(double[,] left, double[,] right, double factor = 1)
    {
        var sum = (double[,])left.Clone();
        for (var i = 0; i < sum.GetLength(0); i++)
        {
            for (var j = 0; j < sum.GetLength(1); j++)
            {
                sum[i, j] += factor * right[i, j];
            }
        }

        return sum;
    }

    public static double[] Diagonal(double[,] matrix)
    {
        var diagonal = new double[matrix.GetLength(0)];
        for (var i = 0; i < diagonal.Length; i++)
        {
            diagonal[i] = matrix[i, i];
        }

        return diagonal;
    }

    /// <summary>b′M⁻¹b of a symmetric positive definite matrix; null where it is not.</summary>
    public static double? QuadraticFormOfInverse(double[,] matrix, double[] b)
    {
        if (Cholesky(matrix) is not { } l)
        {
            return null;
        }

        var z = Forward(l, b);
        var sum = 0.0;
        foreach (var value in z)
        {
            sum += value * value;
        }

        return sum;
    }

    /// <summary>M⁻¹b of a symmetric positive definite matrix; null where it is not.</summary>
    public static double[]? Solve(double[,] matrix, double[] b)
    {
        if (Cholesky(matrix) is not { } l)
        {
            return null;
        }

        var z = Forward(l, b);
        for (var i = z.Length - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < z.Length; j++)
            {
                z[i] -= l[j, i] * z[j];
            }

            z[i] /= l[i, i];
        }

        return z;
    }

    /// <summary>M⁻¹ of a symmetric positive definite matrix; null where it is not.</summary>
    public static double[,]? Inverse(double[,] matrix)
    {
        var k = matrix.GetLength(0);
        var inverse = new double[k, k];
        for (var j = 0; j < k; j++)
        {
            var unit = new double[k];
            unit[j] = 1;
            if (Solve(matrix, unit) is not { } column)
            {
                return null;
            }

            for (var i = 0; i < k; i++)
            {
                inverse[i, j] = column[i];
            }
        }

        return inverse;
    }

    /// <summary>Lower triangle L with LL′ = M; null where M is not positive definite to 13 digits.</summary>
    public static double[,]? Cholesky(double[,] matrix)
    {
        var k = matrix.GetLength(0);
        var l = new double[k, k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var m = 0; m < j; m++)
                {
                    sum -= l[i, m] * l[j, m];
                }

                if (i > j)
                {
                    l[i, j] = sum / l[j, j];
                }
                else if (sum > 1e-13 * matrix[i, i] && double.IsFinite(sum))
                {
                    l[i, i] = Math.Sqrt(sum);
                }
                else
                {
                    return null;
                }
            }
        }

        return l;
    }

    private static double[] Forward(double[,] l, double[] b)
    {
        var z = (double[])b.Clone();
        for (var i = 0; i < z.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                z[i] -= l[i, j] * z[j];
            }

            z[i] /= l[i, i];
        }

        return z;
    }
}
