using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.Keyphrases.Encoding;
using Engram.Training.Recipes.Keyphrases;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab train keyphrases</c>: trains on files in CMKP's format, on a prepared folder with pictures, or on both.</summary>
public static class TrainKeyphrasesCommand
{
    public static Command Create()
    {
        var source = new Option<FileInfo?>("--source") { Description = "Posts to train on: post<sep>keyphrase;keyphrase<sep>url a line, "
            + "the url may be left out.", HelpName = "FILE" };
        var ocr = new Option<FileInfo?>("--ocr") { Description = "Words of their pictures, line by line.", HelpName = "FILE" };
        var attributes =
            new Option<FileInfo?>("--attributes") { Description = "Attribute words of their pictures, line by line.", HelpName = "FILE" };
        var devSource = new Option<FileInfo?>("--dev-source") { Description = "Posts to measure on, and to validate on where the "
            + "experiment holds none out.", HelpName = "FILE" };
        var devOcr = new Option<FileInfo?>("--dev-ocr") { Description = "Words of their pictures.", HelpName = "FILE" };
        var devAttributes =
            new Option<FileInfo?>("--dev-attributes") { Description = "Attribute words of their pictures.", HelpName = "FILE" };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Folder with posts and the features of their pictures, as "
            + "'engram-lab data prepare' writes it.", HelpName = "DIR" };
        var common = new TrainOptions();
        var command = new Command("keyphrases", "Train a keyphrase model: classifier, generator that copies, or both.")
        {
            source, ocr, attributes, devSource, devOcr, devAttributes, data,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var posts = FilesOf(parsed.GetValue(source), parsed.GetValue(ocr), parsed.GetValue(attributes));
            var dev = FilesOf(parsed.GetValue(devSource), parsed.GetValue(devOcr), parsed.GetValue(devAttributes));
            var folder = parsed.GetValue(data);
            if (posts is null != dev is null || (posts is null && folder is null))
                throw new CommandException("Give --source FILE with --dev-source FILE, --data DIR, or both.");
            var kind = new KeyphraseTraining { Files = posts is null ? null : new KeyphraseFiles(posts, dev!) };
            var arguments = string.Concat(
                Named("--source", parsed.GetValue(source)), Named("--ocr", parsed.GetValue(ocr)),
                Named("--attributes", parsed.GetValue(attributes)),
                Named("--dev-source", parsed.GetValue(devSource)), Named("--dev-ocr", parsed.GetValue(devOcr)),
                Named("--dev-attributes", parsed.GetValue(devAttributes)), Named("--data", folder));
            return common.TrainAsync(parsed, kind, folder?.FullName ?? "", arguments, cancellationToken);
        });
        return command;
    }

    private static CmkpFiles? FilesOf(FileInfo? posts, FileInfo? ocr, FileInfo? attributes)
    {
        if (posts is null && (ocr ?? attributes) is { } lone)
            throw new CommandException($"{lone} belongs to posts that are not named; give their file too.");
        return posts is null ? null : new CmkpFiles(posts.FullName, ocr?.FullName, attributes?.FullName);
    }

    private static string Named(string option, FileSystemInfo? path) =>
        path is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {option} {TrainOptions.Relative(path)}");
}
