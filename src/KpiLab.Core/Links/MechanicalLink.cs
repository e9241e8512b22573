namespace KpiLab.Core;

/// <summary>Whether two KPIs move together by how they are computed, whatever the world does.</summary>
/// <remarks>
/// Two ratios with one denominator correlate although their numerators have nothing in common (Pearson 1897, Proc. R. Soc. 60:489); a part predicts its total, and a column its other aggregates. Found from the formulas in their
/// <see cref="NormalForm"/>, so that spelling does not hide it; a value that was computed elsewhere cannot be looked into, and the finding says so.
/// </remarks>
public static class MechanicalLink
{
    private const string Remedy = "declare the shared quantity as a control of the link (a KPI that counts it), or link the counts themselves";

    /// <summary>What is shared, the gravest first; empty where the formulas share nothing.</summary>
    public static IReadOnlyList<Finding> Between(MetricDefinition a, MetricDefinition b)
    {
        List<Finding> found = [.. new[] { Same(a, b) ?? Part(a, b) ?? Part(b, a) ?? Contained(a, b) ?? Contained(b, a), Divided(a, b), Column(a, b), Units(a, b) }.OfType<Finding>()];
        if (found.Exists(f => f.Code == "same-measure"))
        {
            return [found[0]];
        }

        if (found.Exists(f => f.Code is "part-of-total" or "contained-formula"))
        {
            found.RemoveAll(f => f.Code == "same-column");
        }

        string[] closed = [.. new[] { a, b }.Where(IsClosed).Select(m => m.Id)];
        if (closed.Length > 0)
        {
            found.Add(new Finding(
                "formula-unknown",
                Severity.Info,
                $"{string.Join(" and ", closed)} {(closed.Length == 1 ? "is a column" : "are columns")} computed elsewhere, so that a shared denominator or a part of a total cannot be seen.",
                "Check by hand that the two share no quantity, or write the formula over the columns that it is made of."));
        }

        return found;
    }

    private static Finding? Same(MetricDefinition a, MetricDefinition b)
    {
        bool alike = a.Measure with { Value = null, Numerator = null, Denominator = null, Where = null } == b.Measure with { Value = null, Numerator = null, Denominator = null, Where = null };
        return alike && SameSource(a, b) && Form(a.Measure.Value) == Form(b.Measure.Value) && Form(a.Measure.Numerator) == Form(b.Measure.Numerator)
            && Form(a.Measure.Denominator) == Form(b.Measure.Denominator) && Conditions(a).SetEquals(Conditions(b))
            ? new Finding("same-measure", Severity.Critical, $"{a.Id} and {b.Id} are one measure under two names.", "keep one of the two; a KPI cannot lead itself")
            : null;
    }

    // A sum that holds the other's terms, or the same value over rows of which the other's are a part.
    private static Finding? Part(MetricDefinition part, MetricDefinition total)
    {
        if (!SameSource(part, total) || !IsAdditive(part) || !IsAdditive(total) || !Conditions(part).IsSupersetOf(Conditions(total)))
        {
            return null;
        }

        if (Amount(part) is not { } p || Amount(total) is not { } t)
        {
            return Amount(part) is null && Amount(total) is null && Narrower(part, total) ? OfRows(part, total) : null;
        }

        if (NormalForm.Of(p) == NormalForm.Of(t))
        {
            return Narrower(part, total) ? OfRows(part, total) : null;
        }

        IReadOnlyDictionary<string, double> some = NormalForm.Terms(p), all = NormalForm.Terms(t);
        if (some.Count < all.Count && some.All(s => all.TryGetValue(s.Key, out var in_) && Math.Sign(in_) == Math.Sign(s.Value)))
        {
            return new Finding("part-of-total", Severity.Warning, $"{total.Id} adds up `{Print(t)}`, and {part.Id} is its part `{Print(p)}`: the part moves its total.", Remedy, part.Id);
        }

        IReadOnlyList<string> narrow = NormalForm.Conjuncts(p), wide = NormalForm.Conjuncts(t);
        return part.Measure.Type == MeasureType.Proportion && narrow.Count > wide.Count && wide.All(narrow.Contains)
            ? new Finding("part-of-total", Severity.Warning, $"Whatever counts for {part.Id} (`{Print(p)}`) counts for {total.Id} (`{Print(t)}`) too.", Remedy, part.Id)
            : null;
    }

    private static Finding OfRows(MetricDefinition part, MetricDefinition total) => new(
        "part-of-total",
        Severity.Warning,
        $"{part.Id} measures what {total.Id} does, over some of its rows (`{part.Measure.Where}`{(total.Measure.Where is { } w ? $" against `{w}`" : "")}): the part moves its total.",
        Remedy,
        part.Id);

    private static bool Narrower(MetricDefinition part, MetricDefinition total) => Conditions(part).IsProperSupersetOf(Conditions(total));

    private static Finding? Contained(MetricDefinition inner, MetricDefinition outer)
    {
        if (!SameSource(inner, outer) || !Conditions(inner).SetEquals(Conditions(outer)) || Whole(inner) is not { } whole)
        {
            return null;
        }

        var form = NormalForm.Of(whole);
        foreach (var (role, formula) in Formulas(outer))
        {
            if (NormalForm.Parts(formula.Syntax).Contains(form) && (role != "value" || NormalForm.Of(formula.Syntax) != form))
            {
                return new Finding("contained-formula", Severity.Warning, $"`{Print(whole)}`, which is {inner.Id}, is part of the {role} of {outer.Id}, `{formula}`.", Remedy, inner.Id);
            }
        }

        return null;
    }

    private static Finding? Divided(MetricDefinition a, MetricDefinition b)
    {
        if (!SameSource(a, b))
        {
            return null;
        }

        var shared = Divisors(a).Intersect(Divisors(b), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return shared.Count == 0 ? null : new Finding(
            "shared-denominator",
            Severity.Warning,
            $"{a.Id} and {b.Id} are both divided by `{shared[0]}`: when it moves, both move, and ratios of unrelated counts correlate.",
            Remedy);
    }

    private static Finding? Column(MetricDefinition a, MetricDefinition b)
    {
        if (!SameSource(a, b) || AreApart(a, b))
        {
            return null;
        }

        var shared = Above(a).Intersect(Above(b), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return shared.Count == 0 ? null : new Finding(
            "same-column",
            Severity.Warning,
            $"{a.Id} ({Describe(a)}) and {b.Id} ({Describe(b)}) are made of the same column {string.Join(", ", shared.Select(c => $"`{c}`"))}: one row moves both.",
            "lead with another quantity, or measure the two on different rows (an earlier event, other units)");
    }

    // Two means over the same active units: units that do nothing lower both.
    private static Finding? Units(MetricDefinition a, MetricDefinition b)
        => SameSource(a, b) && IsPerUnit(a) && IsPerUnit(b)
            ? new Finding(
                "shared-units",
                Severity.Info,
                $"{a.Id} and {b.Id} are means over the units of {a.Measure.Source}: a wave of idle units lowers both.",
                "declare the number of units as a control of the link")
            : null;

    private static bool SameSource(MetricDefinition a, MetricDefinition b) => a.Measure.Source is { } source && source == b.Measure.Source;

    private static bool IsPerUnit(MetricDefinition m) => m.Measure.Type is MeasureType.Mean or MeasureType.Proportion or MeasureType.Count;

    private static bool IsAdditive(MetricDefinition m)
        => m.Measure.Type is MeasureType.Mean or MeasureType.Count or MeasureType.Proportion or MeasureType.Ratio or MeasureType.Imported
            && m.Measure.Aggregate is not (Aggregate.First or Aggregate.Last or Aggregate.Max);

    // Imported as it stands: nothing of how it came about is written down here.
    private static bool IsClosed(MetricDefinition m) => m.Measure is { Type: MeasureType.Imported, Value.Syntax: ColumnReference };

    private static Expression? Amount(MetricDefinition m) => (m.Measure.Numerator ?? m.Measure.Value)?.Syntax;

    private static Expression? Whole(MetricDefinition m) => m.Measure.Type == MeasureType.Ratio ? null : m.Measure.Value?.Syntax;

    private static IEnumerable<(string Role, Formula Formula)> Formulas(MetricDefinition m)
        => new (string, Formula?)[] { ("value", m.Measure.Value), ("numerator", m.Measure.Numerator), ("denominator", m.Measure.Denominator) }
            .Where(f => f.Item2 is not null).Select(f => (f.Item1, f.Item2!));

    private static IEnumerable<string> Divisors(MetricDefinition m)
        => m.Measure.Denominator is { } below ? [NormalForm.Of(below.Syntax), .. Amount(m) is { } above ? NormalForm.Divisors(above) : []]
            : m.Measure.Value is { } value ? NormalForm.Divisors(value.Syntax) : [];

    private static IReadOnlySet<string> Above(MetricDefinition m)
    {
        if (Amount(m) is not { } amount)
        {
            return new HashSet<string>(StringComparer.Ordinal);
        }

        var below = new HashSet<string>(NormalForm.Divisors(amount), StringComparer.Ordinal);
        return Quantities(amount).Where(c => !below.Contains(c)).ToHashSet(StringComparer.Ordinal);
    }

    // Columns that are counted or measured; one that only says of which kind a row is (event = 'paid') is not.
    private static IEnumerable<string> Quantities(Expression expression) => expression switch
    {
        ColumnReference column => [column.Name],
        BinaryExpression { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } b when b.Left is Literal { Value: string } || b.Right is Literal { Value: string } => [],
        Membership m when m.Items.All(i => i is Literal { Value: string }) => [],
        UnaryExpression u => Quantities(u.Operand),
        BinaryExpression b => Quantities(b.Left).Concat(Quantities(b.Right)),
        FunctionCall call => call.Arguments.SelectMany(Quantities),
        Membership m => Quantities(m.Operand),
        _ => [],
    };

    // kind = 'a' here and kind = 'b' there: no row counts for both.
    private static bool AreApart(MetricDefinition a, MetricDefinition b)
    {
        var kinds = Kinds(a.Measure.Where?.Syntax).ToLookup(k => k.Column, k => k.Value, StringComparer.Ordinal);
        return Kinds(b.Measure.Where?.Syntax).Any(k => kinds[k.Column].Any(v => v != k.Value));
    }

    private static IEnumerable<(string Column, string Value)> Kinds(Expression? expression) => expression switch
    {
        BinaryExpression { Operator: BinaryOperator.And } b => Kinds(b.Left).Concat(Kinds(b.Right)),
        BinaryExpression { Operator: BinaryOperator.Equal, Left: ColumnReference c, Right: Literal { Value: string v } } => [(c.Name, v)],
        BinaryExpression { Operator: BinaryOperator.Equal, Left: Literal { Value: string v }, Right: ColumnReference c } => [(c.Name, v)],
        _ => [],
    };

    private static HashSet<string> Conditions(MetricDefinition m) => new(NormalForm.Conjuncts(m.Measure.Where?.Syntax), StringComparer.Ordinal);

    private static string Form(Formula? formula) => formula is null ? "" : NormalForm.Of(formula.Syntax);

    private static string Print(Expression expression) => ExpressionPrinter.Print(expression);

    private static string Describe(MetricDefinition m)
        => (m.Measure.Aggregate is { } how ? how.ToString().ToLowerInvariant() + ", " : "") + m.Measure.Type.ToString().ToLowerInvariant()
            + (m.Measure.Quantile is { } q ? Invariant($" {q}") : "") + (m.Measure.Window is { } w ? $" in {w}" : "");
}
