using Engram.Contracts.Images;
using Engram.Inference.Keyphrases;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Tagging;
using Engram.VisionFeatures;

namespace Engram.Lab.Keyphrases;

/// <summary>Predicts keyphrases for the posts of files, in order, a few hundred at a time.</summary>
/// <param name="network">The networks of the package.</param>
/// <param name="neighbours">The package's tagged posts; null: without neighbors.</param>
/// <param name="pictures">The posts' pictures; null: without pictures.</param>
/// <param name="best">Maximum number of phrases per post.</param>
/// <param name="withRanker">Whether to rank the phrases of all sources with the package's ranker, if it has one; otherwise only the model's
/// phrases are ranked.</param>
/// <param name="leastScore">Phrases with a lower ranker score are left out; null: the ranker's own thresholds apply.</param>
public sealed class KeyphrasePrediction(
    IKeyphraseNetwork network, PackageNeighbours? neighbours, PostPictures? pictures, int best, bool withRanker, float? leastScore)
{
    private const int PostsAtATime = 512; // sorted by length: posts of equal length share a batch without padding
    private const int BatchPosts = 32;
    private const int BatchTokens = 4096;

    private readonly KeyphraseRanking _ranking = KeyphraseRanking.Of(network.Package);
    private readonly TagRanker? _tags = withRanker ? TagRanker.Of(network.Package) : null;
    private readonly bool _readsPictures = network.Regions is not null && pictures is not null
        && (network.Package.Manifest.FindParameter<string>(KeyphraseInterface.BackboneParameter) ?? pictures.Backbone) == pictures.Backbone;

    /// <summary>Yields each post with its scored phrases, best first. Phrases that contain a phrase or line separator are left
    /// out.</summary>
    public IEnumerable<(CmkpPost Post, IReadOnlyList<ScoredPhrase> Phrases)> Predict(IEnumerable<CmkpPost> posts) =>
        posts.Chunk(PostsAtATime).SelectMany(PredictChunk);

    /// <summary>Returns the output of classifier and generator for each post, in order.</summary>
    public static IReadOnlyList<PhraseEvidence> Read(IKeyphraseNetwork network, IReadOnlyList<KeyphraseInput> posts)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(posts);
        var encodings = posts.Select(network.Encoder.Encode).ToArray();
        var opinions = new PhraseEvidence[posts.Count];
        foreach (var batch in Batches(encodings))
        {
            foreach (var (place, reading) in batch.Zip(network.Read([.. batch.Select(place => encodings[place])])))
            {
                opinions[place] = new PhraseEvidence
                {
                    Words = encodings[place].OwnWords,
                    OcrWords = encodings[place].OcrWords,
                    Generated = reading.Generated,
                    Classified = reading.Classified,
                };
            }
        }

        return opinions;
    }

    private IEnumerable<(CmkpPost Post, IReadOnlyList<ScoredPhrase> Phrases)> PredictChunk(CmkpPost[] read)
    {
        var posts = read.Select(PostOf).ToArray();
        return read.Zip(posts, Read(network, [.. posts.Select(post => post.Post)])).Select(post => (
            post.First,
            (IReadOnlyList<ScoredPhrase>)[.. Rank(post.Second,
                post.Third with { Neighbours = neighbours?.Find(post.Second.Post) ?? [] }).Where(phrase => IsWritable(phrase.Phrase))]));
    }

    private IEnumerable<ScoredPhrase> Rank((KeyphraseInput Post, IReadOnlyList<DetectedObject> Objects) seen, PhraseEvidence opinions)
    {
        if (_tags is null)
            return _ranking.Rank(opinions, best).Select(phrase => new ScoredPhrase(phrase.Phrase, phrase.Score));
        var post = seen.Post;
        var input =
            new TaggingInput { Text = post.Text, OcrText = post.OcrText, Attributes = post.Attributes,
                Objects = SeenObjects.Of(seen.Objects), Opinions = opinions };
        return _tags.Rank(input, best, leastScore).Select(tag => new ScoredPhrase(tag.Phrase, tag.Score));
    }

    /// <summary>Indexes of posts to read together: similar in length, within the limits on posts and tokens.</summary>
    private static IEnumerable<List<int>> Batches(PostEncoding[] posts)
    {
        var batch = new List<int>();
        foreach (var place in Enumerable.Range(0, posts.Length).OrderBy(place => posts[place].Tokens.Length))
        {
            if (batch.Count == BatchPosts || (batch.Count + 1) * posts[place].Tokens.Length > BatchTokens && batch.Count > 0)
            {
                yield return batch;
                batch = [];
            }

            batch.Add(place);
        }

        if (batch.Count > 0)
            yield return batch;
    }

    private (KeyphraseInput Post, IReadOnlyList<DetectedObject> Objects) PostOf(CmkpPost post)
    {
        ExtractedFeatures? seen = pictures?.Find(post.Picture);
        return (new KeyphraseInput
        {
            Text = post.Text,
            OcrText = post.Ocr,
            Attributes = post.Attributes ?? seen?.Attributes ?? [],
            Regions = seen is not null && _readsPictures ? PostPictures.RegionsOf(seen, network.Regions!.Value)
                : ReadOnlyMemory<float>.Empty,
        }, seen?.Objects ?? []);
    }

    private static bool IsWritable(string phrase) => !phrase.AsSpan().ContainsAny(CmkpFiles.PhraseSeparator, '\n', '\r');
}

/// <summary>A phrase of a post and its score, 0 to 1.</summary>
public readonly record struct ScoredPhrase(string Phrase, float Score);
