using System.Text.Json;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.ModelStore;

namespace Engram.Lab.Keyphrases;

/// <summary>The tagged posts that a package contains.</summary>
public sealed class PackageNeighbours
{
    private readonly KeyHashIndex _index;
    private readonly int _count;

    private PackageNeighbours(KeyHashIndex index, int count)
    {
        _index = index;
        _count = count;
    }

    /// <summary>Returns null when the package has no tagged posts, or no mixture that would weigh them.</summary>
    /// <exception cref="ModelPackageException">A line is not a tagged post.</exception>
    public static PackageNeighbours? Of(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        var files = package.Manifest.Files;
        if (!files.ContainsKey(KeyphraseInterface.TaggedPostsFileName) || !files.ContainsKey(KeyphraseInterface.MixtureFileName))
            return null;
        var settings = package.Manifest.FindParameter<NeighbourSettings>(KeyphraseInterface.NeighboursParameter) ?? new NeighbourSettings();
        var path = package.PathOf(KeyphraseInterface.TaggedPostsFileName);
        var memories = File.ReadLines(path).Select((line, index) => Parse(line, $"{path}:{index + 1}").ToMemory(index + 1));
        return new PackageNeighbours(KeyHashIndex.Empty(settings.FrequencyCutoff).With(memories, epoch: 1), settings.Count);
    }

    /// <summary>Returns the most similar tagged posts, best first.</summary>
    public IReadOnlyList<TaggedNeighbour> Find(KeyphraseInput post)
    {
        ArgumentNullException.ThrowIfNull(post);
        return [.. _index.FindNeighbours(TaggedPost.KeyOf(post.Text, post.OcrText, post.Attributes), _count)
            .Select(found => new TaggedNeighbour((float)found.Similarity, TaggedPost.KeyphrasesOf(found.Memory.Value)))];
    }

    private static TaggedPost Parse(string line, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<TaggedPost>(line, JsonSerializerOptions.Web)
                ?? throw new ModelPackageException($"{place} holds only null.");
        }
        catch (JsonException e)
        {
            throw new ModelPackageException($"{place} is no tagged post: {e.Message}", e);
        }
    }
}
