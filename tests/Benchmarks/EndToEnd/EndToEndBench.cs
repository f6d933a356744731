using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Contracts.Memories;
using Engram.Client;
using Engram.DevServers;

namespace Engram.Benchmarks.EndToEnd;

/// <summary>
/// Loads the whole system over RabbitMQ, and reports what an item costs each process, how many items a second were finished, and how long
/// posts took to be tagged at half that load. Beside it, in the same run on the same servers, the <see cref="MinimalPipeline"/>.
/// </summary>
internal static class EndToEndBench
{
    public const string Stage = "end-to-end";

    private const int WarmUpItems = 300;

    // Each in a request of its own, which costs the gateway more than a line of a stream: half of what the system is to sustain.
    private const double SinglePostsPerSecond = 150;
    private const int SinglePosts = 2_000;

    private const string Ndjson = "application/x-ndjson";

    private static readonly double[] Percentiles = [0.5, 0.95, 0.99];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="posts">Text posts and questions; a twentieth as many picture posts.</param>
    /// <param name="file">Where to write the figures as JSON; null writes none.</param>
    public static async Task RunAsync(int posts, string? file)
    {
        await using var system = await MeasuredSystem.StartAsync();
        using var http = new HttpClient { BaseAddress = system.Url, Timeout = TimeSpan.FromHours(1) };
        await ImportMoviesAsync(system.Url);
        var texts = Repeat(Samples.Texts(), posts + WarmUpItems);
        string[] questions = [.. Repeat(Questions(), posts + WarmUpItems)];
        string[] textPosts = [.. texts.Select((text, i) => JsonSerializer.Serialize(new { text = $"{text} ({i})" }))];
        string[] picturePosts = [.. PicturePosts(posts / 20)];

        Console.WriteLine($"{Environment.ProcessorCount} cores, load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at start, "
            + $".NET {Environment.Version}; processor milliseconds per item of each process");
        Console.WriteLine();
        await SendAsync(http, "/v1/posts", textPosts[..WarmUpItems]);
        await SendAsync(http, "/v1/questions", questions[..WarmUpItems]);
        var loads = new List<Load>
        {
            await MeasureAsync(system, "text post", posts, () => SendAsync(http, "/v1/posts", textPosts[WarmUpItems..])),
            await MeasureAsync(system, "question", posts, () => SendAsync(http, "/v1/questions", questions[WarmUpItems..])),
            await MeasureAsync(system, "picture post", picturePosts.Length, () => SendAsync(http, "/v1/posts", picturePosts)),
            await MeasureMinimumAsync(system, [.. texts]),
        };
        Print(loads);
        var memory = system.Times.Memory();
        Console.WriteLine();
        Console.WriteLine("Memory in MiB: " + string.Join(", ", memory.Select(service => Invariant($"{service.Key} {service.Value:0}"))));
        var latency = await TimesToTagAsync(http, textPosts[..SinglePosts], SinglePostsPerSecond);
        Console.WriteLine(Invariant($"Time to tag, posts one by one, {SinglePostsPerSecond:0}/s: ")
            + Invariant($"p50 {latency[0]:0} ms, p95 {latency[1]:0} ms, p99 {latency[2]:0} ms"));
        var plumbing = loads[0].CpuMs.Where(part => part.Key != "inference").Sum(part => part.Value);
        Console.WriteLine(Invariant($"Outside inference, a text post costs {plumbing:0.00} ms, ")
            + Invariant($"{plumbing / loads[^1].Total:0.0} times the minimal pipeline"));
        if (file is not null)
            await File.WriteAllTextAsync(
                file, JsonSerializer.Serialize(new { loads, memoryMiB = memory, timeToTagMs = latency }, Indented));
    }

    private static async Task ImportMoviesAsync(Uri url)
    {
        using var gateway = new GatewayClient(url);
        await gateway.MakeMemorySetAsync("movies", MemoryFormat.Triples, CancellationToken.None);
        await using var triples = File.OpenRead(Path.Combine(Clone.Root, "samples", "movies", "triples.ndjson"));
        await gateway.ImportAsync("movies", MemoryFormat.Triples, replace: false, triples, CancellationToken.None);
        while ((await gateway.GetMemorySetAsync("movies", CancellationToken.None)).PendingChunks > 0)
            await Task.Delay(200);
    }

    private static IEnumerable<string> Questions() =>
        File.ReadLines(Path.Combine(Clone.Root, "samples", "questions.ndjson"))
            .Where(line => line.Contains("\"movies\"", StringComparison.Ordinal))
            .Select(line =>
            {
                var question = JsonNode.Parse(line)!.AsObject();
                question.Remove("answers");
                return question.ToJsonString();
            });

    /// <summary>Posts with the sample pictures, each with bytes of its own behind the picture's end, so that none is read only
    /// once.</summary>
    private static IEnumerable<string> PicturePosts(int count)
    {
        var pictures = Samples.Pictures();
        return Enumerable.Range(0, count).Select(i => JsonSerializer.Serialize(new
        {
            text = Invariant($"Look at this ({i})"),
            pictures = new[] { new { base64 = Convert.ToBase64String([.. pictures[i % pictures.Length], .. BitConverter.GetBytes(i)]) } },
        }));
    }

    private static async Task<Load> MeasureAsync(MeasuredSystem system, string item, int items, Func<Task> run)
    {
        var (before, start) = (system.Times.Seconds(), Stopwatch.GetTimestamp());
        await run();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = system.Times.Seconds();
        return new Load(
            item, items / seconds, after.ToDictionary(part => part.Key, part => (part.Value - before[part.Key]) * 1000 / items));
    }

    private static async Task<Load> MeasureMinimumAsync(MeasuredSystem system, string[] texts)
    {
        await using var pipeline = new MinimalPipeline(system.Database.ConnectionString, system.Broker.Uri);
        await pipeline.PrepareAsync();
        await pipeline.RunAsync(texts[..WarmUpItems]);
        var own = Environment.CpuUsage.TotalTime;
        var load = await MeasureAsync(
            system, "text post, minimal pipeline", texts.Length - WarmUpItems, () => pipeline.RunAsync(texts[WarmUpItems..]));
        var perItem = (Environment.CpuUsage.TotalTime - own).TotalMilliseconds / (texts.Length - WarmUpItems);
        return load with
        {
            CpuMs = new Dictionary<string, double>
            {
                ["gateway"] = perItem,
                ["postgresql"] = load.CpuMs["postgresql"],
                ["rabbitmq"] = load.CpuMs["rabbitmq"],
            },
        };
    }

    private static async Task SendAsync(HttpClient http, string path, string[] lines)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(string.Join('\n', lines), Encoding.UTF8, new MediaTypeHeaderValue(Ndjson)),
        };
        request.Headers.Add("Prefer", "wait=600");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var answers = new StreamReader(await response.Content.ReadAsStreamAsync());
        var finished = 0;
        while (await answers.ReadLineAsync() is { } answer)
        {
            using var line = JsonDocument.Parse(answer);
            if (line.RootElement.GetProperty("status").GetInt32() != 200)
                throw new InvalidOperationException($"Not finished: {answer}");
            finished++;
        }

        if (finished != lines.Length)
            throw new InvalidOperationException($"{lines.Length} lines got {finished} answers.");
    }

    /// <summary>Posts one by one at a given rate, whatever became of those before.</summary>
    /// <returns>Milliseconds from the gateway's receipt to the tags: p50, p95, p99.</returns>
    private static async Task<double[]> TimesToTagAsync(HttpClient http, string[] posts, double perSecond)
    {
        var start = Stopwatch.GetTimestamp();
        var times = new List<Task<double>>();
        foreach (var (place, post) in posts.Index())
        {
            var ahead = TimeSpan.FromSeconds(place / perSecond) - Stopwatch.GetElapsedTime(start);
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead);
            times.Add(TimeToTagAsync(http, post));
        }

        double[] ordered = [.. (await Task.WhenAll(times)).Order()];
        return [.. Percentiles.Select(share => ordered[(int)(share * (ordered.Length - 1))])];
    }

    private static async Task<double> TimeToTagAsync(HttpClient http, string post)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "/v1/posts") { Content = new StringContent(post, Encoding.UTF8, "application/json") };
        request.Headers.Add("Prefer", "wait=600");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        using var tagged = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (tagged.RootElement.GetProperty("taggedAt").GetDateTimeOffset()
            - tagged.RootElement.GetProperty("receivedAt").GetDateTimeOffset()).TotalMilliseconds;
    }

    private static IEnumerable<string> Repeat(IEnumerable<string> items, int count)
    {
        string[] all = [.. items];
        return Enumerable.Range(0, count).Select(i => all[i % all.Length]);
    }

    private static void Print(IReadOnlyList<Load> loads)
    {
        string[] parts = [.. loads[0].CpuMs.Keys];
        Console.WriteLine($"| | {string.Join(" | ", parts)} | all | per second |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", parts.Length + 2))}");
        foreach (var load in loads)
        {
            var cells = parts.Select(part => load.CpuMs.TryGetValue(part, out var ms) ? Invariant($"{ms:0.00}") : "");
            Console.WriteLine(Invariant($"| {load.Item} | {string.Join(" | ", cells)} | {load.Total:0.00} | {load.PerSecond:0} |"));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <param name="CpuMs">Processor milliseconds per item, by service or server.</param>
    private sealed record Load(string Item, double PerSecond, IReadOnlyDictionary<string, double> CpuMs)
    {
        public double Total => CpuMs.Values.Sum();
    }
}
