using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.Trainer.Training;

namespace Engram.Trainer.Attributes;

/// <summary>
/// Trains models of kind <see cref="ModelKinds.Attributes"/> on a folder of posts with pictures, as <c>engram data prepare</c> and <c>engram train
/// attributes</c> write it: the text of a post is the caption of its picture.
/// </summary>
public sealed class AttributeTraining : ITrainable
{
    public string Kind => ModelKinds.Attributes;

    /// <summary>Folder of WordNet's files; null: where they are installed.</summary>
    public string? WordNetFolder { get; init; }

    public ITrainingTask Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var experiment = Experiment.Read(request.Experiment, new AttributeExperiment());
        try
        {
            return new AttributeTask(request, experiment, TaggerDataSet.Open(request.DataDirectory), WordNetFolder is null ? WordNet.Open() : WordNet.Open(WordNetFolder));
        }
        catch (ModelPackageException e)
        {
            throw new ExperimentException(e.Message, e);
        }
    }
}
