using System.Text.Json;

namespace Engram.Streams.Forms;

/// <summary>X API v1.1: statuses of archives, and the notices of the old stream.</summary>
internal sealed class XV11Form(StreamOptions options) : JsonForm
{
    private static readonly string[] StatusMembers = ["full_text", "created_at", "user"];
    private static readonly string[] AuthorsGone = ["user_delete", "user_suspend", "user_protect"];
    private static readonly string[] Notices =
    [
        "limit", "warning", "friends", "friends_str", "scrub_geo", "status_withheld", "user_withheld", "user_undelete", "user_unsuspend",
        "user_unprotect",
    ];

    public override StreamForm Form => StreamForm.XV11;

    public override string? FindMissing(JsonElement payload)
    {
        var isStatus = payload.Text("id_str") is not null
            || (payload.At("id").ValueKind == JsonValueKind.Number && payload.FirstOf(StatusMembers) is not null);
        return isStatus || IsNotice(payload)
            ? null : $"no 'id_str', no number 'id' beside one of {string.Join(", ", StatusMembers)}, and no notice such as 'delete'";
    }

    public override void Read(JsonElement payload, List<StreamEvent> events)
    {
        if (payload.At("delete", "status").IsObject())
            events.Add(new PostDeleted(XText.Source, IdOf(payload.At("delete", "status")).OrThrow("delete.status.id_str")));
        else if (payload.At("disconnect").IsObject())
            events.Add(new StreamFault("disconnect", payload.Words("disconnect", "reason")));
        else if (payload.FirstOf(AuthorsGone) is { } gone)
            events.Add(new AuthorRemoved(XText.Source, IdOf(payload.At(gone)).OrThrow($"{gone}.id"), gone));
        else if (payload.FirstOf(Notices) is { } notice && !payload.Has("id_str") && !payload.Has("id"))
            events.Add(new Ignored($"notice {notice}"));
        else if (payload.Flag("user", "protected"))
            events.Add(new Ignored("the author is protected"));
        else
            events.Add(Event(Post(payload)));
    }

    private static bool IsNotice(JsonElement payload) =>
        payload.At("delete", "status").IsObject() || payload.At("disconnect").IsObject()
        || (!payload.Has("text") && payload.FirstOf([.. AuthorsGone, .. Notices]) is not null);

    private SourcePost Post(JsonElement status)
    {
        var repeated = status.At("retweeted_status");
        // A repost's text is cut to make room for "RT @name:"; the original is inside, in full.
        var content = repeated.IsObject() ? repeated : status;
        return new SourcePost
        {
            Source = XText.Source,
            SourceId = IdOf(status).OrThrow("id_str"),
            Author = IdOf(status.At("user")) is { } author ? new PostAuthor(author, status.Words("user", "screen_name")) : null,
            CreatedAt = status.Time("created_at"),
            Text = XText.Unescape(Text(content).OrThrow("full_text, extended_tweet.full_text or text")),
            Languages = PostFields.Languages([content.Text("lang")]),
            Hashtags = PostFields.Hashtags(Hashtags(content).Select(tag => tag.Text("text")), options.MaxHashtags),
            Pictures = PostFields.Pictures(Media(content).Select(Picture), options.MaxPictures),
            Sensitive = content.Flag("possibly_sensitive"),
            RepostOf = IdOf(repeated),
            ReplyTo = status.Id("in_reply_to_status_id_str") ?? status.Id("in_reply_to_status_id"),
            QuoteOf = content.Id("quoted_status_id_str") ?? IdOf(content.At("quoted_status")) ?? content.Id("quoted_status_id"),
        };
    }

    /// <summary>The id as a string, because many JSON writers round numbers of this size.</summary>
    private static string? IdOf(JsonElement element) => element.Id("id_str") ?? element.Id("id");

    private static string? Text(JsonElement status) =>
        status.Text("extended_tweet", "full_text") ?? status.Text("full_text") ?? status.Text("text");

    private static IEnumerable<JsonElement> Hashtags(JsonElement status) =>
        status.Items("extended_tweet", "entities", "hashtags").Concat(status.Items("entities", "hashtags"));

    /// <summary><c>entities.media</c> has only the first of several pictures, so it is tried last.</summary>
    private static IEnumerable<JsonElement> Media(JsonElement status)
    {
        IEnumerable<JsonElement>[] places =
        [
            status.Items("extended_tweet", "extended_entities", "media"), status.Items("extended_entities", "media"),
            status.Items("extended_tweet", "entities", "media"), status.Items("entities", "media"),
        ];
        return places.FirstOrDefault(place => place.Any(), []);
    }

    private static PostPicture Picture(JsonElement media) => new()
    {
        Url = media.Words("media_url_https") ?? media.Words("media_url"),
        AltText = media.Words("ext_alt_text"),
        Kind = XText.Kind(media.Text("type")),
    };
}
