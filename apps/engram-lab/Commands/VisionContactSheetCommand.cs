using System.CommandLine;
using Engram.CommandLine;
using Engram.Imaging;
using Engram.Lab.Vision;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.VisionFeatures;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab vision contact-sheet</c>: draws the detector's findings in the pictures of a folder.</summary>
public static class VisionContactSheetCommand
{
    private const int JpegQuality = 75;
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"];

    public static Command Create()
    {
        var data =
            new Option<DirectoryInfo>("--data") { Description = "Folder with pictures; those in folders below count too.",
                Required = true, HelpName = "DIR" };
        var output = new Option<FileInfo>("--output") { Description = "The sheet, a JPEG.", Required = true, HelpName = "FILE" };
        var models =
            new Option<string>("--models") { Description = "Models directory.", DefaultValueFactory = _ => new ModelsOptions().Directory,
                HelpName = "DIR" };
        var command = new Command("contact-sheet", "Draw the objects found in the pictures of a folder.") { data, output, models };
        command.SetAction((parsed, cancellationToken) =>
        {
            var sheet = Draw(parsed.GetRequiredValue(data), parsed.GetRequiredValue(models), out var seen, cancellationToken);
            File.WriteAllBytes(parsed.GetRequiredValue(output).FullName, sheet);
            new Report(parsed).Document(seen, Describe);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static byte[] Draw(DirectoryInfo data, string models, out IReadOnlyList<SeenPicture> seen, CancellationToken cancellationToken)
    {
        var files = data.GetFiles("*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(file.Extension.ToLowerInvariant())).OrderBy(file => file.FullName, StringComparer.Ordinal)
            .ToArray();
        if (files.Length == 0)
            throw new CommandException($"{data.FullName} holds no pictures ({string.Join(", ", Extensions)}).");
        var options = new VisionFeaturesOptions();
        var decoder = new PictureDecoder(new ImagingOptions());
        using var model = VisionModelFactory.Open(new ModelRepository(models), ExecutionDevice.Choose(options), decoder, options);
        var sheet = new ContactSheet(files.Length);
        seen = [.. files.Select(file => Add(sheet, file, model, decoder, cancellationToken))];
        return sheet.ToJpeg(JpegQuality);
    }

    private static SeenPicture Add(
        ContactSheet sheet, FileInfo file, VisionModel model, PictureDecoder decoder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var bytes = File.ReadAllBytes(file.FullName);
            var features = model.Read(bytes);
            sheet.Add(decoder.DecodeToFit(bytes, ContactSheet.SideOf(decoder.ReadHeader(bytes))), file.Name, features.Objects,
                features.Attributes);
            return new SeenPicture(
                file.Name, [.. features.Objects.Select(found => $"{found.Label} {found.Score:0.00}")], features.Attributes);
        }
        catch (PictureRejectedException e)
        {
            throw new CommandException($"{file.FullName}: {e.Reason}", e);
        }
    }

    private static Table Describe(IReadOnlyList<SeenPicture> pictures)
    {
        var table = Tables.WithColumns("Picture", "Objects", "Attribute words");
        foreach (var picture in pictures)
            table.AddTexts(picture.Name, string.Join(", ", picture.Objects), string.Join(", ", picture.Attributes));
        return table;
    }

    private sealed record SeenPicture(string Name, IReadOnlyList<string> Objects, IReadOnlyList<string> Attributes);
}
