using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_post_comes_as_a_form(PostgresFixture postgres)
{
    private static readonly byte[] Picture = [1, 2, 3];

    [Fact(Timeout = 300_000)]
    public async Task Should_be_the_same_post_as_json_with_the_same_content()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        using var form = Form(("id", "one"), ("text", "caf\u00e9 \ud83d\ude00"));
        form.Add(new ByteArrayContent(Picture), "picture", "cat.png");

        var response = await gateway.SendAsync(HttpMethod.Post, "/v1/posts", form);
        var again = await gateway.PostJsonAsync(
            "/v1/posts", new { id = "one", text = "caf\u00e9 \ud83d\ude00", picture = new { base64 = Picture } });

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (response.StatusCode, again.StatusCode));
        Assert.Equal("caf\u00e9 \ud83d\ude00", (await response.JsonAsync()).GetProperty("text").GetString());
        Assert.Equal(1, await gateway.ScalarAsync<int>("select count(*) from gateway.posts where images -> 0 ->> 'bytes' = '3'"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_refused_with_its_problem()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), null, ("Gateway:MaxPictureBytes", "10"));

        using var empty = Form(("id", "one"));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", empty)).ShouldBeProblemAsync(422, "empty-post");

        using var misspelled = Form(("txet", "x"));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", misspelled)).ShouldBeProblemAsync(422, "unknown-member");

        using var elsewhere = Form(("text", "x"));
        elsewhere.Add(new ByteArrayContent(Picture), "photo", "cat.png");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", elsewhere)).ShouldBeProblemAsync(422, "invalid-field");

        using var twice = Form(("text", "x"), ("text", "y"));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", twice)).ShouldBeProblemAsync(422, "invalid-field");

        using var album = Form(("text", "x"));
        album.Add(new ByteArrayContent(Picture), "picture", "cat.png");
        album.Add(new ByteArrayContent(Picture), "picture", "dog.png");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", album)).ShouldBeProblemAsync(422, "invalid-field");

        using var nameOnly = Form(("text", "x"), ("picture", "cat.png"));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", nameOnly)).ShouldBeProblemAsync(422, "invalid-field");

        using var large = Form(("text", "x"));
        large.Add(new ByteArrayContent(new byte[11]), "picture", "cat.png");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", large)).ShouldBeProblemAsync(413, "too-large");

        using var broken = new ByteArrayContent(
            Encoding.UTF8.GetBytes("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nbroken off"));
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", broken)).ShouldBeProblemAsync(400, "malformed-form");

        using var boundless = new ByteArrayContent(Picture);
        boundless.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", boundless)).ShouldBeProblemAsync(400, "malformed-form");

        using var crowded = Form([.. Enumerable.Range(0, 17).Select(number => ($"field{number}", "x"))]);
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", crowded)).ShouldBeProblemAsync(400, "malformed-form");

        using var encoded = new StringContent(
            "--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n--x--");
        encoded.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        var problem = await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", encoded)).ShouldBeProblemAsync(400, "malformed-form");
        Assert.Contains("Content-Transfer-Encoding", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        using var nameless = new ByteArrayContent("--x\r\n\r\ntext\r\n--x--"u8.ToArray());
        nameless.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", nameless)).ShouldBeProblemAsync(400, "malformed-form");
    }

    [Theory(Timeout = 300_000)]
    [InlineData("id", "caf\u00e9", "'id' is no UTF-8: byte 3 (0xE9) begins no character; send it as UTF-8.")]
    [InlineData("text", "caf\u00e9 au lait", "'text' is no UTF-8: byte 3 (0xE9) begins no character; send it as UTF-8.")]
    public async Task Should_refuse_a_field_that_is_no_utf8(string name, string value, string detail)
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        using var form =
            new MultipartFormDataContent { { new ByteArrayContent(Encoding.Latin1.GetBytes(value)), name },
                { new ByteArrayContent(Picture), "picture", "cat.png" } };

        var problem = await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", form)).ShouldBeProblemAsync(422, "invalid-field");

        Assert.Equal(detail, problem.GetProperty("detail").GetString());
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_keep_a_replacement_character_that_was_sent_and_drop_a_byte_order_mark()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        using var form = Form(("text", "\ufeffcaf\ufffd"));

        var post = await (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", form)).JsonAsync();

        Assert.Equal("caf\ufffd", post.GetProperty("text").GetString());
    }

    private static MultipartFormDataContent Form(params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return form;
    }
}
