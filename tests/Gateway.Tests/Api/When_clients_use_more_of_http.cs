using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Engram.Gateway.Http;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Api;

/// <summary>Entity tags, compression both ways, character sets, and the pages beside the API.</summary>
public sealed partial class When_clients_use_more_of_http(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Posts = "/v1/posts";
    private const string Json = "application/json";

    private GatewayHost? _gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private GatewayHost Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(),
        others => others.Predict = command => command.Text == "wait" ? [] : [Answers.To(command)]);

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task Should_send_a_result_again_only_when_it_changed()
    {
        using var posted = await Gateway.PostJsonAsync(Posts, new { id = "p", text = "hello" }, waitSeconds: 50);
        await Gateway.PostJsonAsync(Posts, new { id = "open", text = "wait" });

        using var first = await GetAsync(Posts + "/p");
        using var again = await GetAsync(Posts + "/p", ("If-None-Match", $"{first.Headers.ETag}"));
        using var head = await SendAsync(HttpMethod.Head, Posts + "/p");
        using var open = await GetAsync(Posts + "/open");
        await Gateway.PostJsonAsync(Posts, new { id = "p", text = "hello again", revision = "2" }, waitSeconds: 50);
        using var edited = await GetAsync(Posts + "/p", ("If-None-Match", $"{first.Headers.ETag}"));

        Assert.NotNull(first.Headers.ETag);
        Assert.Equal((HttpStatusCode.NotModified, ""), (again.StatusCode, await again.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal((HttpStatusCode.OK, first.Headers.ETag), (head.StatusCode, head.Headers.ETag));
        Assert.Null(open.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_take_and_give_packed_bodies()
    {
        using var one = await PostAsync(Pack("""{"id":"g","text":"packed"}""", "gzip"), Json, "gzip");
        using var lines = await PostAsync(
            Pack("{\"id\":\"b1\",\"text\":\"packed\"}\n{\"id\":\"b2\",\"text\":\"too\"}\n", "br"), "application/x-ndjson", "br");
        using var list = await GetAsync(Posts, ("Accept-Encoding", "gzip"));

        Assert.Equal(HttpStatusCode.Accepted, one.StatusCode);
        Assert.Equal(2, (await lines.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(["gzip"], list.Content.Headers.ContentEncoding);
        await using var unpacked = new GZipStream(await list.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.Contains("\"b2\"", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_bodies_that_are_packed_badly()
    {
        var bomb = Pack("{\"text\":\"" + new string('a', 64 << 20), "gzip");

        await (await PostAsync(bomb, Json, "gzip")).ShouldBeProblemAsync(413, "too-large");
        await (await PostAsync("{}"u8.ToArray(), Json, "gzip")).ShouldBeProblemAsync(400, "bad-request");
        await (await PostAsync("{}"u8.ToArray(), Json, "compress")).ShouldBeProblemAsync(415, "unsupported-encoding");
        await (await PostAsync("{}"u8.ToArray(), "application/json; charset=iso-8859-1", null))
            .ShouldBeProblemAsync(415, "unsupported-charset");
        using var utf8 = await PostAsync("{\"text\":\"é\"}"u8.ToArray(), "application/json; charset=\"UTF-8\"", null);
        Assert.Equal(HttpStatusCode.Accepted, utf8.StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_find_their_way_from_the_root_and_read_what_a_problem_means()
    {
        var index = await (await GetAsync("/")).JsonAsync();
        Assert.Equal("/v1/posts", index.GetProperty("posts").GetString());
        using var description = await GetAsync(index.GetProperty("description").GetString()!);
        Assert.Equal(HttpStatusCode.OK, description.StatusCode);

        using var page = await GetAsync("/problems/too-large");
        Assert.StartsWith("# too-large\n", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        await (await GetAsync("/problems/none")).ShouldBeProblemAsync(404, "unknown-path");
    }

    [Fact]
    public void Should_find_a_page_of_each_problem()
    {
        var sources = new[] { "services/gateway", "shared/ApiContracts", "shared/Hosting" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder.Split('/')), "*.cs", SearchOption.AllDirectories));
        var names = sources.SelectMany(file => ProblemName().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value)
            .Distinct().ToList();

        Assert.Contains("host-not-allowed", names);
        Assert.Equal(names.Order(StringComparer.Ordinal), ProblemPages.Names.Order(StringComparer.Ordinal));
    }

    private static byte[] Pack(string text, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest)
            : new GZipStream(packed, CompressionLevel.Fastest))
            packer.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private Task<HttpResponseMessage> PostAsync(byte[] body, string type, string? encoding)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return Gateway.SendAsync(HttpMethod.Post, Posts, content);
    }

    private Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Gateway.Http.SendAsync(request, Cancellation);
    }

    [GeneratedRegex("""(?:new(?: Problem)?\(\s*|urn:engram:problem:)"?([a-z]+(?:-[a-z]+)*)"(?:, (?:StatusCodes|status|4|5)|,\s*title)""")]
    private static partial Regex ProblemName();
}
