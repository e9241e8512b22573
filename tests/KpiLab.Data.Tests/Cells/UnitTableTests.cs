using KpiLab.Core;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

public sealed class UnitTableTests
{
    [Fact]
    public async Task Moments_of_a_unit_table_are_those_of_its_columns()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x,y\na,1,2\na,3,5\nb,4,1\nb,6,7\nb,8,1\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x"), Own("y", role: QuantityRole.Covariate)));

        var a = cells.Total(0, 0);
        var b = cells.Total(1, 0);
        Assert.Equal((2, 2.0, 3.5), (a.Count, a.Mean(0), a.Mean(1)));
        Assert.Equal((2.0, 4.5, 3.0), (a.CentredProduct(0, 0), a.CentredProduct(1, 1), a.CentredProduct(0, 1)));
        Assert.Equal((3, 6.0, 3.0), (b.Count, b.Mean(0), b.Mean(1)));
        Assert.Equal((8.0, 24.0, 0.0), (b.CentredProduct(0, 0), b.CentredProduct(1, 1), b.CentredProduct(0, 1)));
        Assert.Equal((5, 2, 3), (cells.RowsRead, cells.Units(0), cells.Units(1)));
        Assert.True(cells.IsJoint);
        Assert.Empty(cells.Missing);
    }
}
