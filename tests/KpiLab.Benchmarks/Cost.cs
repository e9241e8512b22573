using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KpiLab.Benchmarks;

/// <summary>What something cost: CPU seconds of all threads, and wall time.</summary>
internal readonly record struct Cost(double Cpu, double Wall)
{
    /// <summary>Runs and measures in this process.</summary>
    public static Cost Of(Action action)
    {
        var (cpu, clock) = (Usage.Self(), Stopwatch.StartNew());
        action();
        return new Cost(Usage.Self() - cpu, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Runs a program to its end and measures all of it, its children included.</summary>
    public static (Cost Cost, string Output) OfProgram(string program, params IEnumerable<string> arguments) => OfProgram(program, expected: 0, arguments);

    /// <summary>The same of a program that ends with a code of its own.</summary>
    public static (Cost Cost, string Output) OfProgram(string program, int expected, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        var (cpu, clock) = (Usage.Children(), Stopwatch.StartNew());
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == expected
            ? (new Cost(Usage.Children() - cpu, clock.Elapsed.TotalSeconds), output)
            : throw new InvalidOperationException(Invariant($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}"));
    }
}

/// <summary>What the system counts about this process and its children.</summary>
internal static partial class Usage
{
    private const int OfSelf = 0;
    private const int OfChildren = -1;

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct ResourceUsage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
        public fixed long Rest[14];
    }

    /// <summary>CPU seconds of all threads so far.</summary>
    public static double Self() => Seconds(OfSelf);

    /// <summary>CPU seconds of the children that have ended.</summary>
    public static double Children() => Seconds(OfChildren);

    /// <summary>Most memory this process has had in use, in MB (VmHWM).</summary>
    public static double PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(6).Trim().TrimEnd("kB ").Trim(), System.Globalization.CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    private static double Seconds(int who)
    {
        if (GetResourceUsage(who, out var usage) != 0)
        {
            throw new InvalidOperationException("getrusage failed");
        }

        return usage.UserSeconds + usage.SystemSeconds + ((usage.UserMicroseconds + usage.SystemMicroseconds) / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetResourceUsage(int who, out ResourceUsage usage);
}
