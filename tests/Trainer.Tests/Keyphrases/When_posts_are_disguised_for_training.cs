using Engram.ModelPackage.Keyphrases;
using Engram.Text;
using Engram.Trainer.Keyphrases;

namespace Engram.Trainer.Tests.Keyphrases;

public sealed class When_posts_are_disguised_for_training : IDisposable
{
    private const int Channels = 2;
    private static readonly TaggerExperiment Plain = new() { WordMinimumCount = 1, LabelMinimumCount = 1, WordDropout = 0, TextDropout = 0, CarrierText = 0, LongestPost = 12 };

    private readonly string _folder = Directory.CreateTempSubdirectory("engram-disguise-").FullName;
    private readonly TaggerDataSet _data;

    public When_posts_are_disguised_for_training()
    {
        using (var writer = new TaggerDataSetWriter(_folder, Channels))
        {
            writer.Add(PostOf("drawing", "red guitar"), new float[TaggerInterface.Regions * Channels]);
            writer.Add(PostOf("tweet", "so long and thanks for all the fish my friends of the sea"), []);
            writer.Complete("eye/1", []);
        }

        _data = TaggerDataSet.Open(_folder);
    }

    [Fact]
    public void Should_leave_them_as_serving_sees_them_where_nothing_is_hidden() =>
        Assert.Equal(BatchesOf(Plain).Encode(_data.Posts).Tokens, BatchesOf(Plain).EncodeForTraining(_data.Posts, new Random(1)).Tokens);

    [Fact]
    public void Should_tell_a_drawing_in_the_middle_of_a_tweet_and_leave_tweets_alone()
    {
        var batches = BatchesOf(Plain with { CarrierText = 0.95 });
        var drawing = batches.Encode([_data.Posts[0]]).Tokens;
        var tweet = batches.Encode([_data.Posts[1]]).Tokens;
        var random = new Random(1);

        var disguised = Enumerable.Range(0, 50).Select(_ => batches.EncodeForTraining([_data.Posts[0]], random).Tokens).ToArray();

        Assert.All(disguised, tokens => Assert.InRange(tokens.Length, drawing.Length, Plain.LongestPost));
        Assert.All(disguised, tokens => Assert.Contains(string.Join(' ', drawing), string.Join(' ', tokens), StringComparison.Ordinal));
        Assert.True(disguised.Select(tokens => tokens.Length).Distinct().Count() > 5);
        Assert.Equal(tweet, batches.EncodeForTraining([_data.Posts[1]], random).Tokens);
    }

    [Fact]
    public void Should_hide_about_the_share_of_words_it_is_told_to()
    {
        var batches = BatchesOf(Plain with { WordDropout = 0.25 });
        var random = new Random(1);

        var tokens = Enumerable.Range(0, 400).SelectMany(_ => batches.EncodeForTraining([_data.Posts[1]], random).Tokens).ToArray();

        // 4,800 draws: a standard deviation is 0.006.
        Assert.InRange(tokens.Count(token => token == Vocabulary.Unknown) / (double)tokens.Length, 0.22, 0.28);
    }

    [Fact]
    public void Should_hide_the_whole_text_only_where_a_model_sees_the_picture()
    {
        var seen = BatchesOf(Plain with { TextDropout = 0.95 });
        var blind = BatchesOf(Plain with { TextDropout = 0.95, Vision = false });
        var random = new Random(1);
        bool AllHidden(TaggerBatches batches, int post) => Enumerable.Range(0, 50)
            .Any(_ => batches.EncodeForTraining([_data.Posts[post]], random).Tokens.All(token => token == Vocabulary.Unknown));

        Assert.True(AllHidden(seen, 0));
        Assert.False(AllHidden(seen, 1));
        Assert.False(AllHidden(blind, 0));
    }

    private TaggerBatches BatchesOf(TaggerExperiment experiment) => new(new TaggerCorpus(_data, experiment), experiment);

    private static LabelledPost PostOf(string source, string text) => new()
    {
        Id = $"{source}/1",
        Source = source,
        Text = text,
        Ocr = "",
        Attributes = [],
        Keyphrases = ["music"],
        Split = DataSplit.Train,
    };

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
