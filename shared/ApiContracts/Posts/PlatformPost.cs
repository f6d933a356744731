using System.Globalization;
using Engram.Streams;

namespace Engram.ApiContracts.Posts;

/// <summary>Converts a platform's post to the gateway's request. Content beyond the gateway's limits is cut, so that the post is
/// kept.</summary>
public static class PlatformPost
{
    /// <summary>Returns the request for a post. Id and identity are set only where the platform provides them.</summary>
    /// <param name="post">The post as its platform delivers it.</param>
    /// <param name="read">Reads a picture from a file.</param>
    public static PostRequest ToRequest(SourcePost post, Func<string, PictureRequest> read)
    {
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(read);
        // A post without a source id is identified by its own name.
        var isOfSource = post.SourceId is not null && post.SourceId != post.Name;
        return new PostRequest
        {
            Id = isOfSource ? null : post.Name,
            Source = isOfSource ? post.Source : null,
            SourceId = isOfSource ? post.SourceId : null,
            Revision = post.Revision,
            Author = post.Author is { } author ? new Author { Id = author.Id, Name = author.Name } : null,
            CreatedAt = post.CreatedAt?.ToString("O", CultureInfo.InvariantCulture),
            Text = post.Text,
            Languages = [.. post.Languages.Take(PostLimits.MaxLanguages)],
            Hashtags = [.. post.Hashtags.Where(IsShort).Take(PostLimits.MaxHashtags)],
            Pictures = [.. post.Pictures.Take(PostLimits.MaxPictures).Select(picture => ToRequest(picture, read))],
            Sensitive = post.Sensitive,
            RepostOf = post.RepostOf,
            ReplyTo = post.ReplyTo,
            QuoteOf = post.QuoteOf,
        };
    }

    private static bool IsShort(string hashtag) => hashtag.Length <= PostLimits.MaxHashtagCharacters;

    private static PictureRequest ToRequest(PostPicture picture, Func<string, PictureRequest> read)
    {
        var request = picture.File is { } file ? read(file) : new PictureRequest { Url = picture.Url, Base64 = picture.Bytes };
        return request with { AltText = Shortened(picture.AltText), Kind = KindOf(picture.Kind) };
    }

    private static string? Shortened(string? text)
    {
        const int most = PostLimits.MaxAltTextCharacters;
        return text is not { Length: > most } ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    private static ImageKind KindOf(PictureKind kind) => kind switch
    {
        PictureKind.Animated => ImageKind.Animated,
        PictureKind.VideoPreview => ImageKind.VideoPreview,
        PictureKind.LinkCard => ImageKind.LinkCard,
        _ => ImageKind.Photo,
    };
}
