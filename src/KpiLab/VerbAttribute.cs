namespace KpiLab;

/// <summary>The command line's verb that a method of <see cref="Lab"/> is: the two translate to the same use case, and a test compares their lists.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class VerbAttribute(string words) : Attribute
{
    /// <summary>The verb without arguments and options: <c>kpi list</c>.</summary>
    public string Words { get; } = words;
}
