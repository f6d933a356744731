using Engram.ModelStore;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Trains models of kind <see cref="ModelKinds.Keyphrases"/> on files in CMKP's format, on a folder written by <c>engram-lab data
/// prepare</c>, or on both.</summary>
public sealed class KeyphraseTraining : ITrainingRecipe
{
    public string Kind => ModelKinds.Keyphrases;

    /// <summary>Files to train on in addition to the request's folder; null for a run queued in the trainer service.</summary>
    public KeyphraseFiles? Files { get; init; }

    public void Check(string experiment) => Read(experiment);

    public ITrainingSession Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var experiment = Read(request.Experiment);
        return new KeyphraseTask(request, experiment,
            KeyphraseData.Open(Files, request.DataDirectory.Length == 0 ? null : request.DataDirectory, experiment.HeldOut));
    }

    /// <exception cref="ExperimentException">The experiment can't be used.</exception>
    public static KeyphraseExperiment Read(string json) => Experiment.Read<KeyphraseExperiment>(json).Checked();
}
