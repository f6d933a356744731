using System.Text.Json;

namespace Engram.Streams.Forms;

/// <summary>X API v2: lines and pages with <c>data</c> and <c>includes</c>, flattened posts, compliance events, errors.</summary>
internal sealed class XV2Form(StreamOptions options) : JsonForm
{
    // Members that only X puts beside id and text; they distinguish a flattened post from our own form.
    private static readonly string[] PostMembers =
    [
        "author_id", "edit_history_tweet_ids", "conversation_id", "note_tweet", "referenced_tweets", "public_metrics", "possibly_sensitive",
        "attachments", "created_at",
    ];

    private static readonly string[] PostsGone = ["delete", "drop"];
    private static readonly string[] AuthorsGone = ["user_delete", "user_suspend", "user_protect"];
    private static readonly string[] Notices =
    [
        "undrop", "withheld", "tweet_edit", "user_undelete", "user_unsuspend", "user_unprotect", "user_withheld",
        "user_profile_modification", "scrub_geo",
    ];

    public override StreamForm Form => StreamForm.XV2;

    public override string? FindMissing(JsonElement payload)
    {
        var data = payload.At("data");
        if (data.IsArray() || payload.At("errors").IsArray() || payload.At("meta", "result_count").ValueKind == JsonValueKind.Number)
            return null;
        if (data.IsObject())
            return data.Has("id") || FindNotice(data) is not null ? null : "'data' has no 'id'";
        var isFlattened = payload.Text("id") is not null && !payload.Has("id_str") && payload.Text("text") is not null;
        return isFlattened && payload.FirstOf(PostMembers) is not null
            ? null : $"no 'data', no 'errors', and no 'id' and 'text' beside one of {string.Join(", ", PostMembers)}";
    }

    public override void Read(JsonElement payload, List<StreamEvent> events)
    {
        var data = payload.At("data");
        var includes = new Includes(payload.At("includes"));
        if (data.IsArray())
            ReadPage(data, includes, events);
        else if (data.IsObject() && FindNotice(data) is { } notice)
            events.Add(ReadNotice(data, notice));
        else if (data.IsObject())
            ReadPost(data, includes, events);
        else if (payload.Has("id"))
            ReadPost(payload, includes, events);
        else if (!payload.At("errors").IsArray())
            events.Add(new Ignored("a page without posts"));
        ReadErrors(payload, arePartial: payload.Has("data") || payload.Has("id"), events);
    }

    private void ReadPage(JsonElement posts, Includes includes, List<StreamEvent> events)
    {
        var faults = new List<string>();
        var number = 0;
        foreach (var post in posts.EnumerateArray())
        {
            number++;
            try
            {
                ReadPost(post, includes, events);
            }
            catch (PayloadException e)
            {
                faults.Add($"post {number} of the page: {e.Message}");
            }
        }

        if (faults.Count > 0)
            throw new PayloadException(string.Join("; ", faults));
    }

    private static string? FindNotice(JsonElement data) =>
        Array.Find([.. PostsGone, .. AuthorsGone, .. Notices], name => data.At(name).IsObject());

    private static StreamEvent ReadNotice(JsonElement data, string name)
    {
        if (PostsGone.Contains(name))
            return new PostDeleted(XText.Source, data.Id(name, "tweet", "id").OrThrow($"data.{name}.tweet.id"));
        if (AuthorsGone.Contains(name))
            return new AuthorRemoved(XText.Source, data.Id(name, "user", "id").OrThrow($"data.{name}.user.id"), name);
        return new Ignored($"compliance event {name}");
    }

    private static void ReadErrors(JsonElement payload, bool arePartial, List<StreamEvent> events)
    {
        foreach (var error in payload.Items("errors"))
        {
            var title = error.Words("title") ?? error.Words("message") ?? "error";
            var detail = error.Words("detail") ?? error.Words("disconnect_type");
            events.Add(arePartial ? new Ignored($"a part of the post could not be had: {title}") : new StreamFault(title, detail));
        }
    }

    private void ReadPost(JsonElement data, Includes includes, List<StreamEvent> events)
    {
        var id = data.Id("id").OrThrow("data.id");
        var author = includes.User(data.Id("author_id")) ?? data.At("author");
        if (author.Flag("protected"))
        {
            events.Add(new Ignored("the author is protected"));
            return;
        }

        var versions = data.Items("edit_history_tweet_ids").Select(version => version.Id()).OfType<string>().ToList();
        events.AddRange(versions.TakeWhile(version => version != id).Select(version => new PostDeleted(XText.Source, version)));
        events.Add(Event(Post(data, id, author, versions.LastOrDefault(), includes)));
    }

    private SourcePost Post(JsonElement data, string id, JsonElement author, string? revision, Includes includes)
    {
        var repostOf = Referenced(data, "retweeted");
        // A repost's text is cut to make room for "RT @name:"; the original is in the includes, if they were requested.
        var content = includes.Post(repostOf) ?? data;
        return new SourcePost
        {
            Source = XText.Source,
            SourceId = id,
            Revision = revision,
            Author = data.Id("author_id") is { } authorId ? new PostAuthor(authorId, author.Words("username")) : null,
            CreatedAt = data.Time("created_at"),
            Text = XText.Unescape(content.Words("note_tweet", "text") ?? content.Text("text").OrThrow("data.text")),
            Languages = PostFields.Languages([content.Text("lang")]),
            Hashtags = PostFields.Hashtags(Hashtags(content).Select(tag => tag.Text("tag")), options.MaxHashtags),
            Pictures = PostFields.Pictures(Media(content, includes).Select(Picture), options.MaxPictures),
            Sensitive = content.Flag("possibly_sensitive"),
            RepostOf = repostOf,
            ReplyTo = Referenced(data, "replied_to"),
            QuoteOf = Referenced(data, "quoted"),
        };
    }

    private static string? Referenced(JsonElement data, string type) =>
        data.Items("referenced_tweets").FirstOrDefault(reference => reference.Text("type") == type).Id("id");

    private static IEnumerable<JsonElement> Hashtags(JsonElement data) =>
        data.Items("note_tweet", "entities", "hashtags").Concat(data.Items("entities", "hashtags"));

    // Flattened archives have the media objects beside or instead of the keys.
    private static IEnumerable<JsonElement> Media(JsonElement data, Includes includes)
    {
        var media = data.Items("attachments", "media");
        return media.Any() ? media : data.Items("attachments", "media_keys").Select(key => includes.Media(key.Id())).OfType<JsonElement>();
    }

    private static PostPicture Picture(JsonElement media) => new()
    {
        Url = media.Words("url") ?? media.Words("preview_image_url"),
        AltText = media.Words("alt_text"),
        Kind = XText.Kind(media.Text("type")),
    };

    /// <summary>The objects that a payload's posts refer to.</summary>
    private sealed class Includes(JsonElement includes)
    {
        private Dictionary<string, JsonElement>? _users;
        private Dictionary<string, JsonElement>? _posts;
        private Dictionary<string, JsonElement>? _media;

        public JsonElement? User(string? id) => Find(_users ??= Index("users", "id"), id);
        public JsonElement? Post(string? id) => Find(_posts ??= Index("tweets", "id"), id);
        public JsonElement? Media(string? key) => Find(_media ??= Index("media", "media_key"), key);

        private Dictionary<string, JsonElement> Index(string list, string member)
        {
            var index = new Dictionary<string, JsonElement>();
            foreach (var item in includes.Items(list))
            {
                if (item.Id(member) is { } id)
                    index[id] = item;
            }

            return index;
        }

        private static JsonElement? Find(Dictionary<string, JsonElement> index, string? id) =>
            id is not null && index.TryGetValue(id, out var found) ? found : null;
    }
}
