using System.Text.Json;
using Engram.CommandLine;
using Engram.Keyphrases.Encoding;

namespace Engram.Lab.DataSets;

/// <summary>
/// Captioned pictures from a file in MS-COCO's format, <c>{"images": [{"id", "file_name"}], "annotations": [{"image_id", "caption"}]}</c>,
/// or from a file of drawings as read by <see cref="OpenclipartPosts"/>, one JSON object per line. The captions of a picture become the
/// text of its post.
/// </summary>
public static class CaptionedPictures
{
    /// <summary>Source name of posts in COCO's format.</summary>
    public const string Source = "captions";

    private const string LinesExtension = ".jsonl";

    private static readonly JsonSerializerOptions Options =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true };

    /// <param name="captionsPath">A <c>.jsonl</c> file holds drawings; any other file has COCO's format.</param>
    /// <param name="picturesDirectory">Folder of the pictures, named by <c>file_name</c> or <c>id.png</c>.</param>
    /// <exception cref="CommandException">The file does not have the expected format, or the folder has none of its pictures.</exception>
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
