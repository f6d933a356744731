using System.Text.Json;

namespace Engram.Streams.Forms;

/// <summary>Bluesky's Jetstream: v1 events, and v2 frames, whose payload itself has a commit's members.</summary>
internal sealed class JetstreamForm(StreamOptions options) : JsonForm
{
    private const string Source = "bluesky";
    private const string Posts = "app.bsky.feed.post";
    private const string V2 = "network.bsky.jetstream.subscribeEvents#";

    // Statuses of an account that is only delayed or restricted for a while.
    private static readonly string[] NotGone = ["desynchronized", "throttled"];

    private static readonly string[] SensitiveLabels = ["porn", "sexual", "nudity", "graphic-media", "gore", "!hide", "!warn"];

    public override StreamForm Form => StreamForm.Jetstream;

    public override string? FindMissing(JsonElement payload)
    {
        if (payload.Text("$type") == "error" || V2Kind(payload) is not null || V2Kind(payload.At("payload")) is not null)
            return null;
        return payload.Text("did") is not null && payload.Text("kind") is not null
            ? null : "no 'did' with 'kind', and no '$type' of a v2 frame";
    }

    public override void Read(JsonElement payload, List<StreamEvent> events)
    {
        if (payload.Text("$type") == "error")
            events.Add(new StreamFault(payload.Words("error") ?? "error", payload.Words("message")));
        else if (payload.At("payload").IsObject())
            events.Add(ReadEvent(payload.At("payload"), V2Kind(payload.At("payload"))!, payload.At("payload")));
        else if (V2Kind(payload) is { } kind)
            events.Add(ReadEvent(payload, kind, payload));
        else
            events.Add(ReadEvent(payload, payload.Text("kind")!, payload.At("commit")));
    }

    public override string? CursorOf(JsonElement payload) => payload.Id("time_us") ?? payload.Id("payload", "seq") ?? payload.Id("seq");

    private static string? V2Kind(JsonElement payload) =>
        payload.Text("$type") is { } type && type.StartsWith(V2, StringComparison.Ordinal) ? type[V2.Length..] : null;

    private StreamEvent ReadEvent(JsonElement stream, string kind, JsonElement commit) => kind switch
    {
        "commit" => ReadCommit(stream, commit),
        "account" => ReadAccount(stream, stream.At("account") is { ValueKind: JsonValueKind.Object } account ? account : stream),
        "info" => new Ignored($"info {stream.Text("name")}"),
        _ => new Ignored($"event {kind}"),
    };

    private static StreamEvent ReadAccount(JsonElement stream, JsonElement account)
    {
        var status = account.Words("status") ?? "inactive";
        return account.At("active").ValueKind == JsonValueKind.False && !NotGone.Contains(status)
            ? new AuthorRemoved(Source, stream.Words("did").OrThrow("did"), status) : new Ignored("the account is there");
    }

    private StreamEvent ReadCommit(JsonElement stream, JsonElement commit)
    {
        var collection = commit.Words("collection").OrThrow("commit.collection");
        if (collection != Posts)
            return new Ignored($"collection {collection}");
        var did = stream.Words("did").OrThrow("did");
        var id = $"at://{did}/{collection}/{commit.Words("rkey").OrThrow("commit.rkey")}";
        var record = commit.At("record");
        return commit.Text("operation") switch
        {
            "delete" => new PostDeleted(Source, id),
            "create" or "update" when !record.IsObject() => throw new PayloadException("commit.record is missing"),
            "create" or "update" when Labels(record).Contains("!no-unauthenticated") => new Ignored("the post is for signed-in readers"),
            "create" or "update" => Event(Post(did, id, stream, commit, record)),
            var operation => new Ignored($"operation {operation}"),
        };
    }

    private SourcePost Post(string did, string id, JsonElement stream, JsonElement commit, JsonElement record)
    {
        var embed = record.At("embed");
        return new SourcePost
        {
            Source = Source,
            SourceId = id,
            Revision = TidTime.Find(commit.Text("rev")) ?? commit.Words("cid"),
            Author = new PostAuthor(did, null),
            CreatedAt = record.Time("createdAt"),
            ReceivedAt = Times.FromMicroseconds(stream.At("time_us")) ?? stream.Time("time"),
            Text = record.Text("text") ?? "",
            Languages = PostFields.Languages(record.Items("langs").Select(tag => tag.Text())),
            Hashtags = PostFields.Hashtags(
                BlueskyFacets.Hashtags(record).Concat(record.Items("tags").Select(tag => tag.Text())), options.MaxHashtags),
            Pictures = PostFields.Pictures(Pictures(did, MediaOf(embed)), options.MaxPictures),
            Sensitive = Labels(record).Intersect(SensitiveLabels).Any(),
            ReplyTo = record.Words("reply", "parent", "uri"),
            QuoteOf = embed.Words("record", "record", "uri") ?? embed.Words("record", "uri"),
        };
    }

    private static IEnumerable<string?> Labels(JsonElement record) => record.Items("labels", "values").Select(label => label.Text("val"));

    // A quote with media wraps the media's embed.
    private static JsonElement MediaOf(JsonElement embed) => embed.At("media").IsObject() ? embed.At("media") : embed;

    private IEnumerable<PostPicture> Pictures(string did, JsonElement embed)
    {
        foreach (var image in embed.Items("images").Concat(embed.Items("items")))
            yield return new PostPicture { Url = Url(options.BlueskyPictureUrl, did, image.At("image")), AltText = image.Words("alt") };
        if (embed.At("video").IsObject())
        {
            var url = Url(options.BlueskyVideoPreviewUrl, did, embed.At("video"));
            yield return new PostPicture { Url = url, AltText = embed.Words("alt"), Kind = PictureKind.VideoPreview };
        }

        if (embed.At("external") is { ValueKind: JsonValueKind.Object } card)
        {
            var url = Url(options.BlueskyPictureUrl, did, card.At("thumb"));
            yield return new PostPicture { Url = url, AltText = card.Words("title"), Kind = PictureKind.LinkCard };
        }
    }

    /// <summary>URL of a blob; null when the DID or CID contains other characters, which could lead to another address.</summary>
    private static string? Url(string template, string did, JsonElement blob)
    {
        var cid = blob.Words("ref", "$link") ?? blob.Words("cid");
        return cid is not null && cid.All(char.IsAsciiLetterOrDigit) && did.All(IsOfDid)
            ? template.Replace("{did}", did, StringComparison.Ordinal).Replace("{cid}", cid, StringComparison.Ordinal) : null;
    }

    private static bool IsOfDid(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is ':' or '.' or '-' or '_';
}
