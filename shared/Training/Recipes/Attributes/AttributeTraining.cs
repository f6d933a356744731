using Engram.Keyphrases.Encoding;
using Engram.ModelStore;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Attributes;

/// <summary>Trains models of kind <see cref="ModelKinds.Attributes"/> on a folder of posts with pictures, as written by <c>engram-lab data
/// prepare</c> and <c>engram-lab train attributes</c>. The text of a post is the caption of its picture.</summary>
public sealed class AttributeTraining : ITrainingRecipe
{
    public string Kind => ModelKinds.Attributes;

    /// <summary>Folder with WordNet's files. Null uses the installed ones.</summary>
    public string? WordNetFolder { get; init; }

    public void Check(string experiment) => Read(experiment);

    public ITrainingSession Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var experiment = Read(request.Experiment);
        try
        {
            return new AttributeTask(request, experiment, TaggerDataSet.Open(request.DataDirectory),
                WordNetFolder is null ? WordNet.Open() : WordNet.Open(WordNetFolder));
        }
        catch (ModelPackageException e)
        {
            throw new ExperimentException(e.Message, e);
        }
    }

    private static AttributeExperiment Read(string experiment) => Experiment.Read(experiment, new AttributeExperiment());
}
