using System.Text.Json;

namespace Engram.Streams.Forms;

/// <summary>Our own form. It is strict: a misspelled member or one of the wrong type is rejected by name.</summary>
internal sealed class EngramForm(StreamOptions options) : JsonForm
{
    public const string Source = "engram";

    private static readonly string[] Members =
    [
        "id", "text", "picture", "pictures", "source", "sourceId", "revision", "author", "createdAt", "languages", "hashtags", "sensitive",
        "repostOf", "replyTo", "quoteOf",
    ];

    private static readonly string[] ContentMembers = ["text", "picture", "pictures"];
    private static readonly string[] AuthorMembers = ["id", "name"];
    private static readonly string[] PictureMembers = ["url", "base64", "file", "altText", "kind"];

    public override StreamForm Form => StreamForm.Engram;

    public override string? FindMissing(JsonElement payload) =>
        FindUnknown(payload, Members) ?? (payload.FirstOf(ContentMembers) is not null ? null : "no 'text', 'picture' or 'pictures'");

    public override void Read(JsonElement payload, List<StreamEvent> events)
    {
        var name = Text(payload, "id");
        var post = new SourcePost
        {
            Source = Text(payload, "source") ?? Source,
            SourceId = Text(payload, "sourceId") ?? name,
            Name = name,
            Revision = Text(payload, "revision"),
            Author = Author(payload.At("author")),
            CreatedAt = Time(payload, "createdAt"),
            Text = Text(payload, "text") ?? "",
            Languages = PostFields.Languages(Texts(payload, "languages")),
            Hashtags = PostFields.Hashtags(Texts(payload, "hashtags"), options.MaxHashtags),
            Pictures = PostFields.Pictures(Pictures(payload), options.MaxPictures),
            Sensitive = Flag(payload, "sensitive"),
            RepostOf = Text(payload, "repostOf"),
            ReplyTo = Text(payload, "replyTo"),
            QuoteOf = Text(payload, "quoteOf"),
        };
        if (!PostFields.HasContent(post))
            throw new PayloadException("neither 'text' nor a picture is given");
        events.Add(new PostEvent(post));
    }

    private static string? FindUnknown(JsonElement element, string[] members)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!members.Contains(member.Name))
                return $"unknown member '{member.Name}'";
        }

        return null;
    }

    private static void RefuseUnknown(JsonElement element, string name, string[] members)
    {
        if (!element.IsObject())
            throw new PayloadException($"'{name}' must be an object");
        if (FindUnknown(element, members) is { } unknown)
            throw new PayloadException($"'{name}' has {unknown}");
    }

    private static PostAuthor? Author(JsonElement author)
    {
        if (author.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return null;
        RefuseUnknown(author, "author", AuthorMembers);
        return new PostAuthor(Text(author, "id").OrThrow("author.id"), Text(author, "name"));
    }

    private static IEnumerable<PostPicture> Pictures(JsonElement payload)
    {
        if (payload.Has("picture"))
            yield return Picture(payload.At("picture"));
        foreach (var picture in List(payload, "pictures"))
            yield return Picture(picture);
    }

    private static PostPicture Picture(JsonElement picture)
    {
        if (picture.Text() is { } place)
            return At(place);
        RefuseUnknown(picture, "picture", PictureMembers);
        return new PostPicture
        {
            Url = Text(picture, "url"),
            File = Text(picture, "file"),
            Bytes = Bytes(picture),
            AltText = Text(picture, "altText"),
            Kind = Kind(Text(picture, "kind")),
        };
    }

    /// <summary>A picture given as a single string: a URL or a file path.</summary>
    public static PostPicture At(string place) => IsUrl(place) ? new PostPicture { Url = place } : new PostPicture { File = place };

    private static bool IsUrl(string place) =>
        place.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || place.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static byte[]? Bytes(JsonElement picture)
    {
        if (Text(picture, "base64") is null)
            return null;
        return picture.At("base64").TryGetBytesFromBase64(out var bytes) ? bytes : throw new PayloadException("'base64' is no base64");
    }

    private static PictureKind Kind(string? kind) => kind switch
    {
        null or "photo" => PictureKind.Photo,
        "animated" => PictureKind.Animated,
        "video-preview" => PictureKind.VideoPreview,
        "link-card" => PictureKind.LinkCard,
        _ => throw new PayloadException("'kind' must be photo, animated, video-preview or link-card"),
    };

    private static DateTimeOffset? Time(JsonElement element, string name) => Text(element, name) is not { } text
        ? null : Times.Parse(text) ?? throw new PayloadException($"'{name}' is no time");

    private static bool Flag(JsonElement element, string name) =>
        element.At(name).ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False
            ? element.Flag(name) : throw new PayloadException($"'{name}' must be true or false");

    private static string? Text(JsonElement element, string name) =>
        element.Text(name) ?? (element.Has(name) ? throw new PayloadException($"'{name}' must be a string") : null);

    private static IEnumerable<string?> Texts(JsonElement element, string name) =>
        List(element, name).Select(item => item.Text() ?? throw new PayloadException($"'{name}' must hold strings"));

    private static IEnumerable<JsonElement> List(JsonElement element, string name) =>
        !element.Has(name) || element.At(name).ValueKind == JsonValueKind.Array
            ? element.Items(name) : throw new PayloadException($"'{name}' must be an array");
}
