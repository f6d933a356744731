using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Models;

namespace Engram.Training.Recipes.Stories;

/// <summary>Trains a network on a folder of stories in bAbI files.</summary>
/// <param name="kind">One of <see cref="Kinds"/>.</param>
public sealed class StoryTraining(string kind) : ITrainingRecipe
{
    /// <summary>Kinds of network that can learn stories.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [ModelKinds.MemoryNetwork, ModelKinds.EndToEndMemory, ModelKinds.KeyValueMemory];

    public string Kind => kind;

    public void Check(string experiment) => Experiment.Read<StoryExperiment>(experiment);

    public ITrainingSession Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var folder = StoryFolder.Open(request.DataDirectory);
        // The defaults depend on the number of tasks and questions.
        var asked = Experiment.Read<StoryExperiment>(request.Experiment);
        var questions = asked.Tasks.Max(task => folder.Read(task, StorySplit.Train, asked.HeldOut, asked.SplitSeed).Count);
        var experiment = Experiment.Read(request.Experiment, StoryExperiment.DefaultsOf(kind, asked.Tasks.Count, questions));
        return new StoryTask(request, kind, folder, experiment, shape => NewNetwork(experiment, shape));
    }

    private StoryNetwork NewNetwork(StoryExperiment experiment, StoryShape shape) => kind switch
    {
        ModelKinds.EndToEndMemory or ModelKinds.KeyValueMemory => new EndToEndMemoryNetwork(shape, experiment.EndToEnd),
        ModelKinds.MemoryNetwork when shape.MostSupporting == 0 => throw new ExperimentException(
            $"No question names its supporting sentences, which {ModelKinds.MemoryNetwork} learns from: after question and answer come a "
                + $"tab and the numbers of their lines. {ModelKinds.EndToEndMemory} does without."),
        ModelKinds.MemoryNetwork => new MemoryNetwork(shape, experiment.MemoryNetwork),
        _ => throw new ExperimentException($"'{kind}' can't be trained on stories; {string.Join(", ", Kinds)} can."),
    };
}
