using Engram.Inference.ModelHosting;
using Engram.MemoryNetworks.Sequences;
using Engram.ModelStore;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Recommendations;

/// <summary>Models that recommend. All are loaded on first use: a system without one serves everything else.</summary>
public sealed class RecommenderModels(
    Func<string, HotSwapModel<ServedRecommender>> slotOf,
    ModelRepository repository,
    PromotionFollower follower,
    IOptions<RecommenderOptions> recommender,
    IOptions<InferenceOptions> options,
    TimeProvider time)
    : NamedModels<ServedRecommender>(
        standard: null, slotOf,
        new ModelSort(
            SequenceInterface.Kinds, "recommend", recommender.Value.MaxModels,
            $"{RecommenderOptions.SectionName}:{nameof(RecommenderOptions.MaxModels)}"),
        repository, follower, options, time)
{
    /// <summary>Name of the model for requests that name none.</summary>
    public string Default { get; } = recommender.Value.Model;
}
