using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.Text;
using Engram.Training.Models;
using Engram.Training.Recipes.Keyphrases;
using Engram.Training.Torch;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab experiments show</c>: prints the layers of a keyphrase experiment's model with shapes and parameter
/// counts.</summary>
public static class ExperimentsShowCommand
{
    public static Command Create() => new("experiments", "Look at experiments.") { CreateShow() };

    private static Command CreateShow()
    {
        var file = new Argument<FileInfo>("experiment") { Description = "JSON with the differences from the defaults." };
        var vocabulary =
            new Option<int>("--vocabulary") { Description = "Words of the vocabulary, marks counted.", HelpName = "N",
                Required = true }.Between(Vocabulary.Marks.Count, int.MaxValue);
        var labels =
            new Option<int>("--labels") { Description = "Labels of the classifier.", HelpName = "N", Required = true }.Between(1,
                int.MaxValue);
        var channels =
            new Option<int>("--channels") { Description = "Features a region of a picture.", DefaultValueFactory = _ => 512,
                HelpName = "N" }.Between(1, int.MaxValue);
        var command = new Command("show",
            "Print every layer of a keyphrase model with its shape, and count the parameters.") { file, vocabulary, labels, channels };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!path.Exists)
                throw new CommandException($"{path} does not exist.");
            TorchBridge.EnsureAvailable();
            var experiment = KeyphraseTraining.Read(File.ReadAllText(path.FullName));
            var shape = experiment.ShapeOf(parsed.GetValue(vocabulary), parsed.GetValue(labels), parsed.GetValue(channels));
            new Report(parsed).Document(Describe(experiment, shape), Draw);
        });
        return command;
    }

    private static DescribedModel Describe(KeyphraseExperiment experiment, CrossMediaShape shape)
    {
        using var model = new M3hAtt(shape);
        var parameters = Parameters(model).Sum(parameter => parameter.Count);
        if (experiment.SecondPhase is null)
            return new DescribedModel(Parameters(model), parameters, parameters, null);
        model.FreezeAllButGenerator(experiment.UnusedLayer);
        var layers = Parameters(model);
        return new DescribedModel(
            layers, parameters, parameters, layers.Where(layer => layer.LearnsInSecondPhase).Sum(layer => layer.Count));
    }

    private static List<DescribedParameter> Parameters(M3hAtt model) =>
        [.. model.named_parameters().Select(one => new DescribedParameter(one.name, one.parameter.shape, one.parameter.numel(),
            one.parameter.requires_grad))];

    private static Spectre.Console.Rendering.IRenderable Draw(DescribedModel model)
    {
        var table = Tables.WithColumns("Layer", "Shape", "Parameters", "Learns in phase 2");
        foreach (var layer in model.Layers)
            table.AddTexts(layer.Name, $"[{string.Join(", ", layer.Shape)}]", Number(layer.Count),
                model.TrainableInSecondPhase is null ? "" : layer.LearnsInSecondPhase ? "yes" : "no");
        table.AddTexts("all", "", Number(model.Parameters), "");
        table.AddTexts("trainable in phase 1", "", Number(model.Trainable), "");
        if (model.TrainableInSecondPhase is { } second)
            table.AddTexts("trainable in phase 2", "", Number(second), "");
        return table;
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record DescribedParameter(string Name, IReadOnlyList<long> Shape, long Count, bool LearnsInSecondPhase);

    /// <param name="Layers">All parameters, including those of the second phase.</param>
    /// <param name="Parameters">Number of parameters of the first phase's model.</param>
    /// <param name="Trainable">Number of parameters trained in the first phase.</param>
    /// <param name="TrainableInSecondPhase">Number of parameters trained in the second phase, including those added for it; null without
    /// one.</param>
    private sealed record DescribedModel(
        IReadOnlyList<DescribedParameter> Layers, long Parameters, long Trainable, long? TrainableInSecondPhase);
}
