using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.Inference;
using Engram.Inference.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Lab.DataSets;
using Engram.Lab.Keyphrases;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.Training.Recipes.Keyphrases.Ranking;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab train ranker</c>: trains a ranker of tags from all sources, and adds it to a keyphrase model as a new version of
/// its package.</summary>
public static class TrainRankerCommand
{
    private const string CommandSeparator = " && ";

    private static readonly Option<DirectoryInfo> Tagger = new("--tagger") { Description = "The package: models/NAME/VERSION. A ranker "
        + "that it has is replaced.", Required = true, HelpName = "DIR" };
    private static readonly Option<FileInfo> Tweets =
        new("--tweets") { Description = "Posts with their hashtags, one a line.", Required = true, HelpName = "FILE" };
    private static readonly Option<FileInfo> Entities =
        new("--entities") { Description = "Sentences with named entities, 'word TAB tag' a line.", Required = true, HelpName = "FILE" };
    private static readonly Option<DirectoryInfo> Cmkp =
        new("--cmkp") { Description = "Folder with CMKP's files.", Required = true, HelpName = "DIR" };
    private static readonly Option<FileInfo> Judged =
        new("--judged") { Description = "Which tags a person would keep on posts of these files.", Required = true, HelpName = "FILE" };
    private static readonly Option<DirectoryInfo> Models =
        new("--out") { Description = "Folder of model packages.", DefaultValueFactory = _ => new DirectoryInfo("models"),
            HelpName = "DIR" };
    private static readonly Option<int> Seed =
        new("--seed") { Description = "Draws folds, rows and what is left out.", DefaultValueFactory = _ => 23, HelpName = "N" };

    public static Command Create()
    {
        var command = new Command("ranker",
            "Add a ranker of tags from all sources to a keyphrase model.") { Tagger, Tweets, Entities, Cmkp, Judged, Models, Seed };
        command.SetAction((parsed, _) =>
        {
            Run(parsed);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        var package = InstalledModel.Open(parsed.GetRequiredValue(Tagger).FullName);
        using var network = KeyphraseNetwork.Open(package, ExecutionDevice.Choose(new InferenceOptions()));
        var cmkp = parsed.GetRequiredValue(Cmkp).FullName;
        var files = new RankerFiles(
            parsed.GetRequiredValue(Tweets).FullName, parsed.GetRequiredValue(Entities).FullName,
            CmkpFiles.In(cmkp, "train"), CmkpFiles.In(cmkp, "dev"), parsed.GetRequiredValue(Judged).FullName);
        var model = new RankedModel(posts => KeyphrasePrediction.Read(network, posts), PhraseRanker.Of(package),
            text => HashSplit.IntoTwo(text) == DataSplit.Valid);
        var training = new RankerTraining(files, model, parsed.GetValue(Seed), new Lines());

        var repository = new ModelRepository(parsed.GetRequiredValue(Models).FullName);
        var folder = Directory.CreateTempSubdirectory("engram-ranker-");
        try
        {
            var metrics = training.Run(folder.FullName);
            var made =
                repository.Add(Describe(package.Manifest, repository.NextVersion(package.Manifest.Name), training.Data, metrics,
                    CommandOf(parsed)), target =>
            {
                foreach (var file in package.Manifest.Files.Keys.Where(file => !File.Exists(Path.Combine(folder.FullName, file))))
                    File.Copy(package.PathOf(file), Path.Combine(target, file));
                foreach (var file in folder.EnumerateFiles())
                    file.CopyTo(Path.Combine(target, file.Name));
            });
            repository.Promote(made.Manifest.Name, made.Manifest.Version);
            new Report(parsed).Document(new { model = made.Id, metrics }, _ => Draw(made));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ModelManifest Describe(ModelManifest model, string version, IReadOnlyList<TrainingData> data,
        IReadOnlyDictionary<string, double> metrics, string command) => model with
    {
        Version = version,
        Training = model.Training with
        {
            Command = $"{model.Training.Command.Split(CommandSeparator)[0]}{CommandSeparator}{command}",
            Data = [.. model.Training.Data.Concat(data).DistinctBy(source => source.Sha256)],
        },
        Metrics = new SortedDictionary<string, double>(
            model.Metrics.Where(metric => !metric.Key.StartsWith(RankerTraining.MetricPrefix, StringComparison.Ordinal)).Concat(metrics)
                .ToDictionary(), StringComparer.Ordinal),
    };

    private static string CommandOf(ParseResult parsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"./engram-lab train ranker --tagger {TrainOptions.Relative(parsed.GetRequiredValue(Tagger))} --tweets "
            + $"{parsed.GetRequiredValue(Tweets).Name} --entities {parsed.GetRequiredValue(Entities).Name} --cmkp "
            + $"{parsed.GetRequiredValue(Cmkp).Name} --judged {TrainOptions.Relative(parsed.GetRequiredValue(Judged))} --seed "
            + $"{parsed.GetValue(Seed)}");

    private static Spectre.Console.Rendering.IRenderable Draw(InstalledModel made)
    {
        var table = Tables.WithColumns(made.Id, "held out");
        foreach (var (metric, value) in made.Manifest.Metrics.Where(metric => metric.Key.StartsWith(RankerTraining.MetricPrefix,
            StringComparison.Ordinal)))
            table.AddTexts(metric, value.ToString("F4", CultureInfo.InvariantCulture));
        return table;
    }

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => CommandLine.Report.Progress(value);
    }
}
