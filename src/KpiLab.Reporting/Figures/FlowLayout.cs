namespace KpiLab.Reporting;

/// <summary>A node in its place: the upper left corner, with its text broken into lines.</summary>
internal sealed record PlacedNode(MapNode Node, double X, double Y, double Height, IReadOnlyList<string> Label, IReadOnlyList<string> Detail);

/// <summary>An edge in its place: where it leaves, the lanes by which it passes other columns, where it arrives, and its label broken into lines.</summary>
internal sealed record PlacedEdge(MapEdge Edge, double X, double Y, IReadOnlyList<(double Left, double Right, double Y)> Lanes, double EndX, double EndY, IReadOnlyList<string> Word, IReadOnlyList<string> Detail);

/// <summary>
/// Where nodes and edges of a map stand: in columns by how many steps are left to the last outcome (Sugiyama, Tagawa and Toda 1981: layers, lanes for edges that pass a
/// column, order by barycentres), heights by least squares without overlap (pool adjacent violators). The same map has the same places on every machine.
/// </summary>
internal sealed class FlowLayout
{
    private const double LeastNode = 118;
    private const double MostNode = 230;
    private const double LeastGap = 128;
    private const double Between = 18;
    private const double Lane = 8;
    private const double Curve = 44;
    private const int Sweeps = 12;

    private readonly FlowMap _map;
    private readonly double _gap;
    private readonly List<Slot> _slots = [];
    private readonly List<Slot>[] _columns;
    private readonly Way[] _ways;

    private FlowLayout(FlowMap map, int[] levels, double nodeWidth, double gap)
    {
        (_map, NodeWidth, _gap) = (map, nodeWidth, gap);
        var last = levels.Max();
        _columns = [.. Enumerable.Range(0, last + 1).Select(_ => new List<Slot>())];
        for (var i = 0; i < map.Nodes.Count; i++)
        {
            Add(new Slot(i, last - levels[i]));
        }

        _ways = [.. map.Edges.Select(Route)];
        Measure();
        Order();
        Place();
    }

    /// <summary>Width of every node.</summary>
    public double NodeWidth { get; }

    /// <summary>How far an edge's label may reach from where the edge leaves.</summary>
    public double LabelWidth => Math.Min(210, _gap - Curve - 8);

    /// <summary>Height of all.</summary>
    public double Height { get; private set; }

    /// <summary>The nodes, as in the map.</summary>
    public IReadOnlyList<PlacedNode> Nodes => [.. _map.Nodes.Select((n, i) => new PlacedNode(n, Left(_slots[i].Column), _slots[i].Y, _slots[i].Height, _slots[i].Label, _slots[i].Detail))];

    /// <summary>The edges, as in the map.</summary>
    public IReadOnlyList<PlacedEdge> Edges => [.. _ways.Select(w => new PlacedEdge(
        w.Edge, Left(w.From.Column) + NodeWidth, w.From.Y + w.Leaves, [.. w.Lanes.Select(l => (Left(l.Column), Left(l.Column) + NodeWidth, l.Y + (Lane / 2)))], Left(w.To.Column), w.To.Y + w.Arrives, w.Word, w.Detail))];

    /// <summary>The places at a width; null where edges run in a circle, or the columns do not fit.</summary>
    public static FlowLayout? Of(FlowMap map, double width)
    {
        if (map.Edges.Count == 0 || Levels(map) is not { } levels)
        {
            return null;
        }

        var columns = levels.Max() + 1;
        var node = Math.Min(MostNode, Math.Floor((width - 2 - ((columns - 1) * LeastGap)) / columns));
        return node < LeastNode ? null : new FlowLayout(map, levels, node, (width - 2 - (columns * node)) / (columns - 1));
    }

    // Steps to the last outcome by the longest way; null in a circle (Kahn 1962).
    private static int[]? Levels(FlowMap map)
    {
        var levels = new int[map.Nodes.Count];
        var open = new int[map.Nodes.Count];
        foreach (var edge in map.Edges)
        {
            open[edge.From]++;
        }

        var into = map.Edges.ToLookup(e => e.To);
        var ready = new Queue<int>(Enumerable.Range(0, open.Length).Where(i => open[i] == 0));
        var done = 0;
        while (ready.TryDequeue(out var node))
        {
            done++;
            foreach (var edge in into[node])
            {
                levels[edge.From] = Math.Max(levels[edge.From], levels[node] + 1);
                if (--open[edge.From] == 0)
                {
                    ready.Enqueue(edge.From);
                }
            }
        }

        return done == levels.Length ? levels : null;
    }

    private double Left(int column) => 1 + (column * (NodeWidth + _gap));

    private Slot Add(Slot slot)
    {
        _slots.Add(slot);
        _columns[slot.Column].Add(slot);
        return slot;
    }

    private Way Route(MapEdge edge)
    {
        Slot from = _slots[edge.From], to = _slots[edge.To];
        List<Slot> lanes = [.. Enumerable.Range(from.Column + 1, to.Column - from.Column - 1).Select(c => Add(new Slot(-1, c) { Height = Lane }))];
        List<Slot> all = [from, .. lanes, to];
        for (var i = 1; i < all.Count; i++)
        {
            all[i - 1].Right.Add(all[i]);
            all[i].Left.Add(all[i - 1]);
        }

        var room = LabelWidth;
        return new Way(
            edge, from, to, lanes, TextFit.Wrap(edge.Label.Word.Word, SvgCanvas.Small * 1.12, room - 18, 2), edge.Label.Lines(room));
    }

    private void Measure()
    {
        for (var i = 0; i < _map.Nodes.Count; i++)
        {
            var (slot, node) = (_slots[i], _map.Nodes[i]);
            slot.Label = TextFit.Wrap(node.Label, SvgCanvas.Size, NodeWidth - 18, 3);
            slot.Detail = node.Detail.Length == 0 ? [] : TextFit.Wrap(node.Detail, SvgCanvas.Small, NodeWidth - 18, 2);
            var text = 14 + (slot.Label.Count * 16) + (slot.Detail.Count * 15);
            slot.Height = Math.Max(text, Math.Max(_ways.Where(w => w.From == slot).Sum(w => w.Above + w.Below), 8 + (16 * slot.Left.Count)));
        }
    }

    // Barycentres to both sides in turn; the order with the fewest crossings is kept, the earliest where several have as few.
    private void Order()
    {
        Number();
        var (best, order) = (Crossings(), _columns.Select(c => c.ToList()).ToArray());
        for (var sweep = 0; sweep < Sweeps && best > 0; sweep++)
        {
            var toLeft = sweep % 2 == 0;
            foreach (var column in toLeft ? Enumerable.Reverse(_columns) : _columns)
            {
                var sorted = column.OrderBy(s => Barycentre(toLeft ? s.Right : s.Left, s)).ThenBy(s => s.Rank).ToList();
                column.Clear();
                column.AddRange(sorted);
                Number();
            }

            var crossings = Crossings();
            if (crossings < best)
            {
                (best, order) = (crossings, _columns.Select(c => c.ToList()).ToArray());
            }
        }

        for (var c = 0; c < _columns.Length; c++)
        {
            _columns[c].Clear();
            _columns[c].AddRange(order[c]);
        }

        Number();
    }

    private static double Barycentre(List<Slot> beside, Slot own) => beside.Count == 0 ? own.Rank : beside.Average(s => (double)s.Rank);

    private void Number()
    {
        foreach (var column in _columns)
        {
            for (var i = 0; i < column.Count; i++)
            {
                column[i].Rank = i;
            }
        }
    }

    private int Crossings()
    {
        var crossings = 0;
        foreach (var column in _columns)
        {
            var steps = column.SelectMany(s => s.Right.Select(t => (From: s.Rank, To: t.Rank))).ToList();
            for (var i = 0; i < steps.Count; i++)
            {
                for (var j = i + 1; j < steps.Count; j++)
                {
                    crossings += (steps[i].From - steps[j].From) * (steps[i].To - steps[j].To) < 0 ? 1 : 0;
                }
            }
        }

        return crossings;
    }

    private void Place()
    {
        foreach (var column in _columns)
        {
            Settle(column, _ => 0);
        }

        for (var pass = 0; pass < 6; pass++)
        {
            Ports();
            var toLeft = pass % 2 == 0;
            foreach (var column in toLeft ? Enumerable.Reverse(_columns) : _columns)
            {
                Settle(column, s => toLeft ? Wanted(s, s.Right, s.Left) : Wanted(s, s.Left, s.Right));
            }
        }

        Ports();
        var top = _slots.Min(s => s.Y);
        foreach (var slot in _slots)
        {
            slot.Y -= top;
        }

        Height = _slots.Max(s => s.Y + s.Height);
    }

    private static double Wanted(Slot slot, List<Slot> first, List<Slot> second)
        => (first.Count > 0 ? first : second) is { Count: > 0 } beside ? beside.Average(s => s.Y + (s.Height / 2)) - (slot.Height / 2) : slot.Y;

    // Least squares under "each below the one before" (pool adjacent violators).
    private static void Settle(List<Slot> column, Func<Slot, double> wanted)
    {
        var offset = 0.0;
        var offsets = new double[column.Count];
        var blocks = new List<(double Sum, int Count)>();
        for (var i = 0; i < column.Count; i++)
        {
            offsets[i] = offset;
            blocks.Add((wanted(column[i]) - offset, 1));
            offset += column[i].Height + Between;
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Count > blocks[^1].Sum / blocks[^1].Count)
            {
                var merged = (blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add(merged);
            }
        }

        var at = 0;
        foreach (var (sum, count) in blocks)
        {
            for (var k = 0; k < count; k++, at++)
            {
                column[at].Y = (sum / count) + offsets[at];
            }
        }
    }

    // Edges leave and arrive in the order of their other ends, so that they do not cross beside the node.
    private void Ports()
    {
        foreach (var slot in _slots.Where(s => s.Node >= 0))
        {
            var leaving = _ways.Where(w => w.From == slot).OrderBy(w => w.Second.Y).ToList();
            var y = (slot.Height - leaving.Sum(w => w.Above + w.Below)) / 2;
            foreach (var way in leaving)
            {
                way.Leaves = y + way.Above;
                y += way.Above + way.Below;
            }

            var arriving = _ways.Where(w => w.To == slot).OrderBy(w => w.Last.Y).ToList();
            for (var i = 0; i < arriving.Count; i++)
            {
                arriving[i].Arrives = slot.Height * (i + 1) / (arriving.Count + 1);
            }
        }
    }

    // A node, or a lane by which an edge passes a column.
    private sealed class Slot(int node, int column)
    {
        public int Node => node;

        public int Column => column;

        public List<Slot> Left { get; } = [];

        public List<Slot> Right { get; } = [];

        public int Rank { get; set; }

        public double Y { get; set; }

        public double Height { get; set; }

        public IReadOnlyList<string> Label { get; set; } = [];

        public IReadOnlyList<string> Detail { get; set; } = [];
    }

    private sealed class Way(MapEdge edge, Slot from, Slot to, IReadOnlyList<Slot> lanes, IReadOnlyList<string> word, IReadOnlyList<string> detail)
    {
        public MapEdge Edge => edge;

        public Slot From => from;

        public Slot To => to;

        public IReadOnlyList<Slot> Lanes => lanes;

        public IReadOnlyList<string> Word => word;

        public IReadOnlyList<string> Detail => detail;

        public Slot Second => lanes.Count > 0 ? lanes[0] : to;

        public Slot Last => lanes.Count > 0 ? lanes[^1] : from;

        public double Above => 6 + (15 * word.Count);

        public double Below => 4 + (15 * detail.Count);

        public double Leaves { get; set; }

        public double Arrives { get; set; }
    }
}
