using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Gateway.Posts;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_post_has_several_pictures(PostgresFixture postgres)
{
    private static readonly PostImage First = new() { Sha256 = "01", Bytes = 1, AltText = "a cat" };
    private static readonly PostImage Second = new() { Sha256 = "02", Bytes = 2 };

    [Fact]
    public void Should_ask_for_each_once_and_wait_for_all()
    {
        var steps = SteppedPost.WithPictures("look", First, Second, First with { AltText = "the same cat" });
        Assert.Equal(["01", "02"], steps.Sent.OfType<ImageReceived>().Select(image => image.PictureSha256));

        Read(steps, "01", "ONE");
        Recognize(steps, "02", "TWO");
        Assert.Equal(PostState.Reading, steps.Post.State);
        steps.Post.FeaturesExtracted(Answers.FeaturesOf(steps.ImageOf("02")), steps.Now);

        Assert.Equal(PostState.Predicting, steps.Post.State);
        Assert.All(steps.Post.Images, image => Assert.Equal(ImageStatus.Read, image.StatusIn(steps.Post.State)));
    }

    [Fact]
    public void Should_be_predicted_from_all_of_them_together()
    {
        var steps = SteppedPost.WithPictures("look", First, Second, First with { AltText = "the same cat" });
        Read(steps, "02", "TWO");
        Read(steps, "01", "ONE");

        var prediction = steps.LastPrediction;
        Assert.Equal(("ONE TWO", "01"), (prediction.OcrText, prediction.Grid!.PictureSha256));
        Assert.Equal(["a cat", "the same cat"], prediction.AltTexts);
        Assert.Equal(["cat", "sofa"], prediction.Attributes);
    }

    [Fact]
    public void Should_take_the_grid_of_the_first_that_has_one()
    {
        var steps = SteppedPost.WithPictures("", First, Second);
        foreach (var reader in new[] { ImageReader.Ocr, ImageReader.VisionFeatures })
            steps.Post.PictureRejected(Answers.RejectionOf(steps.ImageOf("01"), reader), steps.Now);
        Read(steps, "02", "TWO");

        Assert.Equal(("TWO", "02"), (steps.LastPrediction.OcrText, steps.LastPrediction.Grid!.PictureSha256));
        Assert.Equal([ImageStatus.Rejected, ImageStatus.Read], steps.Post.Images.Select(image => image.StatusIn(steps.Post.State)));
    }

    [Fact]
    public void Should_go_on_from_an_alt_text_where_no_picture_can_be_read()
    {
        var steps = SteppedPost.WithPictures("", new PostImage { AltText = "a lighthouse" },
            new PostImage { FetchFault = new Fault("url-status", "404") });

        Assert.Equal(PostState.Predicting, steps.Post.State);
        Assert.Equal((null, null), (steps.LastPrediction.OcrText, steps.LastPrediction.Grid));
        Assert.Equal(["a lighthouse"], steps.LastPrediction.AltTexts);
        Assert.Equal([ImageStatus.None, ImageStatus.Rejected], steps.Post.Images.Select(image => image.StatusIn(steps.Post.State)));
    }

    [Fact]
    public void Should_go_on_when_one_of_them_is_late()
    {
        var steps = SteppedPost.WithPictures("", First with { AltText = null }, Second);
        Read(steps, "01", "ONE");
        steps.Elapsed = steps.Options.MaxPictureWait;

        steps.Post.PictureIsDue(SteppedPost.NeverHeard, steps.Now);

        Assert.Equal("ONE", steps.LastPrediction.OcrText);
        Assert.Equal((ImageStatus.Late, "picture-late"), (steps.Post.Images[1].StatusIn(steps.Post.State), steps.Post.ImageFault!.Code));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_store_read_and_show_each()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others =>
        {
            others.ReadPicture = image => [Answers.FeaturesOf(image), Answers.TextOf(image, $"{image.PictureBytes} BYTES")];
            others.Predict = command => [Answers.To(command)];
        });
        var body = new
        {
            id = "p",
            hashtags = new[] { "#Cats", "cats", "Sea" },
            languages = new[] { "PT-br" },
            picture = new { base64 = new byte[] { 1 }, altText = "a cat", kind = "link-card" },
            pictures = new object[] { new { base64 = new byte[] { 1, 2 } }, new { base64 = new byte[] { 1 } },
                new { altText = "a lighthouse" } },
        };

        var post = await (await gateway.PostJsonAsync("/v1/posts", body, waitSeconds: 50)).JsonAsync();

        Assert.Equal("tagged", post.GetProperty("state").GetString());
        var images = post.GetProperty("images").EnumerateArray().ToList();
        Assert.Equal(["read", "read", "read", "none"], images.Select(image => image.GetProperty("status").GetString()));
        Assert.Equal(["1 BYTES", "2 BYTES", "1 BYTES"], images.Take(3)
            .Select(image => image.GetProperty("ocr").GetProperty("text").GetString()));
        Assert.Equal(("a cat", "link-card", "photo"), (images[0].GetProperty("altText").GetString(),
            images[0].GetProperty("kind").GetString(), images[1].GetProperty("kind").GetString()));
        Assert.Equal(2, gateway.Others.Heard.OfType<ImageReceived>().Count());
        Assert.Equal(2, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs"));
        var command = Assert.Single(gateway.Others.Heard.OfType<PredictKeyphrases>());
        Assert.Equal("1 BYTES 2 BYTES", command.OcrText);
        Assert.Equal(["a cat", "a lighthouse"], command.AltTexts);
        Assert.Equal(["Cats", "Sea"], command.Hashtags);
        Assert.Equal(["pt-BR"], command.Languages);

        // Repeating the request returns the same post; a different alt text is a conflict.
        Assert.Equal(200, (int)(await gateway.PostJsonAsync("/v1/posts", body)).StatusCode);
        await (await gateway.PostJsonAsync("/v1/posts", body with { picture = new { base64 = new byte[] { 1 }, altText = "a dog",
            kind = "link-card" } })).ShouldBeProblemAsync(409, "id-conflict");

        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/p");
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs"));
    }

    private static void Recognize(SteppedPost steps, string sha256, string text) =>
        steps.Post.TextRecognized(Answers.TextOf(steps.ImageOf(sha256), text), steps.Now);

    private static void Read(SteppedPost steps, string sha256, string text)
    {
        Recognize(steps, sha256, text);
        steps.Post.FeaturesExtracted(Answers.FeaturesOf(steps.ImageOf(sha256)), steps.Now);
    }
}
