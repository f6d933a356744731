using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.Trainer.Training;

namespace Engram.Trainer.Keyphrases;

/// <summary>Trains models of kind <see cref="ModelKinds.KeyphraseTagger"/> on a folder that <c>engram data prepare</c> wrote.</summary>
public sealed class KeyphraseTaggerTraining : ITrainable
{
    public string Kind => ModelKinds.KeyphraseTagger;

    public ITrainingTask Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var experiment = Experiment.Read<TaggerExperiment>(request.Experiment, read => read.Training);
        try
        {
            return new KeyphraseTaggerTask(request, experiment, TaggerDataSet.Open(request.DataDirectory));
        }
        catch (ModelPackageException e)
        {
            throw new ExperimentException(e.Message, e);
        }
    }
}
