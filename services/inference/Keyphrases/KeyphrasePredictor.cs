using Engram.Contracts.Keyphrases;
using Engram.Inference.Batching;
using Engram.Inference.ModelHosting;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Tagging;
using Engram.Text;
using Engram.Text.Languages;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Keyphrases;

/// <summary>Tags a post: fetches its regions, encodes it, reads it in a batch, and ranks the phrases of the model and of similar
/// posts.</summary>
public sealed class KeyphrasePredictor(
    HotSwapModel<KeyphraseModel> models, RegionReader regions, ILanguageGuesser languages, IOptions<KeyphraseOptions> options)
{
    /// <exception cref="PostRejectedException">The post can't be tagged, and a retry would not help.</exception>
    public async Task<KeyphrasesPredicted> PredictAsync(PredictKeyphrases command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        using var lease = models.Borrow();
        var model = lease.Model;
        var post = model.Encoder.Encode(new KeyphraseInput
        {
            Text = command.Text,
            OcrText = WordsOfPictures(command),
            Attributes = command.Attributes,
            Regions = await regions.FindAsync(command.PostId, command.Grid, model, cancellationToken),
        });
        if (IsEmpty(post))
            throw new PostRejectedException(
                PostRejectedException.NothingToRead, "The post has no words, and nothing could be read from a picture.");

        var reading = await ReadAsync(model, post, cancellationToken);
        var opinions = new PhraseEvidence
        {
            Words = post.OwnWords,
            OcrWords = post.OcrWords,
            Generated = reading.Generated,
            Classified = reading.Classified,
            Neighbours =
                [.. (command.Neighbours?.Posts ?? []).Select(neighbour => new TaggedNeighbour(neighbour.Similarity, neighbour.Keyphrases))],
        };
        Keyphrase[] keyphrases =
            [.. model.Tags is { } ranker ? RankSources(ranker, command, opinions, post, reading) : RankModel(model.Ranking, opinions,
                post, reading)];
        return new KeyphrasesPredicted
        {
            CommandId = command.CommandId,
            PostId = command.PostId,
            Model = model.Package.Id,
            Keyphrases = keyphrases,
            Reason = keyphrases.Length == 0 ? KeyphrasesPredicted.NoTopic : null,
            Attention = AttentionSummary.Of(post, reading),
            Neighbours = command.Neighbours,
        };
    }

    /// <summary>Keyphrases from every source, ranked by the package's ranker.</summary>
    private IEnumerable<Keyphrase> RankSources(
        TagRanker ranker, PredictKeyphrases command, PhraseEvidence opinions, PostEncoding post, KeyphraseOutputs reading)
    {
        var (text, picture) = (TextWithHashtags(command), WordsOfPictures(command));
        var input = new TaggingInput
        {
            Text = text,
            Language = command.Languages.Select(LanguageTag.Parse).FirstOrDefault(language => language is not null)
                ?? languages.Guess(string.IsNullOrWhiteSpace(text) ? picture ?? "" : text),
            OcrText = picture,
            Attributes = command.Attributes,
            Objects = SeenObjects.Of(command.Objects),
            Opinions = opinions,
        };
        return ranker.Rank(input, options.Value.MaxKeyphrases, options.Value.MinScore)
            .Select(tag => KeyphraseOf(tag.Phrase, tag.Score, SourceOf(tag.Source), post, reading) with
        {
            RestsOn = tag.Words.Count == 0 ? null : tag.Words,
        });
    }

    /// <summary>Keyphrases from the model and from similar posts.</summary>
    private IEnumerable<Keyphrase> RankModel(
        KeyphraseRanking ranking, PhraseEvidence opinions, PostEncoding post, KeyphraseOutputs reading) =>
        ranking.Rank(opinions, options.Value.MaxKeyphrases)
            .Where(phrase => phrase.Score >= (options.Value.MinScore ?? KeyphraseRanking.LeastScore))
            .Select(phrase => KeyphraseOf(phrase.Phrase, phrase.Score, SourceOf(phrase.Source), post, reading));

    /// <summary>The text, followed by those hashtags listed by the platform that the text lacks.</summary>
    private static string TextWithHashtags(PredictKeyphrases command) => string.Join(' ', command.Hashtags
        .Select(hashtag => "#" + hashtag)
        .Where(hashtag => !command.Text.Contains(hashtag, StringComparison.OrdinalIgnoreCase))
        .Prepend(command.Text));

    /// <summary>Text read in the pictures and the author's alternative texts; null if there is neither.</summary>
    private static string? WordsOfPictures(PredictKeyphrases command) =>
        command.AltTexts.Count == 0 ? command.OcrText
            : string.Join(' ', command.AltTexts.Prepend(command.OcrText).Where(words => !string.IsNullOrEmpty(words)));

    private static async Task<KeyphraseOutputs> ReadAsync(KeyphraseModel model, PostEncoding post, CancellationToken cancellationToken)
    {
        try
        {
            return await model.ReadAsync(post, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // If the model or the device fails on everything, the post is not at fault: then the probe throws too, and the post is kept.
            model.Probe();
            throw new PostRejectedException(PostRejectedException.ModelFailed, e.Message, e);
        }
    }

    private static bool IsEmpty(PostEncoding post) =>
        post is { Tokens: [Vocabulary.Separator], Attributes: [], Regions.IsEmpty: true };

    private static Keyphrase KeyphraseOf(string phrase, float score, KeyphraseSource source, PostEncoding post, KeyphraseOutputs reading) =>
        new()
    {
        Phrase = phrase,
        Hashtag = Hashtag.FromPhrase(phrase),
        Score = score,
        Source = source,
        Words = reading.Generated.FirstOrDefault(generated => generated.Phrase == phrase) is { } generated
            ? AttentionSummary.MostAttended(post, generated.Attention) : null,
    };

    private static KeyphraseSource SourceOf(TagSource source) => source switch
    {
        TagSource.Hashtag => KeyphraseSource.Hashtag,
        TagSource.Post => KeyphraseSource.Post,
        TagSource.Ocr => KeyphraseSource.Ocr,
        TagSource.Classifier => KeyphraseSource.Classifier,
        TagSource.Generator => KeyphraseSource.Generator,
        TagSource.Neighbour => KeyphraseSource.Neighbour,
        TagSource.Picture => KeyphraseSource.Picture,
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Not a source of tags."),
    };

    private static KeyphraseSource SourceOf(PhraseSource source) => source switch
    {
        PhraseSource.Classifier => KeyphraseSource.Classifier,
        PhraseSource.Generator => KeyphraseSource.Generator,
        PhraseSource.CopiedFromPost => KeyphraseSource.CopiedFromPost,
        PhraseSource.CopiedFromOcr => KeyphraseSource.CopiedFromOcr,
        PhraseSource.Neighbour => KeyphraseSource.Neighbour,
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Not a source of phrases."),
    };
}
