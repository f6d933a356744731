using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Engram.CommandLine;
using Engram.Lab.Sequences;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Recipes.Sequences;
using Engram.Training.Torch;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab evaluate sequences</c>: trains KSR and its baselines on the same events and compares how they rank what came
/// next.</summary>
public static class EvaluateSequencesCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder with events.ndjson, MovieLens' CSV files or RecBole's atomic files, and a knowledge base.",
            HelpName = "DIR", Required = true,
        };
        var experiment =
            new Option<FileInfo?>("--experiment") { Description = "JSON with the differences from the defaults.", HelpName = "FILE" };
        var split = new Option<string?>("--split") { Description = "How events are held out, in place of the experiment's.",
            HelpName = "leave-one-out|time" };
        split.AcceptOnlyFromAmong("leave-one-out", "time");
        var subjects = new Option<int?>("--train-subjects") { Description = "Train on so many subjects and test on all, in place of the "
            + "experiment's.", HelpName = "N" };
        var seeds = new Option<int>("--seeds") { Description = "Trainings of each model.", DefaultValueFactory = _ => 3, HelpName = "N" }
            .Between(1, 100);
        var threads = new Option<int>("--threads") { Description = "Threads of one operation.", DefaultValueFactory = _ => 1,
            HelpName = "N" }.Between(1, 1024);
        var command = new Command("sequences", "Compare recommenders of the next item: popularity, GRU4Rec, KSR with random vectors, and "
            + "KSR; on made-up sessions also an oracle.") { data, experiment, split, subjects, seeds, threads };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Ctrl-C and SIGTERM are handled only once the command first awaits.
            await Task.Yield();
            TorchBridge.EnsureAvailable();
            torch.set_num_threads(parsed.GetValue(threads));
            var read = SequenceTraining.Read(ExperimentOf(parsed.GetValue(experiment), parsed.GetValue(split), parsed.GetValue(subjects)));
            var comparison = new SequenceComparison(parsed.GetRequiredValue(data).FullName, read, parsed.GetValue(seeds));
            var compared = comparison.Run(cancellationToken);
            new Report(parsed).Document(ToJson(comparison, compared), _ => Draw(comparison, compared));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string ExperimentOf(FileInfo? file, string? split, int? trainSubjects)
    {
        if (file is { Exists: false })
            throw new CommandException($"{file} does not exist.");
        var json = file is null ? "{}" : File.ReadAllText(file.FullName);
        if (split is not null)
            json = Experiment.With(json, "split", split);
        return trainSubjects is { } count ? Experiment.With(json, "trainSubjects", count) : json;
    }

    private static JsonObject ToJson(SequenceComparison comparison, IReadOnlyList<ComparedModel> compared)
    {
        var data = comparison.Data;
        var json = new JsonObject
        {
            ["subjects"] = data.Subjects.Count,
            ["trainedSubjects"] = data.Subjects.Count(subject => subject.Trained > 0),
            ["items"] = data.MetItems,
            ["trainedItems"] = data.OwnItems,
            ["events"] = data.Subjects.Sum(subject => subject.Items.Count),
            ["droppedEvents"] = data.Dropped,
            ["facts"] = data.Knowledge.Facts.Count,
            ["models"] = new JsonObject(compared.Select(model => KeyValuePair.Create(model.Name, (JsonNode?)ToJson(model, compared)))),
        };
        if (comparison.RightRelations.Count > 0)
        {
            json["heaviestRelationIsActive"] = comparison.RightRelations.Average();
            json["mostFrequentRelationIsActive"] = comparison.FrequentRelation;
        }

        return json;
    }

    private static JsonObject ToJson(ComparedModel model, IReadOnlyList<ComparedModel> compared)
    {
        var json = new JsonObject(ComparedModel.Metrics.Select(metric =>
            KeyValuePair.Create(metric.Name, (JsonNode?)ToJson(model.Of(metric.Value)))));
        json["cold.hit@10"] = ToJson(model.Of(ComparedModel.Metrics[0].Value, rank => rank.IsCold));
        foreach (var other in compared.Where(other => other.Name is ModelKinds.Gru4Rec or SequenceComparison.RandomVectors))
            json[$"ndcg@10 over {other.Name}"] = ToJson(model.Over(other, ComparedModel.Metrics[1].Value));
        return json;
    }

    private static JsonObject ToJson(Estimate estimate) =>
        new() { ["mean"] = estimate.Mean, ["standardError"] = estimate.StandardError, ["cases"] = estimate.Cases };

    private static Rows Draw(SequenceComparison comparison, IReadOnlyList<ComparedModel> compared)
    {
        var table = Tables.WithColumns(["model", .. ComparedModel.Metrics.Select(metric => metric.Name), "cold.hit@10"]);
        foreach (var model in compared)
            table.AddTexts([model.Name, .. ComparedModel.Metrics.Select(metric => Text(model.Of(metric.Value))),
                Text(model.Of(ComparedModel.Metrics[0].Value, rank => rank.IsCold))]);
        var data = comparison.Data;
        var cold = compared[0].Of(_ => 0, rank => rank.IsCold).Cases;
        var ksr = compared.First(model => model.Name == ModelKinds.Ksr);
        string Over(string other) =>
            Text(ksr.Over(compared.First(model => model.Name == other), ComparedModel.Metrics[1].Value));
        var lines = new List<string>
        {
            $"{data.Subjects.Count} subjects, {data.Subjects.Count(subject => subject.Trained > 0)} of them trained on; {data.MetItems} "
                + $"items, {data.OwnItems} of them trained on; {data.Subjects.Sum(subject => subject.Items.Count)} events, {data.Dropped} "
                + $"left out; {data.Knowledge.Facts.Count} facts; {cold} cold targets.",
            $"ndcg@10 of ksr over gru4rec: {Over(ModelKinds.Gru4Rec)}, over random vectors: {Over(SequenceComparison.RandomVectors)}",
        };
        if (comparison.RightRelations.Count > 0)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"The heaviest relation is the active taste's at "
                + $"{comparison.RightRelations.Average():P1} of the events; the most frequent one would be at "
                + $"{comparison.FrequentRelation:P1}."));
        return new Rows([table, .. lines.Select(Tables.Sentence)]);
    }

    private static string Text(Estimate estimate) =>
        string.Create(CultureInfo.InvariantCulture, $"{estimate.Mean:F4} ±{estimate.StandardError:F4}");
}
