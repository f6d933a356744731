using System.Net;
using System.Text;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

/// <summary>The bytes of a post's pictures, as they came.</summary>
public sealed class When_a_posts_picture_is_read(PostgresFixture postgres)
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n\u001A\n and so on"u8];

    [Fact(Timeout = 300_000)]
    public async Task Should_come_as_what_its_bytes_are_and_run_nothing()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        using var posted = await gateway.PostJsonAsync("/v1/posts", new
        {
            id = "p",
            pictures = new object[]
            {
                new { base64 = Convert.ToBase64String(Png) },
                new { base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes("<svg onload='alert(1)'/>")) },
                new { altText = "only a description" },
            },
        });
        var images = (await posted.JsonAsync()).GetProperty("images");
        Assert.Equal("/v1/posts/p/images/1", images[0].GetProperty("url").GetString());
        Assert.Null(images[2].GetProperty("url").GetString());

        using var picture = await gateway.SendAsync(HttpMethod.Get, "/v1/posts/p/images/1");
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Png, await picture.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("default-src 'none'; sandbox", Assert.Single(picture.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(picture.Headers.GetValues("X-Content-Type-Options")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/posts/p/images/1");
        request.Headers.IfNoneMatch.Add(picture.Headers.ETag!);
        using var again = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);

        using var other = await gateway.SendAsync(HttpMethod.Get, "/v1/posts/p/images/2");
        Assert.Equal("application/octet-stream", other.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", other.Content.Headers.ContentDisposition?.DispositionType);
        foreach (var number in new[] { "0", "3", "4", "-1", "x" })
            await (await gateway.SendAsync(HttpMethod.Get, $"/v1/posts/p/images/{number}")).ShouldBeProblemAsync(404, "unknown-image");
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/none/images/1")).ShouldBeProblemAsync(404, "unknown-post");
    }
}
