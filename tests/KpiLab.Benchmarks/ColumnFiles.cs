using System.Runtime.InteropServices;
using System.Text;
using KpiLab.Data;

namespace KpiLab.Benchmarks;

/// <summary>The workload as one uncompressed binary file a column (NumPy's .npy, version 1.0), labels already as small integers: the cheapest input that pandas can have.</summary>
internal static class ColumnFiles
{
    /// <summary>Writes the columns of users 0, 1, ….</summary>
    public static void Write(string folder, int users)
    {
        Directory.CreateDirectory(folder);
        var all = new PerformanceUser[users];
        for (var i = 0; i < users; i++)
        {
            all[i] = PerformanceWorkload.User(i);
        }

        Save(folder, "user_id", "<i8", all, u => u.UserId);
        Save(folder, "variant", "|i1", all, u => (sbyte)(u.IsTreatment ? 1 : 0));
        Save(folder, "country", "|i1", all, u => (sbyte)u.Country);
        Save(folder, "platform", "|i1", all, u => (sbyte)u.Platform);
        Save(folder, "cohort", "|i1", all, u => (sbyte)u.Cohort);
        Save(folder, "exposure_ts", "<i8", all, u => (u.Exposed - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        Save(folder, "pre_revenue", "<f8", all, u => u.PreRevenue);
        Save(folder, "converted", "|i1", all, u => (sbyte)(u.Converted ? 1 : 0));
        Save(folder, "revenue", "<f8", all, u => u.Revenue);
        Save(folder, "sessions", "<i4", all, u => u.Sessions);
        Save(folder, "impressions", "<i4", all, u => u.Impressions);
        Save(folder, "clicks", "<i4", all, u => u.Clicks);
        Save(folder, "latency_ms", "<f8", all, u => u.LatencyMilliseconds);
    }

    private static void Save<T>(string folder, string name, string type, PerformanceUser[] users, Func<PerformanceUser, T> value)
        where T : unmanaged
    {
        // Ten bytes, then the description, filled with spaces so that the data begin at a multiple of 64.
        var about = Invariant($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({users.Length},), }}");
        about = about.PadRight(((about.Length + 11 + 63) / 64 * 64) - 11) + "\n";
        using var stream = File.Create(Path.Combine(folder, name + ".npy"));
        stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)about.Length, (byte)(about.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(about));
        stream.Write(MemoryMarshal.AsBytes(Array.ConvertAll(users, u => value(u)).AsSpan()));
    }
}
