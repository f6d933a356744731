using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Finds tagged posts similar to a post, among posts in CMKP's format, as memory-index does.</summary>
internal sealed class NeighbourFinder
{
    private static readonly NeighbourSettings Settings = new();

    private readonly KeyHashIndex _index;
    private readonly ILookup<string, long> _ids;

    public NeighbourFinder(IEnumerable<CmkpPost> posts)
    {
        var tagged = posts.Select(
            post =>
                new TaggedPost { Text = post.Text, Ocr = post.Ocr, Attributes = post.Attributes ?? [],
                    Keyphrases = post.Keyphrases }).ToArray();
        _ids = tagged.Select((post, place) => (post.Text, Id: place + 1L))
            .ToLookup(post => post.Text, post => post.Id, StringComparer.Ordinal);
        _index = KeyHashIndex.Empty(Settings.FrequencyCutoff).With(tagged.Select((post, place) => post.ToMemory(place + 1)), epoch: 1);
    }

    /// <summary>Most similar first; skips posts with the same text.</summary>
    public IReadOnlyList<TaggedNeighbour> Find(KeyphraseInput post) =>
        [.. _index.FindNeighbours(TaggedPost.KeyOf(post.Text, post.OcrText, post.Attributes), Settings.Count,
            isForgotten: id => _ids[post.Text].Contains(id))
            .Select(found => new TaggedNeighbour((float)found.Similarity, TaggedPost.KeyphrasesOf(found.Memory.Value)))];
}
