using System.Globalization;
using Engram.Streams.Tests.Clients;
using Microsoft.AspNetCore.Http;

namespace Engram.Gateway.Tests.Sources;

/// <summary>
/// A synthetic Bluesky stream, reproducible by its seed, together with the expected result. Posts are created, edited, repeated and
/// deleted, some before they arrive; now and then an account is taken down.
/// </summary>
internal sealed class RecordedStream
{
    /// <summary>Microseconds between two events. A client rewinds by 5 s when it reconnects, which is 100 events.</summary>
    private const long Step = 50_000;

    private const long Start = 1_731_000_000_000_000;
    private const int Authors = 40;
    private const string TidDigits = "234567abcdefghijklmnopqrstuvwxyz";

    private readonly Random _random;
    private readonly List<Said> _said = [];
    private readonly List<string> _events = [];
    private readonly Dictionary<string, Said> _live = [];
    private readonly HashSet<string> _deleted = [];
    private readonly HashSet<int> _gone = [];
    private readonly Queue<Said> _late = [];
    private int _posts;

    public RecordedStream(int events, int seed)
    {
        _random = new Random(seed);
        while (_events.Count < events)
            SayNext();
    }

    /// <summary>Text of each post that exists at the end, by source id.</summary>
    public IReadOnlyDictionary<string, string> Live => _live.ToDictionary(post => post.Key, post => post.Value.Text);

    /// <summary>Number of post versions to tag, each once.</summary>
    public int Versions { get; private set; }

    public string LastCursor => Time(_events.Count - 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Number of connections killed so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Starts a Jetstream server that plays the stream and kills the connection after every
    /// <paramref name="eventsPerConnection"/> new events.</summary>
    public Task<LocalServer> PlayAsync(int eventsPerConnection) => LocalServer.StartAsync(async (context, _) =>
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        for (var i = IndexAt(context.Request.Query["cursor"].ToString()); i < _events.Count; i++)
        {
            await LocalServer.SendAsync(socket, _events[i]);
            if (i + 1 < (Kills + 1) * eventsPerConnection)
                continue;
            Kills++;
            context.Abort();
            return;
        }

        await LocalServer.FallSilentAsync(socket);
    });

    /// <summary>Index of the first event at or after a cursor; 0 without a cursor.</summary>
    private static int IndexAt(string cursor) =>
        cursor.Length == 0 ? 0 : (int)Math.Max(0, (long.Parse(cursor, CultureInfo.InvariantCulture) - Start + Step - 1) / Step);

    private static long Time(int index) => Start + (index * Step);

    private void SayNext()
    {
        switch (_random.Next(1000))
        {
            case < 560:
                Write(new Said(Author(), $"k{++_posts}", $"post {_posts}", Rev()));
                break;
            case < 720 when Any() is { } post:
                Write(post with { Text = $"{post.Text} edited", Rev = Rev() });
                break;
            case < 760 when Any() is { } post:
                Write(post with { Rev = Rev() });
                break;
            case < 860 when Any() is { } post:
                Delete(post);
                break;
            case < 890:
                var early = new Said(Author(), $"k{++_posts}", $"post {_posts}", Rev());
                _late.Enqueue(early);
                Delete(early);
                break;
            case < 910 when _late.TryDequeue(out var late):
                Write(late);
                break;
            case < 995 when _said.Count > 0:
                Write(_said[_random.Next(_said.Count)]);
                break;
            case < 996 when _gone.Count < Authors / 2:
                TakeDown(Author());
                break;
            default:
                Say("""{"did":"did:plc:madeup0","time_us":TIME,"kind":"identity","identity":{"handle":"owl.example"}}""");
                break;
        }
    }

    private int Author() => _random.Next(Authors);

    private Said? Any() => _live.Count == 0 ? null : _live.ElementAt(_random.Next(_live.Count)).Value;

    /// <summary>Sends a post. An outdated revision, a deleted post or a post of a deleted account must not change the result.</summary>
    private void Write(Said post)
    {
        var operation = _live.ContainsKey(post.SourceId) ? "update" : "create";
        Say($$$"""
            {"did":"{{{post.Did}}}","time_us":TIME,"kind":"commit","commit":{"rev":"{{{Tid(post.Rev)}}}","operation":"{{{operation}}}",
            "collection":"app.bsky.feed.post","rkey":"{{{post.Key}}}","cid":"c{{{post.Rev}}}","record":{"text":"{{{post.Text}}}"} } }
            """);
        _said.Add(post);
        if (_deleted.Contains(post.SourceId) || _gone.Contains(post.Author))
            return;
        var known = _live.GetValueOrDefault(post.SourceId);
        if (known is not null && post.Rev <= known.Rev)
            return;
        if (known?.Text != post.Text)
            Versions++;
        _live[post.SourceId] = post;
    }

    private void Delete(Said post)
    {
        Say($$$"""
            {"did":"{{{post.Did}}}","time_us":TIME,"kind":"commit","commit":{"rev":"{{{Tid(Rev())}}}","operation":"delete",
            "collection":"app.bsky.feed.post","rkey":"{{{post.Key}}}" } }
            """);
        _deleted.Add(post.SourceId);
        _live.Remove(post.SourceId);
    }

    private void TakeDown(int author)
    {
        Say($$$"""{"did":"did:plc:madeup{{{author}}}","time_us":TIME,"kind":"account","account":{"active":false,"status":"takendown"}}""");
        _gone.Add(author);
        foreach (var post in _live.Where(post => post.Value.Author == author).ToList())
            _live.Remove(post.Key);
    }

    private void Say(string message) =>
        _events.Add(message.Replace("TIME", Time(_events.Count).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    // Every commit has its own revision, in increasing order.
    private long Rev() => Time(_events.Count);

    // A Bluesky TID: 13 digits of 5 bits, holding microseconds and a 10-bit clock id.
    private static string Tid(long microseconds) =>
        string.Concat(Enumerable.Range(0, 13).Select(digit => TidDigits[(int)((microseconds << 10) >> (60 - (5 * digit)) & 31)]));

    private sealed record Said(int Author, string Key, string Text, long Rev)
    {
        public string Did => $"did:plc:madeup{Author}";

        public string SourceId => $"at://{Did}/app.bsky.feed.post/{Key}";
    }
}
