namespace KpiLab.DuckDb;

/// <summary>What DuckDB refused or could not do, in its own words.</summary>
public sealed class DuckException : Exception
{
    /// <summary>An error without a message.</summary>
    public DuckException()
        : this("DuckDB failed without a message.")
    {
    }

    /// <summary>An error whose kind is read from the beginning of DuckDB's message ("IO Error: …").</summary>
    public DuckException(string message)
        : this(message, DuckErrors.TypeOf(message))
    {
    }

    /// <summary>An error with its cause.</summary>
    public DuckException(string message, Exception innerException)
        : base(message, innerException) => Type = DuckErrors.TypeOf(message);

    /// <summary>An error of a known kind.</summary>
    public DuckException(string message, DuckErrorType type)
        : base(message) => Type = type;

    /// <summary>The kind of error.</summary>
    public DuckErrorType Type { get; }
}

/// <summary>DuckDB's kinds of error (duckdb_error_type).</summary>
public enum DuckErrorType
{
    /// <summary>Not told.</summary>
    Unknown = 0,
    /// <summary>A value is outside the range of its type.</summary>
    OutOfRange = 1,
    /// <summary>A value could not be read as the type asked for.</summary>
    Conversion = 2,
    /// <summary>A type that is not known.</summary>
    UnknownType = 3,
    /// <summary>Arithmetic on decimals.</summary>
    Decimal = 4,
    /// <summary>Two types do not go together.</summary>
    MismatchType = 5,
    /// <summary>Division by zero.</summary>
    DivideByZero = 6,
    /// <summary>An object is too large.</summary>
    ObjectSize = 7,
    /// <summary>A type that is not allowed here.</summary>
    InvalidType = 8,
    /// <summary>Serialisation.</summary>
    Serialization = 9,
    /// <summary>A transaction.</summary>
    Transaction = 10,
    /// <summary>DuckDB does not do this.</summary>
    NotImplemented = 11,
    /// <summary>An expression.</summary>
    Expression = 12,
    /// <summary>A table, view, column, function or setting does not exist, or exists already.</summary>
    Catalog = 13,
    /// <summary>The SQL text cannot be parsed.</summary>
    Parser = 14,
    /// <summary>The planner.</summary>
    Planner = 15,
    /// <summary>The scheduler.</summary>
    Scheduler = 16,
    /// <summary>The executor.</summary>
    Executor = 17,
    /// <summary>A constraint does not hold.</summary>
    Constraint = 18,
    /// <summary>An index.</summary>
    Index = 19,
    /// <summary>Statistics.</summary>
    Statistics = 20,
    /// <summary>The connection.</summary>
    Connection = 21,
    /// <summary>Syntax.</summary>
    Syntax = 22,
    /// <summary>A setting.</summary>
    Settings = 23,
    /// <summary>Names and types of the statement do not fit the data.</summary>
    Binder = 24,
    /// <summary>The network.</summary>
    Network = 25,
    /// <summary>The optimizer.</summary>
    Optimizer = 26,
    /// <summary>A null pointer.</summary>
    NullPointer = 27,
    /// <summary>A file is missing, unreadable or broken, or the disk is full.</summary>
    IO = 28,
    /// <summary>The query was interrupted.</summary>
    Interrupt = 29,
    /// <summary>The database is no longer usable.</summary>
    Fatal = 30,
    /// <summary>A defect in DuckDB.</summary>
    Internal = 31,
    /// <summary>A value or statement that makes no sense here, such as a CSV row of another shape.</summary>
    InvalidInput = 32,
    /// <summary>The memory limit was reached.</summary>
    OutOfMemory = 33,
    /// <summary>The configuration forbids it: a file outside the allowed ones, a setting of a locked database.</summary>
    Permission = 34,
    /// <summary>A parameter has no value.</summary>
    ParameterNotResolved = 35,
    /// <summary>A parameter where none may be.</summary>
    ParameterNotAllowed = 36,
    /// <summary>Something depends on what was to be dropped.</summary>
    Dependency = 37,
    /// <summary>HTTP.</summary>
    Http = 38,
    /// <summary>An extension is needed that is not there.</summary>
    MissingExtension = 39,
    /// <summary>An extension could not be loaded.</summary>
    Autoload = 40,
    /// <summary>A sequence.</summary>
    Sequence = 41,
    /// <summary>A setting that cannot be.</summary>
    InvalidConfiguration = 42,
}

/// <summary>Kinds of error by the words that DuckDB's messages begin with; the C API tells the kind only of errors of execution.</summary>
internal static class DuckErrors
{
    private static readonly Dictionary<string, DuckErrorType> Prefixes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Out of Range"] = DuckErrorType.OutOfRange,
        ["Conversion"] = DuckErrorType.Conversion,
        ["Catalog"] = DuckErrorType.Catalog,
        ["Parser"] = DuckErrorType.Parser,
        ["Syntax"] = DuckErrorType.Syntax,
        ["Binder"] = DuckErrorType.Binder,
        ["IO"] = DuckErrorType.IO,
        ["HTTP"] = DuckErrorType.Http,
        ["Network"] = DuckErrorType.Network,
        ["INTERRUPT"] = DuckErrorType.Interrupt,
        ["FATAL"] = DuckErrorType.Fatal,
        ["INTERNAL"] = DuckErrorType.Internal,
        ["Invalid Input"] = DuckErrorType.InvalidInput,
        ["Invalid type"] = DuckErrorType.InvalidType,
        ["Invalid Configuration"] = DuckErrorType.InvalidConfiguration,
        ["Mismatch Type"] = DuckErrorType.MismatchType,
        ["Divide by Zero"] = DuckErrorType.DivideByZero,
        ["Decimal"] = DuckErrorType.Decimal,
        ["Out of Memory"] = DuckErrorType.OutOfMemory,
        ["Permission"] = DuckErrorType.Permission,
        ["Not implemented"] = DuckErrorType.NotImplemented,
        ["Constraint"] = DuckErrorType.Constraint,
        ["TransactionContext"] = DuckErrorType.Transaction,
        ["Missing Extension"] = DuckErrorType.MissingExtension,
        ["Extension Autoloading"] = DuckErrorType.Autoload,
        ["Dependency"] = DuckErrorType.Dependency,
        ["Serialization"] = DuckErrorType.Serialization,
        ["Settings"] = DuckErrorType.Settings,
        ["Sequence"] = DuckErrorType.Sequence,
        ["Parameter Not Resolved"] = DuckErrorType.ParameterNotResolved,
        ["Parameter Not Allowed"] = DuckErrorType.ParameterNotAllowed,
        ["Expression"] = DuckErrorType.Expression,
    };

    /// <summary>What went wrong while a result was streamed, which DuckDB sometimes hides behind "the result is closed", depending on the thread that found it.</summary>
    internal static string Unwrap(string message)
    {
        const string Cause = "\nError: ";
        var at = message.StartsWith("Invalid Input Error: Attempting to ", StringComparison.Ordinal) ? message.IndexOf(Cause, StringComparison.Ordinal) : -1;
        return at < 0 ? message : message[(at + Cause.Length)..];
    }

    internal static DuckErrorType TypeOf(string message)
    {
        var end = message.IndexOf(" Error: ", StringComparison.OrdinalIgnoreCase);
        return end > 0 && Prefixes.TryGetValue(message[..end], out var type) ? type : DuckErrorType.Unknown;
    }
}
