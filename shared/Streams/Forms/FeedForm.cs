using System.Xml;

namespace Engram.Streams.Forms;

/// <summary>RSS 2.0, RSS 1.0 and Atom. Namespaces are recognized by their usual prefix, since feeds often declare them wrong.</summary>
internal sealed class FeedForm(StreamOptions options)
{
    private const string Source = "rss";
    private const int DeepestElement = 64;

    private static readonly string[] Entries = ["item", "entry"];

    public XmlReaderSettings Settings => new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = options.MaxFeedCharacters,
        CheckCharacters = false,
    };

    /// <summary>Reads the next entry; null at the end. Adds the feed's own links and ids to <paramref name="feed"/>.</summary>
    public static async Task<FeedElement?> NextEntryAsync(XmlReader reader, FeedElement feed)
    {
        while (await reader.ReadAsync())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (Entries.Contains(reader.LocalName))
                return await ReadElementAsync(reader);
            if (reader.LocalName is "link" or "id")
                feed.Add(await ReadElementAsync(reader));
        }

        return null;
    }

    private static async Task<FeedElement> ReadElementAsync(XmlReader reader)
    {
        var root = FeedElement.At(reader);
        var open = new Stack<FeedElement>();
        if (!reader.IsEmptyElement)
            open.Push(root);
        while (open.Count > 0 && await reader.ReadAsync())
        {
            if (open.Count > DeepestElement)
                throw new XmlException($"Elements nest deeper than {DeepestElement}.");
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = FeedElement.At(reader);
                    open.Peek().Add(element);
                    if (!reader.IsEmptyElement)
                        open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    open.Peek().Append(reader.Value);
                    break;
            }
        }

        return root;
    }

    /// <exception cref="PayloadException">The entry has no id.</exception>
    public StreamEvent Read(FeedElement entry, FeedElement feed)
    {
        var link = Link(entry);
        var html = entry.FindFirst("encoded", "content", "description", "summary");
        var post = new SourcePost
        {
            Source = Source,
            SourceId = Id(entry, feed) ?? link.OrThrow("guid, id or link"),
            Revision = entry.Find("updated")?.Words,
            Author = Author(entry),
            CreatedAt = Times.Parse(entry.FindFirst("pubDate", "published", "date", "updated")?.Words),
            Text = Text(entry.Find("title"), html),
            Hashtags = PostFields.Hashtags(
                entry.All("category").Select(category => category.Attribute("term") ?? category.Words), options.MaxHashtags),
            Languages = PostFields.Languages([entry.Find("language")?.Words]),
            Pictures = PostFields.Pictures(Pictures(entry), options.MaxPictures),
            Sensitive = entry.Descendants("media:rating").Any(rating => rating.Words == "adult"),
        };
        return PostFields.HasContent(post) ? new PostEvent(post) : new Ignored("the entry has no text and no picture");
    }

    // A guid that is not a URI is unique only within its feed.
    private static string? Id(FeedElement entry, FeedElement feed)
    {
        var id = entry.Find("guid")?.Words ?? entry.Find("id")?.Words;
        return id is null || id.Contains(':', StringComparison.Ordinal) || Link(feed) is not { } home ? id : $"{home}#{id}";
    }

    private static string? Link(FeedElement element)
    {
        var links = element.All("link").ToList();
        var chosen = links.Find(link => link.Attribute("rel") is null or "alternate") ?? links.FirstOrDefault();
        return chosen?.Attribute("href") ?? chosen?.Words ?? element.Find("id")?.Words;
    }

    private static PostAuthor? Author(FeedElement entry)
    {
        var author = entry.Find("author");
        var name = author?.Find("name")?.Words ?? author?.Words ?? entry.Find("creator")?.Words;
        return (author?.Find("uri")?.Words ?? name) is { } id ? new PostAuthor(id, name) : null;
    }

    private string Text(FeedElement? title, FeedElement? html)
    {
        var heading = Shown(title);
        var body = Shown(html);
        return heading.Length == 0 || body.StartsWith(heading, StringComparison.Ordinal) ? body : $"{heading}\n{body}".TrimEnd();
    }

    private string Shown(FeedElement? element) => element?.Attribute("type") is "text" or "xhtml"
        ? element.Inner.Trim() : HtmlText.Read(element?.Inner ?? "", options.MaxHtmlCharacters);

    private static IEnumerable<PostPicture> Pictures(FeedElement entry)
    {
        var described = entry.Descendants("media:content").Where(IsPicture).Select(content => Picture(content, "url"));
        var enclosed = entry.All("enclosure").Where(IsPicture).Select(enclosure => Picture(enclosure, "url"));
        var linked = entry.All("link").Where(IsEnclosure).Select(link => Picture(link, "href"));
        var pictures = described.Concat(enclosed).Concat(linked).DistinctBy(picture => picture.Url).ToList();
        return pictures.Count > 0 ? pictures : entry.Descendants("media:thumbnail").Select(Thumbnail);
    }

    private static bool IsPicture(FeedElement media) =>
        media.Attribute("medium") == "image" || media.Attribute("type")?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsEnclosure(FeedElement link) => link.Attribute("rel") == "enclosure" && IsPicture(link);

    private static PostPicture Thumbnail(FeedElement thumbnail) => Picture(thumbnail, "url") with { Kind = PictureKind.VideoPreview };

    private static PostPicture Picture(FeedElement media, string address) => new()
    {
        Url = media.Attribute(address),
        AltText = media.FindFirst("media:description", "media:text", "media:title")?.Words,
        Kind = media.Attribute("type") == "image/gif" ? PictureKind.Animated : PictureKind.Photo,
    };
}
