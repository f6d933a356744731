using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.ApiContracts.Posts;
using Engram.ApiContracts.Questions;
using Engram.ApiContracts.Sources;
using Engram.Contracts.Memories;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Client;

/// <summary>HTTP client of the gateway. A request that it rejects throws a <see cref="GatewayException"/> with the gateway's
/// message.</summary>
public sealed partial class GatewayClient : IDisposable
{
    private const string KeyVariable = "ENGRAM_API_KEY";
    private const string Ndjson = "application/x-ndjson";
    private const int ShownRejectedLines = 10;

    // The gateway holds a request that waits for a result at most this long; to wait longer, repeat the request.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(50);

    private readonly HttpClient _http;

    public GatewayClient(Uri url)
    {
        _http = new HttpClient { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a post, and returns it once it is tagged or failed.</summary>
    public async Task<PostResource> TagAsync(PostRequest post, CancellationToken cancellationToken)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "v1/posts") { Content = JsonContent.Create(post, options: ClientJson.Options) };
        return await FinishAsync(await SendAsync<PostResource>(WithHold(request), cancellationToken), cancellationToken);
    }

    /// <summary>Sends several posts in one request and returns the result of each line, in order.</summary>
    public Task<IReadOnlyList<PostLine>> PostLinesAsync(IEnumerable<PostRequest> posts, CancellationToken cancellationToken) =>
        SendLinesAsync<PostRequest, PostLine>("v1/posts", posts, hold: false, cancellationToken);

    /// <summary>Waits until the post is tagged or failed, and returns it.</summary>
    public async Task<PostResource> FinishAsync(PostResource post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        while (post.State is not (PostState.Tagged or PostState.Failed))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, PostPath(post.Id));
            post = await SendAsync<PostResource>(WithHold(request), cancellationToken);
        }

        return post;
    }

    /// <summary>Deletes a post of a source, or with <paramref name="author"/> all posts of an author, whether or not seen before.</summary>
    public async Task DeleteOfSourceAsync(string source, string? sourceId, string? author, CancellationToken cancellationToken)
    {
        var which = author is null ? $"sourceId={Uri.EscapeDataString(sourceId!)}" : $"author={Uri.EscapeDataString(author)}";
        await DeleteAsync($"v1/posts?source={Uri.EscapeDataString(source)}&{which}", cancellationToken);
    }

    public Task<PostResource> GetPostAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<PostResource>(PostPath(id), cancellationToken);

    public Task DeletePostAsync(string id, CancellationToken cancellationToken) => DeleteAsync(PostPath(id), cancellationToken);

    /// <summary>Yields the posts that meet every filter, newest first.</summary>
    /// <param name="filters">Query parameters of <c>GET /v1/posts</c>; those without a value are omitted.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public IAsyncEnumerable<PostResource> ListPostsAsync(
        IEnumerable<KeyValuePair<string, string?>> filters, CancellationToken cancellationToken) =>
        ListAsync<PostPage, PostResource>("v1/posts", filters, page => page.Posts, page => page.Next, cancellationToken);

    /// <summary>Asks a question, and returns it once it is finished.</summary>
    public async Task<QuestionResource> AskAsync(QuestionRequest question, CancellationToken cancellationToken)
    {
        using var ask = new HttpRequestMessage(
            HttpMethod.Post, "v1/questions") { Content = JsonContent.Create(question, options: ClientJson.Options) };
        return await FinishAsync(await SendAsync<QuestionResource>(WithHold(ask), cancellationToken), cancellationToken);
    }

    /// <summary>Asks several questions in one request and returns the result of each line, in order.</summary>
    public Task<IReadOnlyList<QuestionLine>> AskLinesAsync(IEnumerable<QuestionRequest> questions, CancellationToken cancellationToken) =>
        SendLinesAsync<QuestionRequest, QuestionLine>("v1/questions", questions, hold: true, cancellationToken);

    /// <summary>Waits until the question is answered, unanswered or failed, and returns it.</summary>
    public async Task<QuestionResource> FinishAsync(QuestionResource question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        while (question.FinishedAt is null)
        {
            using var again = new HttpRequestMessage(HttpMethod.Get, QuestionPath(question.Id));
            question = await SendAsync<QuestionResource>(WithHold(again), cancellationToken);
        }

        return question;
    }

    public Task<QuestionResource> GetQuestionAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<QuestionResource>(QuestionPath(id), cancellationToken);

    /// <summary>Yields the questions that meet every filter, newest first.</summary>
    /// <param name="filters">Query parameters of <c>GET /v1/questions</c>; those without a value are omitted.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public IAsyncEnumerable<QuestionResource> ListQuestionsAsync(
        IEnumerable<KeyValuePair<string, string?>> filters, CancellationToken cancellationToken) =>
        ListAsync<QuestionPage, QuestionResource>("v1/questions", filters, page => page.Questions, page => page.Next, cancellationToken);

    public Task DeleteQuestionAsync(string id, CancellationToken cancellationToken) => DeleteAsync(QuestionPath(id), cancellationToken);

    /// <summary>Creates a memory set for an import unless one of this name exists. Sets of posts are hashed by words, because posts are
    /// found by any of their words, not by the entities they name; other sets use the default options.</summary>
    public Task MakeMemorySetAsync(string set, MemoryFormat format, CancellationToken cancellationToken) =>
        MakeMemorySetAsync(
            set, new MemorySetOptions { Hashing = format == MemoryFormat.Posts ? HashingStrategy.Words : null }, cancellationToken);

    /// <summary>Creates a memory set; repeating the call changes nothing.</summary>
    public async Task<MemorySetResource> MakeMemorySetAsync(string set, MemorySetOptions options, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Put, MemoryPath(set)) { Content = JsonContent.Create(options, options: ClientJson.Options) };
        return await SendAsync<MemorySetResource>(request, cancellationToken);
    }

    /// <summary>Imports NDJSON into a set, and returns when every chunk is stored or has failed.</summary>
    /// <param name="replace">Whether the import replaces what the set holds under the same subjects and relations, or titles.</param>
    public async Task<ImportResult> ImportAsync(
        string set, MemoryFormat format, bool replace, Stream lines, CancellationToken cancellationToken)
    {
        var path = $"{MemoryPath(set)}/{format.ToString().ToLowerInvariant()}{(replace ? "?replace=true" : "")}";
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StreamContent(lines) { Headers = { ContentType = new MediaTypeHeaderValue(Ndjson) } },
        };
        return await FinishAsync(set, request, cancellationToken);
    }

    /// <summary>Yields a set's contents page by page, in the order in which they were stored.</summary>
    public async IAsyncEnumerable<ListedFact> ListFactsAsync(
        string set, FactFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = new StringBuilder($"{MemoryPath(set)}/facts?limit=200");
        foreach (var (name, value) in new[] { ("entity", filter.Entity), ("relation", filter.Relation), ("text", filter.Text) })
        {
            if (value is not null)
                query.Append(CultureInfo.InvariantCulture, $"&{name}={Uri.EscapeDataString(value)}");
        }

        string? cursor = null;
        do
        {
            var page = await GetAsync<FactPage>(query + (cursor is null ? "" : "&cursor=" + cursor), cancellationToken);
            foreach (var fact in page.Facts)
                yield return fact;
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    /// <summary>Replaces the objects of a subject and relation, and returns when that is done or has failed.</summary>
    public async Task<ImportResult> CorrectFactsAsync(
        string set, string subject, string relation, FactCorrection correction, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, FactsPath(set, subject, relation));
        request.Content = JsonContent.Create(correction, options: ClientJson.Options);
        return await FinishAsync(set, request, cancellationToken);
    }

    /// <summary>Withdraws a fact, or all facts of a subject and relation, and returns when that is done or has failed.</summary>
    /// <param name="value">Object of the fact; null: all facts.</param>
    public async Task<ImportResult> WithdrawFactsAsync(
        string set, string subject, string relation, string? value, CancellationToken cancellationToken)
    {
        var which = value is null ? "" : $"&object={Uri.EscapeDataString(value)}";
        using var request = new HttpRequestMessage(HttpMethod.Delete, FactsPath(set, subject, relation) + which);
        return await FinishAsync(set, request, cancellationToken);
    }

    /// <summary>Replaces the documents of a title by a text, and returns when that is done or has failed.</summary>
    public async Task<ImportResult> CorrectDocumentAsync(
        string set, string title, DocumentCorrection correction, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, DocumentPath(set, title));
        request.Content = JsonContent.Create(correction, options: ClientJson.Options);
        return await FinishAsync(set, request, cancellationToken);
    }

    /// <summary>Withdraws the documents of a title, and returns when that is done or has failed.</summary>
    public async Task<ImportResult> WithdrawDocumentAsync(string set, string title, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, DocumentPath(set, title));
        return await FinishAsync(set, request, cancellationToken);
    }

    private async Task<ImportResult> FinishAsync(string set, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var imported = await SendAsync<ImportResult>(WithHold(request), cancellationToken);
        while (!imported.Progress.IsFinished)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            imported =
                imported with { Progress = await GetAsync<ImportProgress>($"{MemoryPath(set)}/imports/{imported.ImportId}",
                    cancellationToken) };
        }

        return imported;
    }

    public Task<MemorySetList> ListMemorySetsAsync(CancellationToken cancellationToken) =>
        GetAsync<MemorySetList>("v1/memories", cancellationToken);

    public Task<MemorySetResource> GetMemorySetAsync(string set, CancellationToken cancellationToken) =>
        GetAsync<MemorySetResource>(MemoryPath(set), cancellationToken);

    public Task DeleteMemorySetAsync(string set, CancellationToken cancellationToken) => DeleteAsync(MemoryPath(set), cancellationToken);

    /// <summary>Starts following a live stream, or resumes it where it stopped.</summary>
    public async Task<SourceResource> FollowAsync(string source, SourceDefinition definition, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, SourcePath(source));
        request.Content = JsonContent.Create(definition, options: ClientJson.Options);
        return await SendAsync<SourceResource>(request, cancellationToken);
    }

    public Task<SourceResource> GetSourceAsync(string source, CancellationToken cancellationToken) =>
        GetAsync<SourceResource>(SourcePath(source), cancellationToken);

    /// <summary>Stops following a live stream; its position is kept.</summary>
    public Task StopFollowingAsync(string source, CancellationToken cancellationToken) =>
        DeleteAsync(SourcePath(source), cancellationToken);

    private async Task<IReadOnlyList<TLine>> SendLinesAsync<TRequest, TLine>(
        string path, IEnumerable<TRequest> requests, bool hold, CancellationToken cancellationToken)
    {
        var body = string.Join('\n', requests.Select(line => JsonSerializer.Serialize(line, ClientJson.Options)));
        using var request =
            new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, new MediaTypeHeaderValue(Ndjson)) };
        using var response = await ReachAsync(hold ? WithHold(request) : request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return [.. answer.Split('\n',
            StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<TLine>(line, ClientJson.Options)!)];
    }

    /// <summary>Yields the items of all pages of a listing.</summary>
    private async IAsyncEnumerable<TItem> ListAsync<TPage, TItem>(
        string path, IEnumerable<KeyValuePair<string, string?>> filters, Func<TPage, IReadOnlyList<TItem>> itemsOf,
        Func<TPage, string?> nextOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = QueryString.Create(filters.Where(filter => filter.Value is not null)).Add("limit", "200");
        string? cursor = null;
        do
        {
            var page = await GetAsync<TPage>(path + (cursor is null ? query : query.Add("cursor", cursor)), cancellationToken);
            foreach (var item in itemsOf(page))
                yield return item;
            cursor = nextOf(page);
        }
        while (cursor is not null);
    }

    private static string PostPath(string id) => "v1/posts/" + Uri.EscapeDataString(id);

    private static string QuestionPath(string id) => "v1/questions/" + Uri.EscapeDataString(id);

    private static string SourcePath(string source) => "v1/sources/" + Uri.EscapeDataString(source);

    private static string MemoryPath(string set) => "v1/memories/" + Uri.EscapeDataString(set);

    private static string FactsPath(string set, string subject, string relation) =>
        $"{MemoryPath(set)}/facts?subject={Uri.EscapeDataString(subject)}&relation={Uri.EscapeDataString(relation)}";

    private static string DocumentPath(string set, string title) => $"{MemoryPath(set)}/documents?title={Uri.EscapeDataString(title)}";

    private static HttpRequestMessage WithHold(HttpRequestMessage request)
    {
        request.Headers.Add("Prefer", $"wait={LongestHold.TotalSeconds:F0}");
        return request;
    }

    private async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        using var response = await ReachAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync<T>(request, cancellationToken);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await ReachAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<T>(ClientJson.Options, cancellationToken)
            ?? throw new GatewayException($"{_http.BaseAddress} answered null: it is no gateway of Engram.");
    }

    private Task<HttpResponseMessage> ReachAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        ReachAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);

    private async Task<HttpResponseMessage> ReachAsync(
        HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, completion, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new GatewayUnavailableException($"The gateway at {_http.BaseAddress} can't be reached "
                + $"({e.GetBaseException().Message}). Start it with 'engram up', or name another with --url.", e);
        }
    }

    // When every line of an import is rejected, the problem lists the faults of the first lines.
    private static string RejectedLines(ProblemDetails problem) =>
        problem.Extensions.TryGetValue("rejected", out var rejected) && rejected is JsonElement lines
            ? string.Concat(
                lines.Deserialize<IReadOnlyList<RejectedLine>>(ClientJson.Options)!.Take(ShownRejectedLines)
                    .Select(line => $"\nengram: line {line.Line}: {line.Problem.Title}: {line.Problem.Detail}"))
            : "";

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw new GatewayException($"The gateway wants an API key ({status}). Set {KeyVariable} to one of its keys.");
        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await response.Content.ReadFromJsonAsync<ProblemDetails>(ClientJson.Options, cancellationToken)
            : null;
        var message = problem is null ? $"The gateway answered {status}."
            : $"{problem.Title} ({status}): {problem.Detail}{RejectedLines(problem)}";
        throw response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
            ? new GatewayUnavailableException(message) : new GatewayException(message);
    }
}
