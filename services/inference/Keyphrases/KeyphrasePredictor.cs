using Engram.Contracts.Keyphrases;
using Engram.Inference.Batching;
using Engram.Inference.Serving;
using Engram.ModelPackage.Keyphrases;
using Engram.Text;

namespace Engram.Inference.Keyphrases;

/// <summary>Tags a post: fetch its grid, encode, predict in some batch, decode.</summary>
public sealed class KeyphrasePredictor(ModelSlot<KeyphraseTagger> taggers, GridReader grids)
{
    /// <exception cref="PostRejectedException">The post can't be tagged, now or later.</exception>
    public async Task<KeyphrasesPredicted> PredictAsync(PredictKeyphrases command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        using var lease = taggers.Borrow();
        var tagger = lease.Model;
        var post = tagger.Encoder.Encode(new TaggerPost
        {
            Text = command.Text,
            OcrText = command.OcrText,
            Attributes = command.Attributes,
            Grid = await grids.FindAsync(command.PostId, command.Grid, tagger, cancellationToken),
        });
        if (IsEmpty(post))
            throw new PostRejectedException(PostRejectedException.NothingToRead, "The post has no words, and nothing could be read from a picture.");

        return new KeyphrasesPredicted
        {
            CommandId = command.CommandId,
            PostId = command.PostId,
            Model = tagger.Package.Id,
            Keyphrases = [.. (await PredictAsync(tagger, post, cancellationToken)).Select(Decode)],
        };
    }

    private static async Task<IReadOnlyList<ScoredPhrase>> PredictAsync(KeyphraseTagger tagger, EncodedPost post, CancellationToken cancellationToken)
    {
        try
        {
            return await tagger.PredictAsync(post, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // A model or a device that fails on everything is not the post's fault: then the probe throws, and the post is kept.
            tagger.Probe();
            throw new PostRejectedException(PostRejectedException.ModelFailed, e.Message, e);
        }
    }

    private static bool IsEmpty(EncodedPost post) =>
        post is { Tokens: [Vocabulary.Separator], Attributes: [], Grid.IsEmpty: true };

    private static Keyphrase Decode(ScoredPhrase scored) => new()
    {
        Phrase = scored.Phrase,
        Hashtag = Hashtag.FromPhrase(scored.Phrase),
        Score = scored.Score,
        Source = KeyphraseSource.Classifier,
    };
}
