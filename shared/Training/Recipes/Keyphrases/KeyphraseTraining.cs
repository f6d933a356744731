using Engram.ModelStore;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Trains models of kind <see cref="ModelKinds.Keyphrases"/> on files of CMKP's form, on a folder that <c>engram-lab data
/// prepare</c> wrote, or on both.</summary>
public sealed class KeyphraseTraining : ITrainingRecipe
{
    public string Kind => ModelKinds.Keyphrases;

    /// <summary>The files to train on beside the request's folder; a run that was queued in the trainer service has none.</summary>
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
