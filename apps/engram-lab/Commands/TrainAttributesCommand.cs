using System.CommandLine;
using Engram.ModelStore;
using Engram.Training.Recipes.Attributes;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab train attributes</c>: trains a model that predicts attribute words of pictures, from any captioned
/// pictures.</summary>
public static class TrainAttributesCommand
{
    public static Command Create()
    {
        var captions = new CaptionOptions();
        var common = new TrainOptions(needsExperiment: false);
        var command = new Command(
            "attributes", "Train a predictor of the words that describe a picture: the nouns and adjectives of captions.");
        captions.AddTo(command);
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var folder = captions.FolderOf(parsed, cancellationToken);
            var name = common.NameOf(parsed, ModelKinds.Attributes);
            var one = (name, common.ReadExperiment(parsed), $"./engram-lab train attributes --name {name}{captions.TextOf(parsed)}");
            return common.TrainAsync(parsed, new AttributeTraining(), one, folder, cancellationToken);
        });
        return command;
    }
}
