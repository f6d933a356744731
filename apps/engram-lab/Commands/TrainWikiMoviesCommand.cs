using System.CommandLine;
using System.Globalization;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;
using Engram.Training.Recipes.Relations;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab train wikimovies</c>: trains a key-value memory network over a knowledge base, on questions in the format of
/// WikiMovies or MetaQA.</summary>
public static class TrainWikiMoviesCommand
{
    public static Command Create()
    {
        var knowledge =
            new Option<FileInfo>("--kb") { Description = "Knowledge base: subject|relation|object a line.", HelpName = "FILE",
                Required = true };
        var train =
            new Option<FileInfo[]>("--train") { Description = "Questions to train on: question<TAB>answer|answer a line.",
                HelpName = "FILE", Required = true, AllowMultipleArgumentsPerToken = true };
        var dev = new Option<FileInfo>("--dev") { Description = "Questions to measure on.", HelpName = "FILE", Required = true };
        var hops =
            new Option<int?>("--hops") { Description = "How often the memory is read, in place of the experiment's.", HelpName = "N" };
        var documents = new Option<FileInfo?>("--documents") { Description = "Documents to read in place of the knowledge base's facts: "
            + "{\"title\", \"text\"} a line. The knowledge base then only says which entities there are.", HelpName = "FILE" };
        var represent =
            new Option<string?>("--represent") { Description = "How documents become memories, in place of the experiment's.",
                HelpName = "sentence|window|window-centre|window-title" };
        represent.AcceptOnlyFromAmong("sentence", "window", "window-centre", "window-title");
        var network =
            new Option<string>("--network") { Description = "kv-memnn: reads recalled facts by the words of their keys (Miller et al. "
                + "2016). relation-memory: follows the relations that a question asks for.", DefaultValueFactory = _ =>
                    ModelKinds.KeyValueMemory, HelpName = "KIND" };
        network.AcceptOnlyFromAmong(ModelKinds.KeyValueMemory, ModelKinds.RelationMemory);
        var types = new Option<FileInfo?>("--types") { Description = "Type of each question of the first file of --train, line by line, "
            + "for relation-memory: questions of one type ask for one path.", HelpName = "FILE" };
        var common = new TrainOptions(needsExperiment: false);
        var command = new Command("wikimovies", "Train a key-value memory network to answer questions with the entities of a knowledge "
            + "base.") { knowledge, train, dev, hops, documents, represent, network, types };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var (facts, questions, measured) = (
                parsed.GetRequiredValue(knowledge), parsed.GetRequiredValue(train), parsed.GetRequiredValue(dev));
            var files = new KnowledgeFiles(
                facts.FullName, [.. questions.Select(file => file.FullName)], measured.FullName, parsed.GetValue(documents)?.FullName,
                parsed.GetValue(types)?.FullName);
            var wanted = parsed.GetRequiredValue(network);
            ITrainingRecipe kind = wanted == ModelKinds.RelationMemory ? new RelationKnowledgeTraining(files)
                : new KnowledgeTraining(files);
            var name = common.NameOf(parsed, $"wikimovies-{wanted}");
            var experiment = common.ReadExperiment(parsed);
            var text = $"./engram-lab train wikimovies --name {name} --kb {TrainOptions.Relative(facts)} --train "
                + $"{string.Join(' ', questions.Select(TrainOptions.Relative))} --dev {TrainOptions.Relative(measured)}";
            if (parsed.GetValue(hops) is { } given)
            {
                experiment = Experiment.With(experiment, "hops", given);
                text += string.Create(CultureInfo.InvariantCulture, $" --hops {given}");
            }

            if (wanted != ModelKinds.KeyValueMemory)
                text += $" --network {wanted}";
            if (parsed.GetValue(types) is { } typed)
                text += $" --types {TrainOptions.Relative(typed)}";
            if (parsed.GetValue(documents) is { } read)
                text += $" --documents {TrainOptions.Relative(read)}";
            if (parsed.GetValue(represent) is { } representation)
            {
                experiment = Experiment.With(experiment, "represent", representation);
                text += $" --represent {representation}";
            }

            return common.TrainAsync(parsed, kind, (name, experiment, text), "", cancellationToken);
        });
        return command;
    }
}
