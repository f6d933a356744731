using Engram.Contracts.Keyphrases;
using Engram.Inference.Batching;
using Engram.Inference.Serving;
using Engram.ModelPackage.Keyphrases;
using Engram.Text;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Keyphrases;

/// <summary>Tags a post: fetch its regions, encode, read in some batch, let the experts and the neighbours' votes be ranked.</summary>
public sealed class KeyphrasePredictor(ModelSlot<KeyphraseModel> models, RegionReader regions, IOptions<KeyphraseOptions> options)
{
    /// <exception cref="PostRejectedException">The post can't be tagged, now or later.</exception>
    public async Task<KeyphrasesPredicted> PredictAsync(PredictKeyphrases command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        using var lease = models.Borrow();
        var model = lease.Model;
        var post = model.Encoder.Encode(new KeyphrasePost
        {
            Text = command.Text,
            OcrText = command.OcrText,
            Attributes = command.Attributes,
            Regions = await regions.FindAsync(command.PostId, command.Grid, model, cancellationToken),
        });
        if (IsEmpty(post))
            throw new PostRejectedException(PostRejectedException.NothingToRead, "The post has no words, and nothing could be read from a picture.");

        var reading = await ReadAsync(model, post, cancellationToken);
        var ranked = model.Ranking.Rank(new ExpertOpinions
        {
            Words = post.OwnWords,
            OcrWords = post.OcrWords,
            Generated = reading.Generated,
            Classified = reading.Classified,
            Neighbours = [.. (command.Neighbours?.Posts ?? []).Select(neighbour => new TaggedNeighbour(neighbour.Similarity, neighbour.Keyphrases))],
        }, options.Value.MaxKeyphrases);
        return new KeyphrasesPredicted
        {
            CommandId = command.CommandId,
            PostId = command.PostId,
            Model = model.Package.Id,
            Keyphrases = [.. ranked.Where(phrase => phrase.Score >= options.Value.MinScore).Select(phrase => KeyphraseOf(phrase, post, reading))],
            Attention = Explanation.Of(post, reading),
            Neighbours = command.Neighbours,
        };
    }

    private static async Task<PostReading> ReadAsync(KeyphraseModel model, PostEncoding post, CancellationToken cancellationToken)
    {
        try
        {
            return await model.ReadAsync(post, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // A model or a device that fails on everything is not the post's fault: then the probe throws, and the post is kept.
            model.Probe();
            throw new PostRejectedException(PostRejectedException.ModelFailed, e.Message, e);
        }
    }

    private static bool IsEmpty(PostEncoding post) =>
        post is { Tokens: [Vocabulary.Separator], Attributes: [], Regions.IsEmpty: true };

    private static Keyphrase KeyphraseOf(RankedPhrase ranked, PostEncoding post, PostReading reading) => new()
    {
        Phrase = ranked.Phrase,
        Hashtag = Hashtag.FromPhrase(ranked.Phrase),
        Score = ranked.Score,
        Source = SourceOf(ranked.Source),
        Words = reading.Generated.FirstOrDefault(generated => generated.Phrase == ranked.Phrase) is { } generated ? Explanation.MostAttended(post, generated.Attention) : null,
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
