using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Engram.CommandLine;
using Engram.Inference;
using Engram.Inference.Keyphrases;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Search;
using Engram.Lab.Keyphrases;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab predict keyphrases</c>: predicts the keyphrases of posts in CMKP's file format, one line per post.</summary>
public static class PredictKeyphrasesCommand
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private static readonly Option<DirectoryInfo> Model = new("--model") { Description = "The package: models/NAME/VERSION, or "
        + "models/NAME for the version promoted last.", Required = true, HelpName = "DIR" };
    private static readonly Option<FileInfo> Source =
        new("--source") { Description = "Posts, one a line: 'post', {\"id\", \"text\"} (.jsonl, answered in JSON with the ids), or "
            + "'post<sep>keyphrase;keyphrase<sep>image url' of which the keyphrases are not looked at.", Required = true,
            HelpName = "FILE" };
    private static readonly Option<FileInfo?> Ocr =
        new("--ocr") { Description = "Words of the posts' pictures, a line for each post.", HelpName = "FILE" };
    private static readonly Option<FileInfo?> Attributes = new("--attributes") { Description = "Words that describe the posts' pictures, "
        + "a line for each post. Default: what is seen in --images.", HelpName = "FILE" };
    private static readonly Option<DirectoryInfo?> Images = new("--images") { Description = "Folder with the pictures, named as the last "
        + "part of the image url, or by the path that stands in its place.", HelpName = "DIR" };
    private static readonly Option<DirectoryInfo> Models =
        new("--models") { Description = "Folder of the model that reads pictures.",
            DefaultValueFactory = _ => new DirectoryInfo("models"), HelpName = "DIR" };
    private static readonly Option<string?> AttributeModel = PictureOptions.AttributeModel();
    private static readonly Option<string?> Backbone = PictureOptions.Backbone();
    private static readonly Option<int?> Beam = Count("--beam", "Beams of the search. Default: as the package says, else 10.");
    private static readonly Option<int?> Best = Count(
        "--best", "Phrases of a post, and when the search has enough. Default: as the package says, else 5.");
    private static readonly Option<int?> MaxWords = Count("--max-words", "Steps of the search. Default: as the package says, else 6.");
    private static readonly Option<bool> WithoutNeighbours =
        new("--without-neighbours") { Description = "Leave out the tagged posts that the package brings along." };
    private static readonly Option<bool> WithoutRanker =
        new("--without-ranker") { Description = "Rank the model's phrases alone, as the papers do, not those of all sources." };
    private static readonly Option<float?> MinScore = new("--min-score") { Description = "Leave phrases with a lower score out. Default: "
        + "by the ranker's thresholds; without a ranker all are written.", HelpName = "P" };
    private static readonly Option<bool> WithoutGenerator =
        new("--without-generator") { Description = "Let the classifier answer without the generator: many times faster." };
    private static readonly Option<string> Device =
        new("--device") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu", HelpName = "DEVICE" };
    private static readonly Option<int> Threads =
        new("--threads") { Description = "Threads of one operation.", DefaultValueFactory = _ => 1, HelpName = "N" };

    public static Command Create()
    {
        var command = new Command("keyphrases", "Predict keyphrases: a line for each post, phrases separated by ';', best first.")
        {
            Model, Source, Ocr, Attributes, Images, Models, Backbone, AttributeModel, Beam, Best, MaxWords, WithoutNeighbours,
            WithoutRanker, MinScore, WithoutGenerator, Device, Threads,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Run(parsed, cancellationToken);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Checked(new InferenceOptions { Device = parsed.GetRequiredValue(Device), IntraOpThreads = parsed.GetValue(Threads) });
        var package = OpenPackage(parsed.GetRequiredValue(Model).FullName);
        var search = SearchOf(parsed, package);
        using var network = KeyphraseNetwork.Open(package, ExecutionDevice.Choose(options), search, parsed.GetValue(WithoutGenerator));
        using var pictures = parsed.GetValue(Images) is { } images
            ? new PostPictures(
                images.FullName, parsed.GetRequiredValue(Models).FullName, parsed.GetValue(AttributeModel), parsed.GetValue(Backbone))
            : null;
        var neighbours = parsed.GetValue(WithoutNeighbours) ? null : PackageNeighbours.Of(package);
        var prediction = new KeyphrasePrediction(
            network, neighbours, pictures, search.Best, !parsed.GetValue(WithoutRanker), parsed.GetValue(MinScore));
        var source = parsed.GetRequiredValue(Source).FullName;
        var hasIds = Path.GetExtension(source) == ".jsonl";
        var posts = hasIds ? PostLines.Read(source)
            : new CmkpFiles(source, parsed.GetValue(Ocr)?.FullName, parsed.GetValue(Attributes)?.FullName).Read();

        using var output = new StreamWriter(
            Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        var asJson = parsed.GetValue(CommonOptions.Json);
        var (started, reported, count) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0);
        foreach (var (post, phrases) in prediction.Predict(posts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.WriteLine(LineOf(post, phrases, asJson, hasIds));
            count++;
            if (Stopwatch.GetElapsedTime(reported) > ProgressInterval)
            {
                reported = Stopwatch.GetTimestamp();
                Report.Progress(Summary(count, started));
            }
        }

        Report.Progress($"{Summary(count, started)}, by {package.Id}{(neighbours is null ? "" : " and its tagged posts")}");
        if (pictures is { Missing: > 0 })
            Report.Progress($"engram: {pictures.Missing} pictures were not there or could not be read; their posts went without.");
    }

    private static string LineOf(CmkpPost post, IReadOnlyList<ScoredPhrase> phrases, bool asJson, bool hasId)
    {
        if (!asJson && !hasId)
            return string.Join(CmkpFiles.PhraseSeparator, phrases.Select(phrase => phrase.Phrase));
        var keyphrases = phrases.Select(phrase => new { phrase.Phrase, phrase.Score });
        return hasId ? JsonSerializer.Serialize(new { id = post.Place, keyphrases }, CliJson.OneLine)
            : JsonSerializer.Serialize(new { keyphrases }, CliJson.OneLine);
    }

    private static InferenceOptions Checked(InferenceOptions options)
    {
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? options
            : throw new CommandException(string.Join(' ', faults.Select(fault => fault.ErrorMessage)));
    }

    /// <exception cref="ModelPackageException">The folder holds no package.</exception>
    private static InstalledModel OpenPackage(string directory)
    {
        var folder = new DirectoryInfo(directory);
        return folder.Parent is { } models && File.Exists(Path.Combine(directory, ModelRepository.PromotedFileName))
            ? new ModelRepository(models.FullName).Current(folder.Name)
            : InstalledModel.Open(directory);
    }

    private static BeamSearchOptions SearchOf(ParseResult parsed, InstalledModel package)
    {
        var search = package.Manifest.FindParameter<BeamSearchOptions>(KeyphraseInterface.BeamSearchParameter) ?? new BeamSearchOptions();
        return search with
        {
            Beams = parsed.GetValue(Beam) ?? search.Beams,
            Best = parsed.GetValue(Best) ?? search.Best,
            MaxWords = parsed.GetValue(MaxWords) ?? search.MaxWords,
        };
    }

    private static string Summary(int posts, long started) =>
        string.Create(CultureInfo.InvariantCulture, $"{posts} posts, {posts / Stopwatch.GetElapsedTime(started).TotalSeconds:F1} posts/s");

    private static Option<int?> Count(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value is < 1 or > 100))
                result.AddError($"{name} is a whole number from 1 to 100, not '{token.Value}'.");
        });
        return option;
    }
}
