using Engram.Imaging;
using Engram.Ocr.Evaluation;
using Engram.TestKit;

namespace Engram.Ocr.Tests;

/// <summary><see cref="OcrEvaluation"/>.</summary>
public sealed class When_an_engine_is_evaluated(Engines engines)
{
    [Fact]
    public void Should_read_made_pictures_with_at_most_half_a_percent_of_character_errors()
    {
        var data = Repository.FindEvaluationData("ocr");
        Assert.SkipWhen(data is null, Repository.NoEvaluationData);
        var scores = OcrEvaluation.Run(
            ReaderWith(OcrEngine.Paddle), LabelledPicture.ReadList(data!), report: null, TestContext.Current.CancellationToken);
        Assert.Equal(39, scores.Pictures);
        Assert.InRange(scores.Characters.Rate, 0, 0.005);
        Assert.InRange(scores.Words.Recall, 0.97, 1);
        Assert.InRange(scores.Words.Precision, 0.97, 1);
    }

    [Fact]
    public void Should_count_what_is_read_wrong()
    {
        using var directory = new TemporaryFolder();
        var png = WrittenPicture.Draw(500, 90, new WrittenLine("HELLO THERE", 30, 30)).ToPng();
        File.WriteAllBytes(directory.In("right.png"), png);
        File.WriteAllBytes(directory.In("wrong.png"), png);
        File.WriteAllLines(directory.In(LabelledPicture.ListName), ["right.png\tHELLO  THERE", "wrong.png\tHELLO THERE AGAIN", ""]);
        var scores = OcrEvaluation.Run(
            ReaderWith(OcrEngine.Paddle), LabelledPicture.ReadList(directory.Path), report: null, TestContext.Current.CancellationToken);
        Assert.Equal(new OcrScores("paddle/pp-ocrv4", 2, new(6, 28), new(4, 5, 4), CutPictures: 0, UnreadLines: 0), scores);
    }

    [Theory]
    [InlineData("a.png", "expected 'file<TAB>text'")]
    [InlineData("a.png\ttext", "is not there")]
    [InlineData(null, "is not there")]
    public void Should_say_what_is_wrong_with_a_list(string? line, string expected)
    {
        using var directory = new TemporaryFolder();
        if (line is not null)
            File.WriteAllText(directory.In(LabelledPicture.ListName), line);
        var message = Assert.Throws<InvalidDataException>(() => LabelledPicture.ReadList(directory.Path)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    private PictureReader ReaderWith(OcrEngine engine) => new(new PictureDecoder(new ImagingOptions()), engines[engine], new OcrOptions());
}
