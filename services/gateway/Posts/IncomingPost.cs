using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Engram.Gateway.Pictures;

namespace Engram.Gateway.Posts;

/// <summary>A checked post, the same whichever way the client sent it.</summary>
public sealed partial record IncomingPost
{
    public const int MaxSourceIdCharacters = 512;


    private const int MaxUrlCharacters = 2048;
    private const int MaxRevisionCharacters = 128;
    private const int MaxAuthorNameCharacters = 256;
    private const int HashedPieceBytes = 64 << 10;

    private static readonly JsonSerializerOptions Compact = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    private IncomingPost()
    {
    }

    /// <summary>Null if the client gave neither an id nor a source and source id to derive it from.</summary>
    public required PostName? Name { get; init; }

    public required string? Source { get; init; }

    public required string? SourceId { get; init; }

    public required string? Revision { get; init; }

    public required Author? Author { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required string Text { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Without '#'.</summary>
    public required IReadOnlyList<string> Hashtags { get; init; }

    public required IReadOnlyList<IncomingPicture> Pictures { get; init; }

    public required bool Sensitive { get; init; }

    public required string? RepostOf { get; init; }

    public required string? ReplyTo { get; init; }

    public required string? QuoteOf { get; init; }

    /// <summary>The caller that sent the post, for sharing limited resources among
    /// callers; empty if callers are not distinguished.</summary>
    public string Caller { get; init; } = "";

    /// <summary>The post's pictures, if they are already fetched.</summary>
    internal FetchedPictures? Fetched { get; init; }

    /// <summary>The request that brought the post, if the post is stored outside of it; the post's messages join its trace.</summary>
    internal Activity? Trace { get; init; }

    /// <summary>Name of the followed stream that delivered the post; null if a client sent it.</summary>
    public string? FollowedBy { get; init; }

    /// <summary>Hash of the post's content, without author and time: two posts with the same id and hash are one post, even if
    /// one came as JSON and the other as a form.</summary>
    public string BodySha256 { get; private init; } = "";

    /// <summary>The post that this one reposts; null if it reposts none, or if the original cannot be identified.</summary>
    public PostName? Original => Source is { } source && RepostOf is { } repostOf ? PostName.OfSource(source, repostOf) : null;

    /// <summary>Checks a post without pictures, or with pictures in its JSON.</summary>
    /// <exception cref="ProblemException">A part is missing, too long or not valid text.</exception>
    public static IncomingPost Check(PostRequest request, GatewayOptions options) => Check(request, options, inHand: []);

    /// <param name="request">The parsed post.</param>
    /// <param name="options">Limits of a post.</param>
    /// <param name="inHand">Pictures that are already received; the request holds their digests in place of their bytes.</param>
    /// <exception cref="ProblemException">A part is missing, too long or not valid text.</exception>
    public static IncomingPost Check(PostRequest request, GatewayOptions options, IReadOnlyList<PictureContent> inHand)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(inHand);
        var pictures = PicturesOf(request, options, inHand);
        if (string.IsNullOrWhiteSpace(request.Text) && pictures.Count == 0)
            throw new ProblemException(Problems.EmptyPost());

        TextRule.Check("text", request.Text ?? "", options.MaxTextCharacters);
        if (request.Source is { } source && !IsSource(source))
            throw new ProblemException(BodyProblems.InvalidField("source", "is 1 to 32 of a-z, 0-9 and -, for example x"));
        var post = new IncomingPost
        {
            Name = NameOf(request),
            Source = request.Source,
            SourceId = Id("sourceId", request.SourceId),
            Revision = Short("revision", request.Revision, MaxRevisionCharacters),
            Author = AuthorOf(request.Author),
            CreatedAt = TimeOf("createdAt", request.CreatedAt),
            Text = request.Text ?? "",
            Languages = LanguagesOf(request.Languages ?? []),
            Hashtags = HashtagsOf(request.Hashtags ?? []),
            Pictures = pictures,
            Sensitive = request.Sensitive,
            RepostOf = Id("repostOf", request.RepostOf),
            ReplyTo = Id("replyTo", request.ReplyTo),
            QuoteOf = Id("quoteOf", request.QuoteOf),
        };
        return post with { BodySha256 = post.Hash() };
    }

    /// <summary>Whether the name is valid for a source.</summary>
    public static bool IsSource(string name) => SourceRule().IsMatch(name);

    private static PostName? NameOf(PostRequest request)
    {
        var given = request.Id is null ? null : PostName.Parse(request.Id);
        if (Id("sourceId", request.SourceId) is not { } sourceId)
            return given;
        if (request.Source is not { } source)
            throw new ProblemException(BodyProblems.InvalidField("sourceId", "needs 'source': it is what the source calls the post"));
        var derived = PostName.OfSource(source, sourceId);
        return given is null || given == derived ? derived
            : throw new ProblemException(Problems.InconsistentId(given.PublicId, derived.PublicId));
    }

    private static List<IncomingPicture> PicturesOf(PostRequest request, GatewayOptions options, IReadOnlyList<PictureContent> inHand)
    {
        var pictures = new List<IncomingPicture>();
        if (request.Picture is { } one)
            Add("picture", one);
        foreach (var (i, picture) in (request.Pictures ?? []).Index())
            Add($"pictures[{i}]",
                picture ?? throw new ProblemException(BodyProblems.InvalidField($"pictures[{i}]", "is null; leave it out")));

        if (pictures.Count > PostLimits.MaxPictures)
            throw new ProblemException(BodyProblems.InvalidField("pictures",
                $"holds {pictures.Count} pictures; at most {PostLimits.MaxPictures} are taken"));
        var bytes = pictures.Sum(picture => picture.Content?.Length ?? 0);
        if (bytes > options.MaxPictureBytes)
            throw new ProblemException(Problems.TooLarge($"The pictures have {bytes} bytes; at most {options.MaxPictureBytes} are taken."));
        return pictures;

        void Add(string field, PictureRequest picture)
        {
            if (PictureOf(field, picture, inHand) is { } given)
                pictures.Add(given);
        }
    }

    private static IncomingPicture? PictureOf(string field, PictureRequest picture, IReadOnlyList<PictureContent> inHand)
    {
        var content = picture.Base64 is { Length: > 0 } bytes
            ? inHand.FirstOrDefault(held => held.Digest.Span.SequenceEqual(bytes)) ?? PictureContent.Of(bytes) : null;
        if (content is not null && picture.Url is not null)
            throw new ProblemException(BodyProblems.InvalidField(field, "give its bytes or its URL, not both"));
        var url = Words(field + ".url", picture.Url, MaxUrlCharacters)?.Trim();
        var altText = Words(field + ".altText", picture.AltText, PostLimits.MaxAltTextCharacters);
        return content is null && url is null && altText is null ? null : new IncomingPicture(content, url, altText, picture.Kind);
    }

    private static Author? AuthorOf(Author? author) => author is null ? null : new Author
    {
        Id = Id("author.id", author.Id) ?? throw new ProblemException(BodyProblems.InvalidField("author.id",
            "is null; leave 'author' out where it is not known")),
        Name = Short("author.name", author.Name, MaxAuthorNameCharacters),
    };

    private static string[] LanguagesOf(IReadOnlyList<string> tags)
    {
        AtMost("languages", tags, PostLimits.MaxLanguages);
        return [.. tags.Select((tag, i) => LanguageTag.Normalize(tag ?? "")
            ?? throw new ProblemException(
                BodyProblems.InvalidField($"languages[{i}]", "is no language tag of BCP 47, for example en or pt-BR"))).Distinct()];
    }

    private static string[] HashtagsOf(IReadOnlyList<string> hashtags)
    {
        AtMost("hashtags", hashtags, PostLimits.MaxHashtags);
        return [.. hashtags.Select((hashtag, i) => Short($"hashtags[{i}]", hashtag?.TrimStart('#'), PostLimits.MaxHashtagCharacters)
            ?? throw new ProblemException(BodyProblems.InvalidField($"hashtags[{i}]",
                "is null; leave it out"))).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static void AtMost(string field, IReadOnlyList<string> items, int most)
    {
        if (items.Count > most)
            throw new ProblemException(BodyProblems.InvalidField(field, $"holds {items.Count}; at most {most} are taken"));
    }

    private static DateTimeOffset? TimeOf(string field, string? text) => text is null
        ? null : IsoTime.Parse(text)
        ?? throw new ProblemException(BodyProblems.InvalidField(field, "is no time of ISO 8601, for example 2026-05-04T12:30:00Z"));

    /// <summary>Checks an id that a source gave, if there is one.</summary>
    /// <exception cref="ProblemException">The id is empty, too long or not valid text.</exception>
    internal static string? Id(string field, string? id) => Short(field, id, MaxSourceIdCharacters);

    /// <summary>Checks an optional text, which must not be blank.</summary>
    private static string? Short(string field, string? text, int maxCharacters)
    {
        if (text is null)
            return null;
        return Words(field, text, maxCharacters)
            ?? throw new ProblemException(BodyProblems.InvalidField(field, $"is empty; it has 1 to {maxCharacters} characters"));
    }

    /// <summary>Returns the text unchanged; null if it is blank.</summary>
    private static string? Words(string field, string? text, int maxCharacters)
    {
        TextRule.Check(field, text ?? "", maxCharacters);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Each part follows its length, so that two different posts cannot produce the same bytes.
        Append(hash, Encoding.UTF8.GetBytes(Text));
        Append(hash, Pictures.Count > 0 ? Pictures[0].Content : null);
        Append(hash, Encoding.UTF8.GetBytes(Pictures.Count > 0 ? Pictures[0].Url ?? "" : ""));
        // A post with only text and one picture keeps the hash that it had before posts had more fields.
        if (JsonSerializer.SerializeToUtf8Bytes(FurtherContent(), Compact) is { Length: > 2 } further)
            Append(hash, further);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private Content FurtherContent()
    {
        HashedPicture[] pictures = [.. Pictures.Select((picture, i) => new HashedPicture(
            i > 0 && picture.Content is { } content ? content.Sha256 : null,
            i > 0 ? picture.Url : null,
            picture.AltText,
            picture.Kind))];
        return new Content(
            pictures is [] || (pictures is [var one] && one == new HashedPicture(null, null, null, ImageKind.Photo)) ? null : pictures,
            Languages.Count == 0 ? null : Languages,
            Hashtags.Count == 0 ? null : Hashtags,
            Sensitive,
            RepostOf,
            ReplyTo,
            QuoteOf);
    }

    private static void Append(IncrementalHash hash, byte[] part)
    {
        AppendLength(hash, part.Length);
        hash.AppendData(part);
    }

    private static void Append(IncrementalHash hash, PictureContent? picture)
    {
        AppendLength(hash, (int)(picture?.Length ?? 0));
        if (picture is null)
            return;
        var piece = ArrayPool<byte>.Shared.Rent(HashedPieceBytes);
        var content = picture.Open();
        while (content.Read(piece) is var count and > 0)
            hash.AppendData(piece.AsSpan(0, count));
        ArrayPool<byte>.Shared.Return(piece);
    }

    private static void AppendLength(IncrementalHash hash, int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        hash.AppendData(bytes);
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,32}\z")]
    private static partial Regex SourceRule();

    private sealed record Content(
        IReadOnlyList<HashedPicture>? Pictures, IReadOnlyList<string>? Languages, IReadOnlyList<string>? Hashtags, bool Sensitive,
            string? RepostOf, string? ReplyTo, string? QuoteOf);

    private sealed record HashedPicture(string? Sha256, string? Url, string? AltText, ImageKind Kind);
}

/// <summary>A picture as a client sent it: bytes, a URL, or only an alt text.</summary>
public sealed record IncomingPicture(PictureContent? Content, string? Url, string? AltText, ImageKind Kind);
