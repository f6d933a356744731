using Engram.ModelStore;
using Engram.Training.Recipes.Attributes;
using Engram.Training.Recipes.Keyphrases;
using Engram.Training.Recipes.Memories;
using Engram.Training.Recipes.Relations;
using Engram.Training.Recipes.Sequences;
using Engram.Training.Recipes.Stories;

namespace Engram.Training.Loop;

/// <summary>The kinds of model that can be trained, by name.</summary>
public sealed class TrainableKinds(IEnumerable<ITrainingRecipe> kinds)
{
    private readonly SortedDictionary<string, ITrainingRecipe> _kinds = new(kinds.ToDictionary(kind => kind.Kind), StringComparer.Ordinal);

    /// <summary>All kinds that this program can train. Kind <c>kv-memnn</c> is trained by <see cref="KeyValueMemoryTraining"/>, not on
    /// stories.</summary>
    public static TrainableKinds All { get; } = new(
        [new AttributeTraining(), new KeyphraseTraining(), new KeyValueMemoryTraining(), new RelationTraining(),
            new SequenceTraining(ModelKinds.Ksr), new SequenceTraining(ModelKinds.Gru4Rec), new TransETraining(),
            .. StoryTraining.Kinds.Where(kind => kind != ModelKinds.KeyValueMemory).Select(kind => new StoryTraining(kind))]);

    public IReadOnlyCollection<string> Names => _kinds.Keys;

    /// <exception cref="ExperimentException">There is no such kind.</exception>
    public ITrainingRecipe Find(string kind) => _kinds.TryGetValue(kind, out var found)
        ? found
        : throw new ExperimentException($"'{kind}' can't be trained; {string.Join(", ", Names)} can.");
}
