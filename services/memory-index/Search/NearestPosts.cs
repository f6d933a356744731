using Engram.Contracts.Keyphrases;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Microsoft.Extensions.Options;

namespace Engram.MemoryIndex.Search;

/// <summary>Adds the most similar tagged posts to a post's prediction command. It only reads, so a duplicate message has the same
/// result.</summary>
public sealed class NearestPosts(
    MemorySets sets, MemoryIndexMetrics metrics, IOptions<MemoryIndexOptions> options, TimeProvider time, ILogger<NearestPosts> logger)
{
    /// <summary>Returns the prediction command with the post's neighbors. If the set is unknown, deleted or not served, it has none and
    /// gives the reason, so that no post is held up.</summary>
    public async Task<PredictKeyphrases> RecallAsync(RecallNeighbours command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        var begun = time.GetTimestamp();
        var post = command.Prediction;
        var index = await FindAsync(command.SetId, cancellationToken);
        if (index is null)
        {
            metrics.PostWithoutSet();
            Log.PostWithoutSet(logger, post.PostId, command.SetId);
            return post with { Neighbours = new RecalledNeighbours { SetId = command.SetId, Fault = RecalledNeighbours.UnknownMemorySet,
                Posts = [] } };
        }

        var found = index.FindNeighbours(
            TaggedPost.KeyOf(post.Text, post.OcrText, post.AltTexts.Concat(post.Attributes)),
            options.Value.MaxNeighbours,
            options.Value.MaxNeighbourCharacters);
        metrics.NeighboursFound(found.Count, time.GetElapsedTime(begun));
        return post with { Neighbours = new RecalledNeighbours { SetId = command.SetId, Epoch = index.Epoch,
            Posts = [.. found.Select(Describe)] } };
    }

    private async Task<KeyHashIndex?> FindAsync(Guid setId, CancellationToken cancellationToken)
    {
        try
        {
            return await sets.FindNewestAsync(setId, cancellationToken);
        }
        catch (HashingException e)
        {
            Log.SetNotServed(logger, setId, e.Message);
            return null;
        }
    }

    private static NeighbourPost Describe(Neighbour neighbour) => new()
    {
        MemoryId = neighbour.Memory.Id,
        PostId = neighbour.Memory.Source,
        Similarity = (float)neighbour.Similarity,
        Keyphrases = TaggedPost.KeyphrasesOf(neighbour.Memory.Value),
    };
}
