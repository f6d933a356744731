using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.Lab.DataSets;
using Engram.ModelStore;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data prepare</c>: reads labeled posts and their pictures once, into the folder that the trainer reads.</summary>
public static class DataPrepareCommand
{
    public static Command Create()
    {
        var openclipart = new Option<FileInfo>("--openclipart") { Description = "Titles, descriptions and keywords of drawings, a JSON "
            + "object a line.", HelpName = "FILE" };
        var pictures = new Option<DirectoryInfo>("--pictures") { Description = "Folder with the drawings, id.png below it. Default: "
            + "leave pictures out.", HelpName = "DIR" };
        var cmkp =
            new Option<DirectoryInfo>("--cmkp") { Description = "Folder with train_* and dev_* files of CMKP's tweets.", HelpName = "DIR" };
        var models =
            new Option<DirectoryInfo>("--models") { Description = "Folder with the model that reads pictures.",
                DefaultValueFactory = _ => new DirectoryInfo("models"), HelpName = "DIR" };
        var attributeModel = PictureOptions.AttributeModel();
        var backbone = PictureOptions.Backbone();
        var output =
            new Option<DirectoryInfo>("--output") { Description = "Folder to write.",
                DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(".engram", "data", "tagger")), HelpName = "DIR" };
        var command = new Command(
            "prepare", "Turn labelled posts and their pictures into a data set for 'engram-lab train'.") { openclipart, pictures, cmkp,
            models, backbone, attributeModel, output };
        command.SetAction((parsed, cancellationToken) =>
        {
            var metadata = parsed.GetValue(openclipart)?.FullName;
            var tweets = parsed.GetValue(cmkp)?.FullName;
            var drawings = parsed.GetValue(pictures)?.FullName;
            var posts = new List<DataSetPost>();
            var sources = new List<TrainingData>();
            if (metadata is not null)
                Add(OpenclipartPosts.Read(metadata, drawings), metadata);
            if (tweets is not null)
                Add(CmkpPosts.Read(tweets), [.. Directory.EnumerateFiles(tweets, "*.txt").Order(StringComparer.Ordinal)]);
            if (posts.Count == 0)
                throw new CommandException("There is nothing to prepare: give --openclipart FILE, --cmkp DIR or both.");

            using var features = drawings is null ? null
                : PictureFeatureSource.Open(
                    parsed.GetRequiredValue(models).FullName, parsed.GetValue(attributeModel), parsed.GetValue(backbone));
            var folder = parsed.GetRequiredValue(output).FullName;
            var description = DataSetBuilder.Write(posts, features, sources, folder, cancellationToken);
            new Report(parsed).Document(description, _ => Draw(description.Counts));
            return Task.FromResult(ExitCodes.Done);

            void Add(IReadOnlyList<DataSetPost> read, params IReadOnlyList<string> files)
            {
                posts.AddRange(read);
                sources.AddRange(files.Select(TrainingData.OfLines));
            }
        });
        return command;
    }

    private static Table Draw(IReadOnlyDictionary<string, int> counts)
    {
        var table = Tables.WithColumns("Posts", "Number");
        foreach (var (place, number) in counts)
            table.AddTexts(place, number.ToString(CultureInfo.InvariantCulture));
        return table;
    }
}
