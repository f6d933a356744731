using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_post_is_wrong(GatewayOfSmallPosts shared) : IClassFixture<GatewayOfSmallPosts>
{
    [Theory(Timeout = 300_000)]
    [InlineData("""{"text":""", 400, "malformed-json")]
    [InlineData("null", 400, "malformed-json")]
    [InlineData("[]", 400, "malformed-json")]
    [InlineData("", 400, "malformed-json")]
    [InlineData("""{"text":"a","text":"b"}""", 400, "malformed-json")]
    [InlineData("{}", 422, "empty-post")]
    [InlineData("""{"text":" \n"}""", 422, "empty-post")]
    [InlineData("""{"picture":{}}""", 422, "empty-post")]
    [InlineData("""{"text":5}""", 422, "invalid-field")]
    [InlineData("""{"text":"a\u0000b"}""", 422, "invalid-field")]
    [InlineData("""{"text":"\ud83d"}""", 422, "invalid-field")]
    [InlineData("""{"text":"\ude00 tail first"}""", 422, "invalid-field")]
    [InlineData("""{"text":"12345678901"}""", 422, "invalid-field")]
    [InlineData("""{"picture":{"base64":"no base64!"}}""", 422, "invalid-field")]
    [InlineData("""{"picture":{"base64":"AAAA","url":"http://1.1.1.1/"}}""", 422, "invalid-field")]
    [InlineData("""{"picture":"AAAA"}""", 422, "invalid-field")]
    [InlineData("""{"id":"a b","text":"x"}""", 422, "invalid-id")]
    [InlineData("""{"id":"..","text":"x"}""", 422, "invalid-id")]
    [InlineData("""{"picture":{"base64":"AAAAAAAAAAAAAAAA"}}""", 413, "too-large")]
    [InlineData("""{"pictures":[{"base64":"AAAAAAAA"},{"base64":"AAAAAAAA"}]}""", 413, "too-large")]
    [InlineData("""{"pictures":[{"altText":"1"},{"altText":"2"},{"altText":"3"},{"altText":"4"},{"altText":"5"}]}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","pictures":[null]}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","picture":{"altText":"b","kind":"painting"}}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","source":"X"}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","sourceId":"1"}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","source":"x","sourceId":""}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","source":"x","sourceId":"1","id":"x:2"}""", 422, "inconsistent-id")]
    [InlineData("""{"text":"a","author":{"id":null}}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","createdAt":"yesterday"}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","languages":["english language"]}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","languages":["en","en","en","en","en","en","en","en","en"]}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","hashtags":[""]}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","hashtags":[null]}""", 422, "invalid-field")]
    [InlineData("""{"text":"a","repostOf":""}""", 422, "invalid-field")]
    [InlineData("""{"txet":"a"}""", 422, "unknown-member")]
    [InlineData("""{"text":"a","author":{"id":"1","handle":"b"}}""", 422, "unknown-member")]
    public async Task Should_be_refused_with_its_problem(string body, int status, string problem)
    {
        var gateway = shared.Gateway;
        using var json = new StringContent(body, Encoding.UTF8, "application/json");

        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", json)).ShouldBeProblemAsync(status, problem);

        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_say_that_the_connection_closes_where_the_body_was_not_read_to_its_end()
    {
        using var json = new StringContent("""{"picture":{"base64":"AAAAAAAAAAAAAAAA"}}""", Encoding.UTF8, "application/json");

        var refused = await shared.Gateway.SendAsync(HttpMethod.Post, "/v1/posts", json);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.True(refused.Headers.ConnectionClose);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("""{"text":"a","hashtag":["b"]}""", "hashtag", "hashtags")]
    [InlineData("""{"text":"a","pictures":[{"url":"https://example.org/a.png","alt":"b"}]}""", "alt", "altText")]
    [InlineData("""{"text":"a","picture":{"base64":"AAAA","alt_text":"b"}}""", "alt_text", "altText")]
    public async Task Should_name_a_member_that_is_not_known_and_the_nearest_that_is(string body, string member, string nearest)
    {
        var gateway = shared.Gateway;
        using var json = new StringContent(body, Encoding.UTF8, "application/json");

        var problem = await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", json)).ShouldBeProblemAsync(422, "unknown-member");

        Assert.Equal((member, nearest), (problem.GetProperty("member").GetString(), problem.GetProperty("nearest").GetString()));
        Assert.DoesNotContain("Engram", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_name_the_field_and_the_place()
    {
        var gateway = shared.Gateway;
        using var json = new StringContent("""{"text":"a\u0000b"}""", Encoding.UTF8, "application/json");

        var problem = await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", json)).ShouldBeProblemAsync(422, "invalid-field");

        Assert.Equal("'text' holds a NUL character (U+0000) at position 1; leave it out.", problem.GetProperty("detail").GetString());
    }

    [Theory(Timeout = 300_000)]
    [InlineData("[]", "It is no object; send one, as /openapi/v1.json describes it.")]
    [InlineData("""{"text":"a","text":"b"}""", "Duplicate property 'text'; give it once.")]
    [InlineData("""{"picture":"AAAA"}""", "'$.picture' has none of the values it can have; /openapi/v1.json describes them.")]
    public async Task Should_say_what_is_wrong_without_the_names_of_the_code(string body, string detail)
    {
        var gateway = shared.Gateway;
        using var json = new StringContent(body, Encoding.UTF8, "application/json");

        var problem = await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", json)).JsonAsync();

        Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [Theory(Timeout = 300_000)]
    [InlineData("application/json", "no length", "bad-request")]
    [InlineData("application/json", "7FFFFFFFFFFFFFFFFFFF", "bad-request")]
    [InlineData("application/json", "80000000", "bad-request")]
    [InlineData("application/json", "-5", "bad-request")]
    [InlineData("multipart/form-data; boundary=b", "FFFFFFFFFFFFFFFF", "malformed-form")]
    public async Task Should_be_the_callers_fault_when_the_body_is_no_http(string type, string chunk, string problem)
    {
        var gateway = shared.Gateway;
        using var wire = new TcpClient();
        await wire.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        await wire.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/posts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {type}\r\nTransfer-Encoding: "
                    + $"chunked\r\n\r\n{chunk}\r\n"),
            TestContext.Current.CancellationToken);

        using var answer = new StreamReader(wire.GetStream());
        var text = await answer.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 400 ", text, StringComparison.Ordinal);
        Assert.Contains($"\"urn:engram:problem:{problem}\"", text, StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_text_that_is_no_utf8()
    {
        var gateway = shared.Gateway;
        using var json = new ByteArrayContent([.. "{\"text\":\""u8, 0xC0, 0xAF, .. "\"}"u8]);
        json.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", json)).ShouldBeProblemAsync(422, "invalid-field");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_a_body_of_another_type_or_size()
    {
        var gateway = shared.Gateway;
        using var text = new StringContent("hello", Encoding.UTF8, "text/plain");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", text)).ShouldBeProblemAsync(415, "unsupported-media-type");
        using var huge = new StringContent($$"""{"text":"{{new string('a', 300_000)}}"}""", Encoding.UTF8, "application/json");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", huge)).ShouldBeProblemAsync(413, "too-large");
    }

    [Theory(Timeout = 300_000)]
    [InlineData("GET", "/v1/posts/none", 404, "unknown-post")]
    [InlineData("GET", "/v1/posts/a%20b", 404, "unknown-post")]
    [InlineData("DELETE", "/v1/posts/none", 404, "unknown-post")]
    [InlineData("GET", "/v1/posts?state=sleeping", 400, "invalid-query")]
    [InlineData("GET", "/v1/posts?state=3", 400, "invalid-query")]
    [InlineData("GET", "/v1/posts?limit=0", 400, "invalid-query")]
    [InlineData("GET", "/v1/posts?limit=201", 400, "invalid-query")]
    [InlineData("GET", "/v1/posts?cursor=AAA", 400, "invalid-query")]
    [InlineData("GET", "/v1/posts?author=1", 400, "invalid-query")]
    [InlineData("GET", "/v1/posts?language=e", 400, "invalid-query")]
    [InlineData("GET", "/v1/posts?from=yesterday", 400, "invalid-query")]
    [InlineData("GET", "/v1/posts/none/history", 404, "unknown-post")]
    [InlineData("DELETE", "/v1/posts", 400, "invalid-query")]
    [InlineData("DELETE", "/v1/posts?source=x", 400, "invalid-query")]
    [InlineData("DELETE", "/v1/posts?source=x&sourceId=1&author=2", 400, "invalid-query")]
    [InlineData("DELETE", "/v1/posts?source=x&sourceId=", 400, "invalid-query")]
    [InlineData("GET", "/v1/questions/none", 404, "unknown-question")]
    [InlineData("GET", "/v1/questions/0198c8f4-2b6a-7c3d-9e4f-112233445566", 404, "unknown-question")]
    public async Task Should_say_what_is_not_there(string method, string path, int status, string problem)
    {
        var gateway = shared.Gateway;

        await (await gateway.SendAsync(new HttpMethod(method), path)).ShouldBeProblemAsync(status, problem);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("GET", "/v1/nothing", 404, "unknown-path")]
    [InlineData("PUT", "/v1/posts", 405, "method-not-allowed")]
    public async Task Should_name_its_problem_also_where_no_endpoint_answers(string method, string path, int status, string problem)
    {
        var gateway = shared.Gateway;

        await (await gateway.SendAsync(new HttpMethod(method), path)).ShouldBeProblemAsync(status, problem);
    }
}

/// <summary>One gateway for all tests of the class: rejected requests leave no state behind.</summary>
public sealed class GatewayOfSmallPosts(PostgresFixture postgres) : IAsyncLifetime
{
    private GatewayHost? _gateway;

    public GatewayHost Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(), null, ("Gateway:MaxTextCharacters", "10"), ("Gateway:MaxPictureBytes", "10"));

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
    }
}
