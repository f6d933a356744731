using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Engram.Gateway.Pictures;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Uploads;

public sealed class When_many_upload_at_once(PostgresFixture postgres)
{
    private const int PictureBytes = 300_000;
    private const int LongestPostBytes = (PictureBytes * 4 / 3) + (10 * 6) + (1 << 18);

    [Fact(Timeout = 300_000)]
    public async Task Should_admit_as_many_as_there_is_room_for_and_refuse_the_others()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await StartAsync(folder, roomBytes: LongestPostBytes + PictureBytes);
        var pictures = Enumerable.Range(0, 3).Select(PictureOf).ToArray();
        var uploads = pictures.Select(HeldContent.Form).ToArray();

        var posts = uploads.Select(upload => PostAsync(gateway, upload)).ToArray();
        await Eventually.HoldsAsync(() => gateway.InHand.Taken == uploads.Sum(upload => upload.Length), "all three are admitted");
        var refused = await PostAsync(gateway, HeldContent.Form(PictureOf(3)));

        await refused.ShouldBeProblemAsync(503, "uploads-busy");
        Assert.Equal("5", refused.Headers.RetryAfter?.ToString());
        Assert.DoesNotContain(posts, post => post.IsCompleted);
        // A small post is accepted meanwhile, and the upload folder holds no files.
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.Host.PostJsonAsync("/v1/posts", new { text = "plain" })).StatusCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        foreach (var upload in uploads)
            upload.Release();
        Assert.All(await Task.WhenAll(posts), post => Assert.Equal(HttpStatusCode.Accepted, post.StatusCode));
        await ShouldBeStoredAsync(gateway, pictures);
        await Eventually.HoldsAsync(() => gateway.InHand.Taken == 0, "all is given back");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_let_one_in_when_another_is_done()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await StartAsync(folder, roomBytes: LongestPostBytes, maxWait: "00:01:00");
        var first = HeldContent.Json(PictureOf(1), isAnnounced: true);
        var second = HeldContent.Json(PictureOf(2), isAnnounced: true);
        second.Release();

        var posting = PostAsync(gateway, first);
        await Eventually.HoldsAsync(() => gateway.InHand.Taken == first.Length, "the first is admitted");
        var waiting = PostAsync(gateway, second);
        first.Release();

        Assert.Equal(HttpStatusCode.Accepted, (await posting).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await waiting).StatusCode);
        await ShouldBeStoredAsync(gateway, PictureOf(1), PictureOf(2));
    }

    [Theory(Timeout = 300_000)]
    [InlineData("json")]
    [InlineData("line")]
    public async Task Should_admit_the_longest_where_it_is_not_said_how_long_it_is(string kind)
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await StartAsync(folder, roomBytes: LongestPostBytes + 1000);
        var upload = kind == "json" ? HeldContent.Json(PictureOf(1), isAnnounced: false) : HeldContent.Line(PictureOf(1));

        var posting = PostAsync(gateway, upload);
        await Eventually.HoldsAsync(() => gateway.InHand.Taken == LongestPostBytes, "it is admitted");
        await (await PostAsync(gateway, HeldContent.Json(PictureOf(2), isAnnounced: true))).ShouldBeProblemAsync(503, "uploads-busy");
        upload.Release();

        (await posting).EnsureSuccessStatusCode();
        await (await posting).Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        await ShouldBeStoredAsync(gateway, PictureOf(1));
        await Eventually.HoldsAsync(() => gateway.InHand.Taken == 0, "all is given back");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_a_line_alone()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await StartAsync(folder, roomBytes: LongestPostBytes);
        var held = HeldContent.Form(PictureOf(1));
        var posting = PostAsync(gateway, held);
        await Eventually.HoldsAsync(() => gateway.InHand.Taken == held.Length, "the upload is admitted");
        using var lines = new StringContent(
            $$$"""
            {"id":"large","picture":{"base64":"{{{Convert.ToBase64String(PictureOf(2))}}}"}}
            {"id":"small","text":"plain"}
            """,
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/x-ndjson"));

        var answer = await (await gateway.Host.SendAsync(HttpMethod.Post, "/v1/posts", lines))
            .Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["503", "202"], answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => $"{JsonDocument.Parse(line).RootElement.GetProperty("status")}"));
        held.Release();
        Assert.Equal(HttpStatusCode.Accepted, (await posting).StatusCode);
        await Eventually.HoldsAsync(() => gateway.InHand.Taken == 0, "all is given back");
    }

    [Theory(Timeout = 300_000)]
    [InlineData("form")]
    [InlineData("json")]
    [InlineData("line")]
    public async Task Should_give_back_what_an_upload_that_breaks_off_had(string kind)
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await StartAsync(folder, roomBytes: LongestPostBytes);
        var upload = kind switch
        {
            "form" => HeldContent.Form(PictureOf(1)),
            "json" => HeldContent.Json(PictureOf(1), isAnnounced: true),
            _ => HeldContent.Line(PictureOf(1)),
        };

        var posting = PostAsync(gateway, upload);
        await Eventually.HoldsAsync(() => gateway.InHand.Taken > 0, "it is admitted");
        upload.Break();

        await Assert.ThrowsAnyAsync<Exception>(
            async () => await (await posting).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await Eventually.HoldsAsync(() => gateway.InHand.Taken == 0, "its room is given back");
        Assert.Equal(0, await gateway.Host.CountAsync("gateway.posts"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_pass_on_that_no_file_can_be_made()
    {
        var folder = new TemporaryFolder();
        await using var gateway = await StartAsync(folder, roomBytes: LongestPostBytes);
        folder.Dispose();
        var upload = HeldContent.Json(PictureOf(1), isAnnounced: true);
        upload.Release();

        var refused = await PostAsync(gateway, upload);

        await refused.ShouldBeProblemAsync(503, "uploads-failing");
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    private static byte[] PictureOf(int seed)
    {
        var picture = new byte[PictureBytes];
        new Random(seed).NextBytes(picture);
        return picture;
    }

    private static async Task<HttpResponseMessage> PostAsync(Gateway gateway, HeldContent upload)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/posts") { Content = upload };
        // With Expect: 100-continue the client does not send the body of a rejected request.
        request.Headers.ExpectContinue = true;
        return await gateway.Host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private static async Task ShouldBeStoredAsync(Gateway gateway, params byte[][] pictures)
    {
        foreach (var picture in pictures)
            Assert.Equal(picture, await gateway.Host.Blobs.FindAsync(
                Convert.ToHexStringLower(SHA256.HashData(picture)), TestContext.Current.CancellationToken));
    }

    private async Task<Gateway> StartAsync(TemporaryFolder folder, int roomBytes, string maxWait = "00:00:00.200") =>
        new(await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(),
        null,
        ("Gateway:UploadDirectory", folder.Path),
        ("Gateway:MaxTextCharacters", "10"),
        ("Gateway:MaxPictureBytes", $"{PictureBytes}"),
        ("Gateway:MaxBytesInHand", $"{roomBytes}"),
        ("Gateway:MaxUploadWait", maxWait)));

    private sealed record Gateway(GatewayHost Host) : IAsyncDisposable
    {
        public BytesInHand InHand => Host.Of<BytesInHand>();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
