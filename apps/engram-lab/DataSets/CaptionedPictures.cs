using System.Text.Json;
using Engram.CommandLine;
using Engram.Keyphrases.Encoding;

namespace Engram.Lab.DataSets;

/// <summary>
/// Pictures with captions: a file in the form of MS-COCO's captions, <c>{"images": [{"id", "file_name"}], "annotations": [{"image_id",
/// "caption"}]}</c>, or one of drawings as <see cref="OpenclipartPosts"/> reads it, a JSON object a line. The captions of a picture are the
/// text of its post.
/// </summary>
public static class CaptionedPictures
{
    /// <summary>Name of the source of posts in COCO's form.</summary>
    public const string Source = "captions";

    private const string LinesExtension = ".jsonl";

    private static readonly JsonSerializerOptions Options =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true };

    /// <param name="captionsPath">A <c>.jsonl</c> file is one of drawings, any other one of COCO's form.</param>
    /// <param name="picturesDirectory">Folder with the pictures: <c>file_name</c>, or <c>id.png</c>, below it.</param>
    /// <exception cref="CommandException">The file is not of its form, or none of its pictures is in the folder.</exception>
    public static IReadOnlyList<DataSetPost> Read(string captionsPath, string picturesDirectory)
    {
        var posts = captionsPath.EndsWith(LinesExtension, StringComparison.OrdinalIgnoreCase)
            ? OpenclipartPosts.Read(captionsPath, picturesDirectory)
            : ReadCoco(captionsPath, picturesDirectory);
        return posts.Any(post => File.Exists(post.PicturePath))
            ? posts
            : throw new CommandException($"None of the {posts.Count} pictures that {captionsPath} names is in {picturesDirectory}; the "
                + $"first would be {posts.Select(post => post.PicturePath).FirstOrDefault() ?? "none"}.");
    }

    private static IReadOnlyList<DataSetPost> ReadCoco(string path, string picturesDirectory)
    {
        var captions = Parse(path);
        var images = new HashSet<long>();
        if (captions.Images.FirstOrDefault(image => !images.Add(image.Id)) is { } twice)
            throw new CommandException($"{path} has image {twice.Id} twice.");
        if (captions.Annotations.FirstOrDefault(annotation => !images.Contains(annotation.ImageId)) is { } lost)
            throw new CommandException($"{path} has the caption '{lost.Caption}' of image {lost.ImageId}, which is not among its images.");
        var ofImage = captions.Annotations.ToLookup(annotation => annotation.ImageId, annotation => annotation.Caption.Trim());
        return [.. captions.Images.Where(image => ofImage[image.Id].Any()).Select(image => new DataSetPost(
            new LabelledPost
            {
                Id = $"{Source}/{image.FileName}",
                Source = Source,
                Text = string.Join('\n', ofImage[image.Id]),
                Ocr = "",
                Attributes = [],
                Keyphrases = [],
                Split = HashSplit.IntoThree(image.FileName),
            },
            Path.Combine(picturesDirectory, image.FileName)))];
    }

    private static CocoCaptions Parse(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<CocoCaptions>(file, Options) ?? throw new CommandException($"{path} holds only null.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new CommandException($"{path} does not hold captions as MS-COCO's files do, "
                + $"{{\"images\": [{{\"id\", \"file_name\"}}], \"annotations\": [{{\"image_id\", \"caption\"}}]}}: {e.Message}", e);
        }
    }

    private sealed record CocoCaptions(IReadOnlyList<CocoImage> Images, IReadOnlyList<CocoAnnotation> Annotations);

    private sealed record CocoImage(long Id, string FileName);

    private sealed record CocoAnnotation(long ImageId, string Caption);
}
