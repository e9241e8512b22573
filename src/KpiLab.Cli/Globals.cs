using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KpiLab.Postgres;

namespace KpiLab.Cli;

/// <summary>How a reading verb prints.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Md,
    Csv,
}

/// <summary>The options that every verb understands, and the format of reading verbs.</summary>
internal sealed class Globals(Shell shell)
{
    private readonly Option<string?> _workspace = new("--workspace") { Description = "The workspace; else the folder or its nearest parent with a kpilab.yaml.", HelpName = "DIR" };
    private readonly Option<string?> _actor = new("--actor") { Description = "Who acts; else KPILAB_ACTOR, else the system user.", HelpName = "NAME" };

    private readonly Option<DateTimeOffset?> _asOf = new("--as-of")
    {
        Description = "The moment an evaluation looks from, e.g. 2026-10-01 or 2026-10-01T12:00:00Z. Never dates a registration or look.",
        HelpName = "TIME",
        CustomParser = r => Parse<DateTimeOffset>(r, TryTime, "a date or an ISO 8601 time such as 2026-10-01T12:00:00Z"),
    };

    private readonly Option<long?> _seed = new("--seed")
    {
        Description = "Seed of everything random (default 0).",
        HelpName = "N",
        CustomParser = r => Parse<long>(r, (string t, out long v) => long.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out v), "a whole number"),
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Threads of the engine; results do not depend on it.",
        HelpName = "N",
        CustomParser = r => Parse<int>(r, (string t, out int v) => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out v) && v is > 0 and <= 1024, "a whole number from 1 on"),
    };

    private readonly Option<long?> _memory = new("--memory")
    {
        Description = "Memory of the engine, e.g. 512MB or 4GB.",
        HelpName = "SIZE",
        CustomParser = r => Parse<long>(r, TrySize, "a size such as 512MB or 4GB"),
    };

    private delegate bool TryParse<T>(string text, out T value);

    /// <summary>How the verb prints.</summary>
    public Option<OutputFormat> Format { get; } = new("--format")
    {
        Description = "table, json, md or csv.",
        HelpName = "table|json|md|csv",
        CustomParser = ParseFormat,
    };

    public void AddTo(RootCommand root)
    {
        foreach (var option in (Option[])[_workspace, _asOf, _seed, _actor, _threads, _memory])
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    /// <summary>The work of a verb, as its command's action.</summary>
    public void OnRun(Command command, Func<Request, Task<int>> work)
        => command.SetAction((parsed, cancellation) => work(new Request(shell, parsed, this, cancellation)));

    public OutputFormat FormatOf(ParseResult parsed) => parsed.GetValue(Format);

    /// <summary>The folder of the workspace: as named, else the nearest one upwards with a <c>kpilab.yaml</c>, else where the search began.</summary>
    public string WorkspaceOf(ParseResult parsed, string? ofFile = null)
    {
        if (parsed.GetValue(_workspace) is { } named)
        {
            return Path.GetFullPath(named, shell.Folder);
        }

        var start = ofFile is null ? shell.Folder : Path.GetDirectoryName(Path.GetFullPath(ofFile, shell.Folder)) ?? shell.Folder;
        for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "kpilab.yaml")))
            {
                return at.FullName;
            }
        }

        return start;
    }

    public LabOptions LabOptionsOf(ParseResult parsed) => new(
        shell.Clock,
        parsed.GetValue(_actor),
        parsed.GetValue(_asOf),
        parsed.GetValue(_seed) ?? 0,
        parsed.GetValue(_threads),
        parsed.GetValue(_memory),
        Stores: [new PostgresProvider()]);

    /// <summary>4GB, 512 MiB, 1000000: bytes, by powers of ten or of two as written.</summary>
    internal static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        if (!decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        long? unit = text[digits..].Trim().ToUpperInvariant() switch
        {
            "" or "B" => 1,
            "KB" => 1000,
            "MB" => 1000_000,
            "GB" or "G" => 1000_000_000,
            "TB" => 1000_000_000_000,
            "KIB" => 1L << 10,
            "MIB" => 1L << 20,
            "GIB" => 1L << 30,
            _ => null,
        };
        if (unit is not { } factor || number <= 0 || number > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)(number * factor);
        return bytes > 0;
    }

    private static bool TryTime(string text, out DateTimeOffset value)
        => DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out value);

    private static T? Parse<T>(ArgumentResult result, TryParse<T> parse, string wanted)
        where T : struct
    {
        var text = result.Tokens[0].Value;
        if (parse(text, out var value))
        {
            return value;
        }

        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: '{text}' is not {wanted}");
        return null;
    }

    private static OutputFormat ParseFormat(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        OutputFormat? format = text switch
        {
            "table" => OutputFormat.Table,
            "json" => OutputFormat.Json,
            "md" => OutputFormat.Md,
            "csv" => OutputFormat.Csv,
            _ => null,
        };
        if (format is null)
        {
            result.AddError($"--format: '{text}' is none of table, json, md, csv");
        }

        return format ?? OutputFormat.Table;
    }
}
