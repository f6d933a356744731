using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Engram.Chaos;

/// <summary>
/// Sends posts, edits, deletes and questions, and retries each until it is accepted. Each worker has its own ids and finishes one
/// request before it sends the next, so the expected outcome of every id is known.
/// </summary>
internal sealed class Workload : IDisposable
{
    private const int Workers = 4;
    private const int PicturesEvery = 25;
    private static readonly TimeSpan PauseBetweenRequests = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan PauseBeforeRetry = TimeSpan.FromMilliseconds(300);

    private readonly HttpClient _http;
    private readonly int _seed;
    private readonly (string Text, string? Picture)[] _samples;
    private readonly string[] _subjects;
    private volatile bool _isStopped;
    private int _edits;

    public Workload(Uri url, int seed)
    {
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
        _seed = seed;
        _samples = [.. File.ReadLines("samples/posts/posts.ndjson").Select(line => JsonDocument.Parse(line).RootElement).Select(post => (
            post.GetProperty("text").GetString()!,
            post.TryGetProperty("picture", out var picture) ? Path.Combine("samples/posts", picture.GetString()!) : null))];
        _subjects = [.. File.ReadLines("samples/movies/triples.ndjson")
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("subject").GetString()!).Distinct()];
    }

    /// <summary>Text of the latest revision of every post, by id. Null: the post was deleted.</summary>
    public ConcurrentDictionary<string, string?> Posts { get; } = new();

    public ConcurrentDictionary<string, string> Questions { get; } = new();

    public ConcurrentBag<string> Refusals { get; } = [];

    public int Edits => _edits;

    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Workers).Select(WorkAsync));

    public void Stop() => _isStopped = true;

    public void Dispose() => _http.Dispose();

    private async Task WorkAsync(int worker)
    {
        var random = new Random((_seed * Workers) + worker);
        var live = new List<(string Id, int Revision)>();
        for (var number = 0; !_isStopped; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"w{worker}-{number}");
            var draw = live.Count == 0 ? 0 : random.Next(100);
            if (draw < 50)
            {
                await PostAsync(id, revision: 1, random);
                live.Add((id, 1));
            }
            else if (draw < 65)
            {
                var place = random.Next(live.Count);
                live[place] = live[place] with { Revision = live[place].Revision + 1 };
                await PostAsync(live[place].Id, live[place].Revision, random);
                Interlocked.Increment(ref _edits);
            }
            else if (draw < 75)
            {
                var place = random.Next(live.Count);
                await DeleteAsync(live[place].Id);
                live.RemoveAt(place);
            }
            else
            {
                await AskAsync(id, random);
            }

            await Task.Delay(PauseBetweenRequests);
        }
    }

    private async Task PostAsync(string id, int revision, Random random)
    {
        var (sample, picture) = _samples[random.Next(_samples.Length)];
        var text = string.Create(CultureInfo.InvariantCulture, $"{id}, revision {revision}: {sample}");
        var isIllustrated = random.Next(PicturesEvery) == 0 && picture is not null;
        await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "/v1/posts")
            {
                Content = JsonContent.Create(new
                {
                    id, text, revision = revision.ToString(CultureInfo.InvariantCulture),
                    picture = isIllustrated ? new { base64 = Convert.ToBase64String(File.ReadAllBytes(picture!)) } : null,
                }),
            });
        Posts[id] = text;
    }

    private async Task DeleteAsync(string id)
    {
        await SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, $"/v1/posts/{id}"), HttpStatusCode.NotFound);
        Posts[id] = null;
    }

    private async Task AskAsync(string id, Random random)
    {
        object question = random.Next(3) > 0
            ? new { id, text = $"who directed {_subjects[random.Next(_subjects.Length)]}?", memory = ChaosSystem.MemorySet }
            : new { id, text = "where is Mary?", story = new[] { "Mary went to the kitchen.", "John went to the garden." } };
        await SendAsync(() => new HttpRequestMessage(HttpMethod.Post, "/v1/questions") { Content = JsonContent.Create(question) });
        Questions[id] = "";
    }

    /// <param name="make">Creates the request; called again for each retry.</param>
    /// <param name="alsoDone">A status that means an earlier try succeeded but its response was lost.</param>
    private async Task SendAsync(Func<HttpRequestMessage> make, HttpStatusCode? alsoDone = null)
    {
        while (true)
        {
            try
            {
                using var request = make();
                using var response = await _http.SendAsync(request);
                if (response.IsSuccessStatusCode || response.StatusCode == alsoDone)
                    return;
                if (response.StatusCode < HttpStatusCode.InternalServerError && response.StatusCode != HttpStatusCode.TooManyRequests)
                {
                    Refusals.Add(
                        $"{request.Method} {request.RequestUri} {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                // The gateway is unavailable or does not answer: retry.
            }

            await Task.Delay(PauseBeforeRetry);
        }
    }
}
