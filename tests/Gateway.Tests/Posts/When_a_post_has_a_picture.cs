using Engram.ApiContracts.Posts;
using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Gateway.Posts;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_post_has_a_picture
{
    [Fact]
    public void Should_wait_for_both_readers()
    {
        var steps = SteppedPost.WithPicture();
        Assert.Equal(PostState.Reading, steps.Post.State);
        Assert.IsType<ImageReceived>(Assert.Single(steps.Sent));

        steps.Recognize();

        Assert.Equal((PostState.Reading, ImageStatus.Reading), (steps.Post.State, steps.ImageStatus));
        Assert.Single(steps.Sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Should_be_predicted_from_all_that_was_read_in_either_order(bool isTextFirst)
    {
        var steps = SteppedPost.WithPicture();

        if (isTextFirst)
            steps.Recognize();
        steps.Extract();
        if (!isTextFirst)
            steps.Recognize();

        Assert.Equal((PostState.Predicting, ImageStatus.Read), (steps.Post.State, steps.ImageStatus));
        Assert.Equal(
            ("hello", "OPEN DAILY", 49), (steps.LastPrediction.Text, steps.LastPrediction.OcrText, steps.LastPrediction.Grid?.Regions));
        Assert.Equal(["cat", "sofa"], steps.LastPrediction.Attributes);
        Assert.Null(steps.Post.ImageFault);
    }

    [Fact]
    public void Should_ask_for_one_prediction_when_answers_come_twice()
    {
        var steps = SteppedPost.WithPicture();

        steps.Recognize();
        steps.Recognize();
        steps.Extract();
        steps.Extract();
        steps.Recognize();
        steps.Reject(ImageReader.Ocr);

        Assert.Single(steps.Sent.OfType<PredictKeyphrases>());
        Assert.Equal(ImageStatus.Read, steps.ImageStatus);
    }

    [Fact]
    public void Should_not_take_what_was_read_in_another_picture()
    {
        var steps = SteppedPost.WithPicture();

        steps.Post.TextRecognized(Answers.TextOf(steps.Image with { PictureSha256 = "11" }), steps.Now);
        steps.Post.FeaturesExtracted(Answers.FeaturesOf(steps.Image with { PictureSha256 = "11" }), steps.Now);
        steps.Post.PictureRejected(Answers.RejectionOf(steps.Image with { PictureSha256 = "11" }, ImageReader.Ocr), steps.Now);

        Assert.Equal(PostState.Reading, steps.Post.State);
        Assert.Null(steps.FirstImage.Ocr);
        Assert.Null(steps.FirstImage.OcrFault);
    }

    [Fact]
    public void Should_go_on_with_one_reader_and_say_what_the_other_said()
    {
        var steps = SteppedPost.WithPicture();

        steps.Reject(ImageReader.VisionFeatures);
        steps.Recognize();

        Assert.Equal((PostState.Predicting, ImageStatus.Read), (steps.Post.State, steps.ImageStatus));
        Assert.Equal("not-a-picture", steps.Post.ImageFault!.Code);
        Assert.Contains("VisionFeatures", steps.Post.ImageFault.Reason, StringComparison.Ordinal);
        Assert.Equal(("OPEN DAILY", null), (steps.LastPrediction.OcrText, steps.LastPrediction.Grid));
    }

    [Fact]
    public void Should_be_predicted_from_its_text_when_both_readers_refuse()
    {
        var steps = SteppedPost.WithPicture();

        steps.Reject(ImageReader.Ocr);
        steps.Reject(ImageReader.VisionFeatures);

        Assert.Equal((PostState.Predicting, ImageStatus.Rejected), (steps.Post.State, steps.ImageStatus));
        Assert.Equal(("hello", null, null), (steps.LastPrediction.Text, steps.LastPrediction.OcrText, steps.LastPrediction.Grid));
    }

    [Fact]
    public void Should_fail_with_their_reason_when_both_readers_refuse_and_there_is_no_text()
    {
        var steps = SteppedPost.WithPicture(text: " ");

        steps.Reject(ImageReader.Ocr);
        steps.Reject(ImageReader.VisionFeatures);

        Assert.Equal(PostState.Failed, steps.Post.State);
        Assert.Equal("not-a-picture", steps.Post.Failure!.Code);
        Assert.Empty(steps.Sent.OfType<PredictKeyphrases>());
    }

    [Fact]
    public void Should_be_predicted_from_its_text_when_the_picture_was_not_fetched()
    {
        var steps = SteppedPost.WithUnfetchedPicture("hello");

        Assert.Equal((PostState.Predicting, ImageStatus.Rejected), (steps.Post.State, steps.ImageStatus));
        Assert.Equal("url-status", steps.Post.ImageFault!.Code);
    }

    [Fact]
    public void Should_fail_when_the_picture_was_not_fetched_and_there_is_no_text()
    {
        var steps = SteppedPost.WithUnfetchedPicture("");

        Assert.Equal(PostState.Failed, steps.Post.State);
        Assert.Equal("url-status", steps.Post.Failure!.Code);
        Assert.Empty(steps.Sent);
    }

    [Fact]
    public void Should_show_what_a_limit_left_out_of_its_text()
    {
        var steps = SteppedPost.WithPicture();
        var cut = new TextCut { Code = "too-many-lines", Reason = "2 lines were read; the first 1 are passed on (Ocr__MaxLines)." };

        steps.Post.TextRecognized(Answers.TextOf(steps.Image) with { Cut = cut, UnreadLines = 4 }, steps.Now);

        var ocr = Assert.Single(PostResource.Of(steps.Post).Images).Ocr;
        Assert.Equal((cut, 4), (ocr!.Cut, ocr.UnreadLines));
    }

    [Fact]
    public void Should_go_on_without_readers_that_are_late()
    {
        var steps = SteppedPost.WithPicture();
        steps.Recognize();
        steps.Elapsed = steps.Options.PictureDeadline;

        steps.Post.PictureIsDue(SteppedPost.NeverHeard, steps.Now);

        Assert.Equal((PostState.Predicting, ImageStatus.Late), (steps.Post.State, steps.ImageStatus));
        Assert.Equal("vision-features-late", steps.Post.ImageFault!.Code);
        Assert.Equal("OPEN DAILY", steps.LastPrediction.OcrText);
    }

    [Fact]
    public void Should_not_change_any_more_when_the_late_reader_answers()
    {
        var steps = SteppedPost.WithPicture();
        steps.Elapsed = steps.Options.PictureDeadline;
        steps.Post.PictureIsDue(SteppedPost.NeverHeard, steps.Now);

        steps.Recognize();
        steps.Extract();

        Assert.Single(steps.Sent.OfType<PredictKeyphrases>());
        Assert.Equal((ImageStatus.Late, "picture-late"), (steps.ImageStatus, steps.Post.ImageFault!.Code));
        Assert.Null(steps.FirstImage.Ocr);
    }

    [Fact]
    public void Should_fail_when_the_picture_is_late_and_there_is_no_text()
    {
        var steps = SteppedPost.WithPicture(text: "");
        steps.Elapsed = steps.Options.PictureDeadline;

        steps.Post.PictureIsDue(SteppedPost.NeverHeard, steps.Now);

        Assert.Equal((PostState.Failed, "picture-late"), (steps.Post.State, steps.Post.Failure!.Code));
    }

    [Fact]
    public void Should_wait_on_while_the_queue_before_it_moves()
    {
        var steps = SteppedPost.WithPicture();
        steps.Elapsed = TimeSpan.FromMinutes(5);
        var heardAt = steps.Now.Now - TimeSpan.FromSeconds(1);

        steps.Post.PictureIsDue(new ReadersHeard(heardAt, heardAt), steps.Now);

        Assert.Equal(PostState.Reading, steps.Post.State);
        Assert.Equal(heardAt + steps.Options.PictureDeadline, steps.Post.DueAt);
    }

    [Fact]
    public void Should_not_wait_for_a_reader_that_is_silent_because_the_other_is_busy()
    {
        var steps = SteppedPost.WithPicture();
        steps.Extract();
        steps.Elapsed = TimeSpan.FromMinutes(5);

        steps.Post.PictureIsDue(new ReadersHeard(Ocr: null, Features: steps.Now.Now), steps.Now);

        Assert.Equal((PostState.Predicting, "ocr-late"), (steps.Post.State, steps.Post.ImageFault!.Code));
    }

    [Fact]
    public void Should_not_wait_for_ever_however_busy_the_readers_are()
    {
        var steps = SteppedPost.WithPicture();
        steps.Elapsed = steps.Options.MaxPictureWait;

        steps.Post.PictureIsDue(new ReadersHeard(steps.Now.Now, steps.Now.Now), steps.Now);

        Assert.Equal(PostState.Predicting, steps.Post.State);
    }

    [Fact]
    public void Should_send_again_what_it_waits_on_when_it_resumes()
    {
        var steps = SteppedPost.WithPicture();
        steps.Recognize();

        steps.Post.Resume(steps.Now);
        Assert.Equal(2, steps.Sent.OfType<ImageReceived>().Count());
        Assert.NotNull(steps.FirstImage.Ocr);

        steps.Extract();
        steps.Post.Resume(steps.Now);
        Assert.Equal(2, steps.Sent.OfType<PredictKeyphrases>().Count());

        steps.Predict();
        steps.Post.Resume(steps.Now);
        Assert.Equal(4, steps.Sent.Count);
    }
}
