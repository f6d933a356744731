using System.CommandLine;
using System.Text.Json;
using Engram.CommandLine;
using Engram.Contracts.Images;
using Engram.Lab.DataSets;
using Engram.Lab.Vision;
using Engram.VisionFeatures;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab features</c>: writes what a model sees in pictures, so that others can train on it.</summary>
public static class FeaturesCommand
{
    private const string ListName = "features.ndjson";

    public static Command Create()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Pictures.",
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--out") { Description = "Folder to write.", Required = true, HelpName = "DIR" };
        var models = new Option<string>("--models")
        {
            Description = "Folder of the model packages.",
            DefaultValueFactory = _ => "models",
            HelpName = "DIR",
        };
        var (backbone, attributeModel) = (PictureOptions.Backbone(), PictureOptions.AttributeModel());
        var command = new Command(
            "features", "Write the features of pictures: NAME.grid.npy [49, channels], NAME.objects.npy [objects, channels], and "
                + $"{ListName} with objects and attribute words.")
        {
            files, output, models, backbone, attributeModel,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var names = NamesOf(parsed.GetRequiredValue(files));
            using var source = PictureFeatureSource.Open(
                parsed.GetRequiredValue(models), parsed.GetValue(attributeModel), parsed.GetValue(backbone));
            var written = Write(names, source, parsed.GetRequiredValue(output), cancellationToken).ToList();
            new Report(parsed).Document(written, Draw);
            return Task.FromResult(written.Count == names.Count ? ExitCodes.Done : ExitCodes.Failed);
        });
        return command;
    }

    private static Dictionary<string, string> NamesOf(string[] files)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (!names.TryAdd(Path.GetFileNameWithoutExtension(file), file))
                throw new CommandException(
                    $"{file} and {names[Path.GetFileNameWithoutExtension(file)]} would be written to the same files; rename one.");
        }

        return names;
    }

    private static IEnumerable<WrittenFeatures> Write(
        Dictionary<string, string> names, PictureFeatureSource source, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        using var list = new StreamWriter(Path.Combine(folder, ListName));
        foreach (var (name, file) in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (source.Read(file) is not { } seen)
            {
                Report.Progress($"engram: {file} is not there or is no picture that can be read; it is left out.");
                continue;
            }

            NpyFile.Write(Path.Combine(folder, $"{name}.grid.npy"), seen.Grid, ExtractedFeatures.Regions, seen.Channels);
            NpyFile.Write(
                Path.Combine(folder, $"{name}.objects.npy"), seen.ObjectFeatures.SelectMany(feature => feature).ToArray(),
                seen.ObjectFeatures.Count, seen.Channels);
            var written = new WrittenFeatures(file, source.Backbone, seen.Channels, seen.Objects, seen.AttributeModel, seen.Attributes);
            list.WriteLine(JsonSerializer.Serialize(written, CliJson.OneLine));
            yield return written;
        }
    }

    private static Table Draw(IReadOnlyList<WrittenFeatures> pictures)
    {
        var table = Tables.WithColumns("Picture", "Features of", "Objects", "Attribute words");
        foreach (var picture in pictures)
            table.AddTexts(
                picture.File, picture.Backbone, string.Join(", ", picture.Objects.Select(found => found.Label)),
                string.Join(", ", picture.Attributes));
        return table;
    }

    private sealed record WrittenFeatures(
        string File, string Backbone, int Channels, IReadOnlyList<DetectedObject> Objects, string? AttributeModel,
        IReadOnlyList<string> Attributes);
}
