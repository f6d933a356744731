using System.Text;
using System.Text.Json;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.ModelStore;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Posts tagged by people, searched for neighbors as serving programs do.</summary>
public sealed class TaggedPostMemory
{
    private static readonly JsonSerializerOptions LineOptions = new(ManifestJson.Options) { WriteIndented = false };

    private readonly Dictionary<string, long> _ids;
    private readonly IReadOnlyList<TaggedPost> _posts;
    private readonly KeyHashIndex _index;
    private readonly NeighbourSettings _settings;
    private readonly KeyphraseExperiment _experiment;

    /// <param name="posts">Posts to store.</param>
    /// <param name="settings">How to search them.</param>
    /// <param name="experiment">Decides which parts of a post are used.</param>
    public TaggedPostMemory(IReadOnlyList<LabelledPost> posts, NeighbourSettings settings, KeyphraseExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _experiment) = (settings, experiment);
        _ids = posts.Select((post, place) => (post.Id, Number: place + 1L))
            .ToDictionary(post => post.Id, post => post.Number, StringComparer.Ordinal);
        _posts = [.. posts.Select(TaggedPostOf)];
        _index = KeyHashIndex.Empty(settings.FrequencyCutoff).With(_posts.Select((post, place) => post.ToMemory(place + 1)), epoch: 1);
    }

    /// <summary>Finds similar posts, most similar first, excluding the post itself.</summary>
    public IReadOnlyList<TaggedNeighbour> Find(LabelledPost post)
    {
        ArgumentNullException.ThrowIfNull(post);
        var itself = _ids.GetValueOrDefault(post.Id);
        var tagged = TaggedPostOf(post);
        return [.. _index.FindNeighbours(TaggedPost.KeyOf(tagged.Text, tagged.Ocr, tagged.Attributes), _settings.Count,
            isForgotten: id => id == itself)
            .Select(found => new TaggedNeighbour((float)found.Similarity, TaggedPost.KeyphrasesOf(found.Memory.Value)))];
    }

    /// <summary>Writes the posts into a package.</summary>
    public void Save(string directory) => File.WriteAllLines(
        Path.Combine(directory, KeyphraseInterface.TaggedPostsFileName),
        _posts.Select(post => JsonSerializer.Serialize(post, LineOptions)), new UTF8Encoding(false));

    private TaggedPost TaggedPostOf(LabelledPost post)
    {
        var read = KeyphraseData.Read(post, _experiment);
        return new TaggedPost { Text = read.Text, Ocr = read.OcrText, Attributes = read.Attributes, Keyphrases = post.Keyphrases };
    }
}
