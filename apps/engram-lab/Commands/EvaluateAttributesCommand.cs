using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Engram.CommandLine;
using Engram.Keyphrases.Encoding;
using Engram.Lab.KnowledgeBases;
using Engram.ModelStore;
using Engram.ModelStore.Attributes;
using Engram.ModelStore.Sessions;
using Engram.Training.Recipes.Attributes;
using Engram.VisionFeatures;
using Engram.VisionFeatures.Attributes;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab evaluate attributes</c>: measures how many of the words predicted for pictures occur in their captions.</summary>
public static class EvaluateAttributesCommand
{
    public static Command Create()
    {
        var captions = new CaptionOptions();
        var model = new Option<DirectoryInfo>("--model") { Description = "A package of 'engram-lab train attributes', or a folder of its "
            + "versions.", Required = true, HelpName = "DIR" };
        var split =
            new Option<DataSplit>("--split") { Description = "Which pictures: test, which training never saw, train or valid.",
                DefaultValueFactory = _ => DataSplit.Test, HelpName = "test|train|valid" };
        var command = new Command("attributes", "Measure how well pictures are described: by a trained predictor, the object detector, "
            + "and the most frequent words.") { model, split };
        captions.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var rows = Measure(PackageFolder.Find(parsed.GetRequiredValue(model).FullName), captions.FolderOf(parsed, cancellationToken),
                parsed.GetValue(split));
            new Report(parsed).Document(rows.ToJson(), _ => rows.Draw());
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Measured Measure(InstalledModel package, string folder, DataSplit split)
    {
        using var data = TaggerDataSet.Open(folder);
        var pictures = CaptionedPicture.Among(data.Posts.Where(post => post.Split == split), WordNet.Open());
        if (pictures.Count == 0)
            throw new CommandException(
                $"{folder} has no picture for '{split.ToString().ToLowerInvariant()}' whose caption has a noun or an adjective.");
        using var predictor = AttributePredictor.Open(
            package, ExecutionDevice.Choose(new VisionFeaturesOptions()), data.Description.Backbone ?? "", data.Description.Channels);
        IReadOnlyList<string> mostFrequent = [.. predictor.Words.Take(AttributeInterface.Attributes)];
        return new Measured(pictures.Count,
        [
            ("most frequent words", CaptionedPicture.Score(pictures, [.. pictures.Select(_ => mostFrequent)])),
            (data.Description.AttributeModel ?? "as prepared",
                CaptionedPicture.Score(pictures, [.. pictures.Select(picture => picture.Post.Attributes)])),
            (package.Id,
                CaptionedPicture.Score(pictures, [.. pictures.Select(picture => predictor.Name(data.ReadGrid(picture.Post.Grid!.Value)))])),
        ]);
    }

    /// <summary>Metrics of each way to describe a set of pictures.</summary>
    private sealed record Measured(int Pictures, IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Scores)> Rows)
    {
        public JsonObject ToJson() => new()
        {
            ["pictures"] = Pictures,
            ["rows"] = new JsonObject(
                Rows.Select(
                    row => KeyValuePair.Create(row.Name,
                        (JsonNode?)new JsonObject(row.Scores.Select(score => KeyValuePair.Create(score.Key, (JsonNode?)score.Value)))))),
        };

        public Table Draw()
        {
            var table = Tables.WithColumns([string.Create(CultureInfo.InvariantCulture, $"{Pictures} pictures"), .. Rows[0].Scores.Keys]);
            foreach (var (name, scores) in Rows)
                table.AddTexts([name, .. scores.Values.Select(value => value.ToString("F4", CultureInfo.InvariantCulture))]);
            return table;
        }
    }
}
