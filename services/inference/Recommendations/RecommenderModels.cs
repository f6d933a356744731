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

    /// <summary>Names of the promoted models that know some of the items, the one that knows the most first.</summary>
    public IReadOnlyList<string> ThatKnow(IReadOnlyCollection<string> items) =>
        [.. Promoted().Select(model => (model.Manifest.Name, Known: ItemsOf(model).Count(items.Contains)))
            .Where(model => model.Known > 0).OrderByDescending(model => model.Known).Select(model => model.Name)];

    private static string[] ItemsOf(InstalledModel model)
    {
        try
        {
            return model.Read<string[]>(SequenceInterface.ItemsFileName);
        }
        catch (ModelPackageException)
        {
            return []; // The health check reports the damage.
        }
    }
}
