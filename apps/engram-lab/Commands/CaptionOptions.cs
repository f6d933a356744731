using System.CommandLine;
using Engram.CommandLine;
using Engram.Lab.DataSets;

namespace Engram.Lab.Commands;

/// <summary>Options that name captioned pictures.</summary>
internal sealed class CaptionOptions
{
    private readonly Option<FileInfo?> _captions = new("--captions")
    {
        Description = "Captions of pictures: a file of MS-COCO's form, {images: [{id, file_name}], annotations: [{image_id, caption}]}, "
            + "or a .jsonl of drawings with titles and descriptions.",
        HelpName = "FILE",
    };

    private readonly Option<DirectoryInfo?> _images = new("--images") { Description = "Folder with the pictures.", HelpName = "DIR" };
    private readonly Option<DirectoryInfo?> _data = new("--data")
    {
        Description = "Folder for the features of the pictures, which are computed once; alone, one that is there already. Default: "
            + ".engram/data/FILE-HASH.",
        HelpName = "DIR",
    };

    private readonly Option<DirectoryInfo> _models =
        new("--models") { Description = "Folder with the model that reads pictures.",
            DefaultValueFactory = _ => new DirectoryInfo("models"), HelpName = "DIR" };

    private readonly Option<string?> _backbone = PictureOptions.Backbone();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _captions, _images, _data, _models, _backbone })
            command.Add(option);
    }

    /// <summary>Returns the folder with the features, after computing them if they are missing.</summary>
    /// <exception cref="CommandException">The options contradict each other, or a file can't be read.</exception>
    public string FolderOf(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (captions, images, data) = (parsed.GetValue(_captions), parsed.GetValue(_images), parsed.GetValue(_data));
        if (captions is null != images is null || (captions ?? (FileSystemInfo?)data) is null)
            throw new CommandException("Give --captions FILE with --images DIR, or --data DIR with what an earlier run read.");
        if (captions is null)
            return data!.FullName;
        var folder = data?.FullName ?? CaptionFolder.DefaultFor(captions.FullName);
        CaptionFolder.Prepare(
            captions.FullName, images!.FullName, parsed.GetRequiredValue(_models).FullName, parsed.GetValue(_backbone), folder,
            cancellationToken);
        return folder;
    }

    /// <summary>The options as given, for a manifest.</summary>
    public string TextOf(ParseResult parsed) =>
        string.Concat(new (string, FileSystemInfo?)[] { ("--captions", parsed.GetValue(_captions)),
            ("--images", parsed.GetValue(_images)), ("--data", parsed.GetValue(_data)) }
        .Where(option => option.Item2 is not null).Select(option => $" {option.Item1} {TrainOptions.Relative(option.Item2!)}"))
        + (parsed.GetValue(_backbone) is { } backbone ? $" --backbone {backbone}" : "");
}
