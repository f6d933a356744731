using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Engram.CommandLine;
using Engram.Evaluation.Keyphrases;
using Engram.Keyphrases.Encoding;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab evaluate keyphrases</c>: scores predicted keyphrases with the metrics of Wang et al. 2020.</summary>
public static class EvaluateKeyphrasesCommand
{
    public static Command Create()
    {
        var predictions = RequiredFile("--predictions", "Predicted keyphrases, a line for each post: best first, separated by ';'.");
        var source = RequiredFile(
            "--source", "Posts and the keyphrases that people gave them: 'post<sep>keyphrase;keyphrase<sep>image url' a line.");
        var ocr = new Option<FileInfo?>("--ocr")
        {
            Description =
                "Words of the posts' pictures, a line for each post: a phrase found there is present. Without it, only the post counts.",
            HelpName = "FILE",
        };
        var command = new Command("keyphrases",
            "Score predicted keyphrases: F1, MAP and NDCG at 1, 3 and 5, for all, present and absent ones.") { predictions, source, ocr };
        command.SetAction(parsed =>
        {
            var posts = Read(
                parsed.GetRequiredValue(predictions).FullName, parsed.GetRequiredValue(source).FullName, parsed.GetValue(ocr)?.FullName);
            var scores = KeyphraseScores.Of(posts);
            new Report(parsed).Document(ToJson(scores), _ => Draw(scores));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<FileInfo> RequiredFile(string name, string description) =>
        new(name) { Description = description, Required = true, HelpName = "FILE" };

    private static IEnumerable<PredictedPost> Read(string predictionsPath, string sourcePath, string? ocrPath) =>
        new CmkpFiles(sourcePath, ocrPath).ReadPredicted(predictionsPath)
            .Select(line => new PredictedPost($"{line.Post.Text} {line.Post.Ocr}", line.Post.Keyphrases, line.Predicted));

    private static JsonObject ToJson(KeyphraseScores scores) => new()
    {
        ["posts"] = scores.Posts,
        ["all"] = ToJson(scores.All),
        ["present"] = ToJson(scores.Present),
        ["absent"] = ToJson(scores.Absent),
    };

    private static JsonObject ToJson(KeyphraseGroupScores group)
    {
        var json = new JsonObject { ["posts"] = group.Posts, ["targets"] = group.Targets, ["predictions"] = group.Predictions };
        foreach (var (name, value) in group.Metrics)
            json[name] = value;
        return json;
    }

    private static Table Draw(KeyphraseScores scores)
    {
        (string Name, KeyphraseGroupScores Scores)[] groups = [("all", scores.All), ("present", scores.Present), ("absent", scores.Absent)];
        var table = Tables.WithColumns(["", .. groups.Select(group => group.Name)]);
        table.AddTexts(["posts", .. groups.Select(group => Count(group.Scores.Posts))]);
        table.AddTexts(["targets", .. groups.Select(group => Count(group.Scores.Targets))]);
        table.AddTexts(["predictions", .. groups.Select(group => Count(group.Scores.Predictions))]);
        foreach (var metric in scores.All.Metrics.Keys)
            table.AddTexts([metric, .. groups.Select(group => group.Scores.Metrics[metric].ToString("F5", CultureInfo.InvariantCulture))]);
        return table;
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
