using Engram.Inference.Keyphrases;
using Engram.ModelPackage.Keyphrases;
using Engram.VisionFeatures;

namespace Engram.Cli.Keyphrases;

/// <summary>Gives posts of files their keyphrases, in order, a few hundred at a time.</summary>
/// <param name="network">The networks of the package.</param>
/// <param name="neighbours">Its tagged posts; null leaves them out.</param>
/// <param name="pictures">Their pictures; null leaves them out.</param>
/// <param name="best">Most phrases of a post.</param>
public sealed class KeyphrasePrediction(IKeyphraseNetwork network, PackageNeighbours? neighbours, PostPictures? pictures, int best)
{
    private const int PostsAtATime = 512; // to be sorted by length: posts of one length share a batch without padding
    private const int BatchPosts = 32;
    private const int BatchTokens = 4096;

    private readonly KeyphraseRanking _ranking = KeyphraseRanking.Of(network.Package);
    private readonly bool _readsPictures = network.Regions is not null && pictures is not null
        && (network.Package.Manifest.FindParameter<string>(KeyphraseInterface.BackboneParameter) ?? pictures.Backbone) == pictures.Backbone;

    /// <summary>For each post its phrases, best first. None holds what parts phrases or lines in a file.</summary>
    public IEnumerable<IReadOnlyList<RankedPhrase>> Predict(IEnumerable<CmkpPost> posts) => posts.Chunk(PostsAtATime).SelectMany(PredictChunk);

    private IReadOnlyList<RankedPhrase>[] PredictChunk(CmkpPost[] read)
    {
        var posts = read.Select(PostOf).ToArray();
        var encodings = posts.Select(network.Encoder.Encode).ToArray();
        var phrases = new IReadOnlyList<RankedPhrase>[read.Length];
        foreach (var batch in Batches(encodings))
        {
            foreach (var (place, reading) in batch.Zip(network.Read([.. batch.Select(place => encodings[place])])))
                phrases[place] = [.. Rank(posts[place], encodings[place], reading).Where(phrase => IsWritable(phrase.Phrase))];
        }

        return phrases;
    }

    private IReadOnlyList<RankedPhrase> Rank(KeyphrasePost post, PostEncoding encoding, PostReading reading) => _ranking.Rank(
        new ExpertOpinions
        {
            Words = encoding.OwnWords,
            OcrWords = encoding.OcrWords,
            Generated = reading.Generated,
            Classified = reading.Classified,
            Neighbours = neighbours?.Find(post) ?? [],
        },
        best);

    /// <summary>Places of posts that are read together: of about one length, no more than the bounds allow.</summary>
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

        yield return batch;
    }

    private KeyphrasePost PostOf(CmkpPost post)
    {
        PictureFeatures? seen = pictures?.Find(post.Picture);
        return new KeyphrasePost
        {
            Text = post.Text,
            OcrText = post.Ocr,
            Attributes = post.Attributes ?? seen?.Attributes ?? [],
            Regions = seen is not null && _readsPictures ? PostPictures.RegionsOf(seen, network.Regions!.Value) : ReadOnlyMemory<float>.Empty,
        };
    }

    private static bool IsWritable(string phrase) => !phrase.AsSpan().ContainsAny(CmkpFiles.PhraseSeparator, '\n', '\r');
}
