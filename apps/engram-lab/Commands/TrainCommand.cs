using System.CommandLine;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Recipes.Stories;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab train KIND</c>: trains a model package, and promotes it if it passes the gate.</summary>
public static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command(
            "train", "Train a model, export it, compare it with the trained one, and promote it when it is good enough.");
        foreach (var kind in TrainableKinds.All.Names.Where(kind => TrainableKinds.All.Find(kind) is not StoryTraining))
        {
            command.Add(kind switch
            {
                ModelKinds.Attributes => TrainAttributesCommand.Create(),
                ModelKinds.Keyphrases => TrainKeyphrasesCommand.Create(),
                _ => CreateKind(TrainableKinds.All.Find(kind)),
            });
        }

        command.Add(TrainBabiCommand.Create());
        command.Add(TrainWikiMoviesCommand.Create());
        command.Add(TrainRankerCommand.Create());
        return command;
    }

    private static Command CreateKind(ITrainingRecipe kind)
    {
        var data =
            new Option<DirectoryInfo>("--data") { Description = "Folder with the training data.", HelpName = "DIR", Required = true };
        var common = new TrainOptions();
        var command = new Command(kind.Kind, $"Train a {kind.Kind}.") { data };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(data);
            return common.TrainAsync(parsed, kind, folder.FullName, $" --data {TrainOptions.Relative(folder)}", cancellationToken);
        });
        return command;
    }
}
