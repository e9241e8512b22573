using KpiLab.Cli;
using Spectre.Console.Rendering;

namespace KpiLab.Testing;

/// <summary>The widths that are known without asking are those of the library.</summary>
public sealed class TerminalWidthTests
{
    [Fact]
    public void Every_character_takes_the_columns_that_the_library_says()
    {
        for (var c = 0x20; c < 0xffff; c++)
        {
            if (!char.IsSurrogate((char)c) && !char.IsControl((char)c))
            {
                var text = $"a{(char)c}b";
                Assert.True(new Segment(text).CellCount() == TerminalWriter.CellWidth(text), $"U+{c:X4}");
            }
        }
    }
}
