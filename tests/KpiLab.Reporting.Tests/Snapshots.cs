namespace KpiLab.Testing;

/// <summary>Compares text with an expected file that a person has checked; a difference names the first line that differs.</summary>
internal static class Snapshots
{
    public static void Matches(string project, string file, string actual)
    {
        var path = Path.Combine(Repository.Root, "tests", project, "Expected", file);
        Assert.True(File.Exists(path), $"{path} is missing; write it by hand. It would hold:\n{actual}");
        Assert.Equal(File.ReadAllText(path), actual, ignoreLineEndingDifferences: false);
    }
}
