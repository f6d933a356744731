using System.Globalization;
using Engram.Gateway.Posts;
using Engram.Streams;

namespace Engram.Cli.Posts;

/// <summary>A post of a platform as the gateway takes it.</summary>
internal static class PlatformPost
{
    // The gateway's limits: what a platform allows beyond them is cut, and the post is kept.
    private const int MaxAltTextCharacters = 2000;
    private const int MaxLanguages = 8;
    private const int MaxHashtagCharacters = 128;

    /// <summary>The request that posts it. A picture that is a file is read from <paramref name="folder"/>.</summary>
    /// <exception cref="CommandException">A file of the post can't be sent.</exception>
    public static PostRequest ToRequest(SourcePost post, string folder)
    {
        // Without an id of its source the post goes by its own name, or by a new one: sent twice it is taken once.
        var isOfSource = post.SourceId is not null && post.SourceId != post.Name;
        return new PostRequest
        {
            Id = isOfSource ? null : post.Name ?? Guid.CreateVersion7().ToString(),
            Source = isOfSource ? post.Source : null,
            SourceId = isOfSource ? post.SourceId : null,
            Revision = post.Revision,
            Author = post.Author is { } author ? new Author { Id = author.Id, Name = author.Name } : null,
            CreatedAt = post.CreatedAt?.ToString("O", CultureInfo.InvariantCulture),
            Text = post.Text,
            Languages = [.. post.Languages.Take(MaxLanguages)],
            Hashtags = [.. post.Hashtags.Where(hashtag => hashtag.Length <= MaxHashtagCharacters)],
            Pictures = [.. post.Pictures.Select(picture => ToRequest(picture, folder))],
            Sensitive = post.Sensitive,
            RepostOf = post.RepostOf,
            ReplyTo = post.ReplyTo,
            QuoteOf = post.QuoteOf,
        };
    }

    private static PictureRequest ToRequest(PostPicture picture, string folder)
    {
        var request = picture.File is { } file ? PostFile.Picture(file, folder) : new PictureRequest { Url = picture.Url, Base64 = picture.Bytes };
        return request with { AltText = Shortened(picture.AltText), Kind = KindOf(picture.Kind) };
    }

    private static string? Shortened(string? text) => text is not { Length: > MaxAltTextCharacters }
        ? text
        : text[..(char.IsHighSurrogate(text[MaxAltTextCharacters - 1]) ? MaxAltTextCharacters - 1 : MaxAltTextCharacters)];

    private static ImageKind KindOf(PictureKind kind) => kind switch
    {
        PictureKind.Animated => ImageKind.Animated,
        PictureKind.VideoPreview => ImageKind.VideoPreview,
        PictureKind.LinkCard => ImageKind.LinkCard,
        _ => ImageKind.Photo,
    };
}
