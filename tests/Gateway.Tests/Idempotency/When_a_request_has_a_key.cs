using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Idempotency;

/// <summary>The <c>Idempotency-Key</c> request header.</summary>
public sealed class When_a_request_has_a_key(PostgresFixture postgres)
{
    private const string Key = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"";

    private static readonly object Question = new { text = "where?", story = new[] { "Mary left." } };
    private static readonly string[] Facts = ["""{"subject":"Jaws","relation":"directed_by","object":"Steven Spielberg"}""", "no fact"];

    [Fact(Timeout = 300_000)]
    public async Task Should_ask_a_question_once()
    {
        await using var gateway = await StartAsync();

        var first = await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question));
        var second = await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Equal((await first.JsonAsync()).ToString(), (await second.JsonAsync()).ToString());
        Assert.Equal(1, await gateway.CountAsync("gateway.questions"));
        // Same xmin: one transaction writes both the key and the question.
        Assert.True(await gateway.ScalarAsync<bool>("select k.xmin = q.xmin from gateway.idempotency_keys k, gateway.questions q"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_take_a_post_once_as_JSON_and_as_a_form()
    {
        await using var gateway = await StartAsync();

        var first = await SendAsync(gateway, "/v1/posts", JsonContent.Create(new { text = "winter" }));
        var second = await SendAsync(gateway, "/v1/posts", JsonContent.Create(new { text = "winter" }));
        // The two forms have different multipart boundaries.
        var form = await SendAsync(gateway, "/v1/posts", Form("summer"), "\"form\"");
        var again = await SendAsync(gateway, "/v1/posts", Form("summer"), "\"form\"");

        Assert.Equal((await first.JsonAsync()).ToString(), (await second.JsonAsync()).ToString());
        Assert.Equal((await form.JsonAsync()).ToString(), (await again.JsonAsync()).ToString());
        Assert.Equal(2, await gateway.CountAsync("gateway.posts"));
        Assert.Equal(2, await gateway.CountAsync("gateway.idempotency_keys k join gateway.posts p on k.xmin = p.xmin"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_import_once_and_give_the_same_result()
    {
        await using var gateway = await StartAsync();

        var first = await SendAsync(gateway, "/v1/memories/movies/triples", Lines(Facts));
        var second = await SendAsync(gateway, "/v1/memories/movies/triples", Lines(Facts));

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal((await first.JsonAsync()).ToString(), (await second.JsonAsync()).ToString());
        Assert.Equal(1, await gateway.CountAsync("gateway.import_chunks"));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_another_body_under_it()
    {
        await using var gateway = await StartAsync();
        await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question));
        await SendAsync(gateway, "/v1/posts", JsonContent.Create(new { text = "winter" }));
        await SendAsync(gateway, "/v1/memories/movies/triples", Lines(Facts));

        // Keys are scoped to a path: the three requests above share a key and do not conflict.
        await (await SendAsync(gateway, "/v1/questions", JsonContent.Create(new { text = "who?", story = new[] { "Mary left." } })))
            .ShouldBeProblemAsync(422, "idempotency-key-reused");
        await (await SendAsync(gateway, "/v1/posts", JsonContent.Create(new { text = "winter", sensitive = true })))
            .ShouldBeProblemAsync(422, "idempotency-key-reused");
        await (await SendAsync(gateway, "/v1/memories/movies/triples", Lines(Facts[0])))
            .ShouldBeProblemAsync(422, "idempotency-key-reused");
        Assert.Equal(1, await gateway.CountAsync("gateway.questions"));
        Assert.Equal(1, await gateway.CountAsync("gateway.posts"));
        Assert.Equal(1, await gateway.CountAsync("gateway.import_chunks"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_refused_while_another_is_worked_on_at_any_gateway_and_be_free_when_that_breaks_off()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var gateway = await StartAsync(database);
        await using var other = await GatewayHost.StartAsync(database);
        var upload = new Pipe();
        using var broken = new CancellationTokenSource();
        using var body = new StreamContent(upload.Reader.AsStream());
        var open = SendAsync(gateway, "/v1/memories/movies/triples", body, cancellationToken: broken.Token);
        // Padding: HttpClient does not send less than its buffer.
        await upload.Writer.WriteAsync(Encoding.UTF8.GetBytes(Facts[0] + new string('\n', 100_000)), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await LocksAsync(other) == 1, "the upload holds its key");

        await (await SendAsync(other, "/v1/memories/movies/triples", Lines(Facts))).ShouldBeProblemAsync(409, "idempotency-key-in-use");

        await broken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open);
        await Eventually.HoldsAsync(async () => await LocksAsync(other) == 0, "the key is free");
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(other, "/v1/memories/movies/triples", Lines(Facts))).StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_make_one_thing_however_many_come_at_once()
    {
        await using var gateway = await StartAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => SendAsync(gateway, "/v1/questions", JsonContent.Create(Question))));

        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Conflict));
        Assert.Equal(1, await gateway.CountAsync("gateway.questions"));
        Assert.Equal(0, await LocksAsync(gateway));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_leave_the_key_free_when_the_request_is_refused()
    {
        await using var gateway = await StartAsync();

        await (await SendAsync(gateway, "/v1/questions", JsonContent.Create(new { text = "who?", memory = "songs" })))
            .ShouldBeProblemAsync(404, "unknown-memory-set");
        await (await SendAsync(gateway, "/v1/memories/movies/triples", Lines("no fact"))).ShouldBeProblemAsync(422, "nothing-imported");

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(gateway, "/v1/memories/movies/triples", Lines(Facts))).StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_find_what_has_an_id_already_and_not_bring_back_what_was_deleted()
    {
        await using var gateway = await StartAsync();
        var question = new { id = "q", text = "where?", story = new[] { "Mary left." } };
        await gateway.PostJsonAsync("/v1/questions", question);

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(gateway, "/v1/questions", JsonContent.Create(question))).StatusCode);
        Assert.Equal(1, await gateway.CountAsync("gateway.idempotency_keys"));
        await gateway.SendAsync(HttpMethod.Delete, "/v1/questions/q");

        await (await SendAsync(gateway, "/v1/questions", JsonContent.Create(question))).ShouldBeProblemAsync(404, "unknown-question");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_forgotten_after_its_time()
    {
        await using var gateway = await StartAsync(("Gateway:IdempotencyKeyAge", "01:00:00"));
        await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question));

        await gateway.SweepAfterAsync(TimeSpan.FromMinutes(59));
        await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question));
        Assert.Equal(1, await gateway.CountAsync("gateway.questions"));
        await gateway.SweepAfterAsync(TimeSpan.FromMinutes(2));
        await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question));
        Assert.Equal(2, await gateway.CountAsync("gateway.questions"));
    }

    [Theory(Timeout = 300_000)]
    [InlineData("\"\"")]
    [InlineData("\"open")]
    [InlineData("two words")]
    [InlineData("\"a\", \"b\"")]
    public async Task Should_be_refused_when_it_is_no_key(string key)
    {
        await using var gateway = await StartAsync();

        await (await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question), key))
            .ShouldBeProblemAsync(400, "invalid-idempotency-key");
    }

    [Theory(Timeout = 300_000)]
    [InlineData("bare-key-1", "\"bare-key-1\"")]
    [InlineData("\"a \\\"b\\\"\"", "\"a \\\"b\\\"\"")]
    public async Task Should_be_known_however_it_is_written(string key, string again)
    {
        await using var gateway = await StartAsync();

        await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question), key);
        await SendAsync(gateway, "/v1/questions", JsonContent.Create(Question), again);

        Assert.Equal(1, await gateway.CountAsync("gateway.questions"));
    }

    [Theory(Timeout = 300_000)]
    [InlineData("/v1/posts")]
    [InlineData("/v1/posts?format=auto")]
    [InlineData("/v1/questions")]
    public async Task Should_be_refused_for_a_stream_whose_lines_have_ids(string path)
    {
        await using var gateway = await StartAsync();

        var response = await SendAsync(gateway, path, Lines("""{"text":"winter"}"""));

        var problem = await response.ShouldBeProblemAsync(400, "invalid-idempotency-key");
        Assert.Contains("'id'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        GatewayHost gateway, string path, HttpContent body, string key = Key, CancellationToken? cancellationToken = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        if (body is StreamContent)
            body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await gateway.Http.SendAsync(request, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private static StringContent Lines(params string[] lines) =>
        new(string.Join('\n', lines), Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));

    private static MultipartFormDataContent Form(string text) => new() { { new StringContent(text), "text" } };

    private static Task<long> LocksAsync(GatewayHost gateway) => gateway.CountAsync(
        "pg_locks join pg_database on pg_database.oid = pg_locks.database where locktype = 'advisory' and datname = current_database()");

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings) =>
        await StartAsync(await postgres.CreateDatabaseAsync(), settings);

    private static async Task<GatewayHost> StartAsync(string database, params (string, string)[] settings)
    {
        var gateway = await GatewayHost.StartAsync(database, null, settings);
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies");
        return gateway;
    }
}
