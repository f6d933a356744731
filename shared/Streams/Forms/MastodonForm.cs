using System.Text;
using System.Text.Json;
using Engram.Streams.Input;

namespace Engram.Streams.Forms;

/// <summary>Mastodon: statuses, and events of the streaming API, whose payload is JSON in a string.</summary>
internal sealed class MastodonForm(StreamOptions options) : JsonForm
{
    private const string Source = "mastodon";

    private static readonly string[] StatusMembers = ["account", "uri", "visibility", "spoiler_text"];

    public override StreamForm Form => StreamForm.Mastodon;

    public override string? FindMissing(JsonElement payload)
    {
        var isEvent = payload.Text("event") is not null && (payload.Has("payload") || payload.Has("stream"));
        var isStatus = payload.Text("content") is not null && payload.FirstOf(StatusMembers) is not null;
        return isEvent || isStatus || IsRefusal(payload)
            ? null : $"no 'event' with 'payload', and no 'content' beside one of {string.Join(", ", StatusMembers)}";
    }

    public override void Read(JsonElement payload, List<StreamEvent> events)
    {
        if (IsRefusal(payload))
            events.Add(new StreamFault(payload.Text("error")!, $"status {payload.At("status").GetRawText()}"));
        else if (payload.Text("event") is { } name)
            events.Add(ReadEvent(name, payload.At("payload")));
        else
            events.Add(ReadStatus(payload));
    }

    private static bool IsRefusal(JsonElement payload) =>
        payload.Text("error") is not null && payload.At("status").ValueKind == JsonValueKind.Number;

    private StreamEvent ReadEvent(string name, JsonElement payload)
    {
        if (name == "delete")
            return new PostDeleted(Source, Qualify(payload.Id().OrThrow("payload")));
        if (name is not ("update" or "status.update"))
            return new Ignored($"event {name}");
        if (payload.IsObject())
            return ReadStatus(payload);
        try
        {
            using var status = JsonPayload.Parse(Encoding.UTF8.GetBytes(payload.Text().OrThrow("payload")), options.MaxJsonDepth);
            return ReadStatus(status.RootElement);
        }
        catch (JsonException e)
        {
            throw new PayloadException($"payload is no JSON: {e.Message}");
        }
    }

    private StreamEvent ReadStatus(JsonElement status)
    {
        var content = status.At("reblog").IsObject() ? status.At("reblog") : status;
        if ((NotPublic(status) ?? NotPublic(content)) is { } visibility)
            return new Ignored($"visibility {visibility}");
        if (RefusesRobots(status.At("account")) || RefusesRobots(content.At("account")))
            return new Ignored("the author refuses robots");
        return Event(Post(status, content));
    }

    private static string? NotPublic(JsonElement status) =>
        status.Text("visibility") is { } visibility && visibility != "public" ? visibility : null;

    private static bool RefusesRobots(JsonElement account) =>
        account.Flag("noindex") || account.Text("note")?.Contains("#nobot", StringComparison.OrdinalIgnoreCase) == true
        || account.Items("fields").Any(field => field.Text("value")?.Contains("#nobot", StringComparison.OrdinalIgnoreCase) == true);

    private SourcePost Post(JsonElement status, JsonElement content)
    {
        var account = status.At("account");
        var warning = content.Words("spoiler_text");
        return new SourcePost
        {
            Source = Source,
            SourceId = Qualify(status.Id("id").OrThrow("id")),
            GlobalId = status.Words("uri"),
            Revision = status.Words("edited_at"),
            Author = (account.Words("uri") ?? account.Words("url") ?? account.Id("id")) is { } id
                ? new PostAuthor(id, account.Words("acct")) : null,
            CreatedAt = status.Time("created_at"),
            Text = HtmlText.Read(content.Text("content").OrThrow("content"), options.MaxHtmlCharacters),
            Warning = warning,
            Languages = PostFields.Languages([content.Text("language")]),
            Hashtags = PostFields.Hashtags(content.Items("tags").Select(tag => tag.Text("name")), options.MaxHashtags),
            Pictures = PostFields.Pictures(
                content.Items("media_attachments").Select(Attachment).Append(Card(content.At("card"))), options.MaxPictures),
            Sensitive = content.Flag("sensitive") || warning is not null,
            RepostOf = Qualified(status.Id("reblog", "id")),
            ReplyTo = Qualified(content.Id("in_reply_to_id")),
            QuoteOf = Qualified(content.Id("quote", "quoted_status", "id") ?? content.Id("quote", "quoted_status_id")),
        };
    }

    private static PostPicture Attachment(JsonElement media)
    {
        var type = media.Text("type");
        var preview = media.Words("preview_url") ?? media.Words("preview_remote_url");
        return new PostPicture
        {
            Url = type == "image" ? media.Words("url") ?? media.Words("remote_url") ?? preview : preview,
            AltText = media.Words("description"),
            Kind = type switch { "gifv" => PictureKind.Animated, "video" => PictureKind.VideoPreview, _ => PictureKind.Photo },
        };
    }

    private static PostPicture Card(JsonElement card) => new()
    {
        Url = card.Words("image"),
        AltText = card.Words("title"),
        Kind = PictureKind.LinkCard,
    };

    private string? Qualified(string? localId) => localId is null ? null : Qualify(localId);

    private string Qualify(string localId) => options.MastodonServer is { } server ? $"{server}/{localId}" : localId;
}
