using System.Text;
using System.Xml;

namespace Engram.Streams.Forms;

/// <summary>
/// An XML element of a feed: name, attributes, text and children. Names are local, except for Media RSS and iTunes, whose <c>content</c>
/// and <c>author</c> differ from the feed's.
/// </summary>
internal sealed class FeedElement(string name)
{
    private readonly Dictionary<string, string> _attributes = [];
    private readonly List<FeedElement> _children = [];
    private readonly StringBuilder _text = new();

    public string Name => name;

    /// <summary>The text of the element and its descendants, without tags.</summary>
    public string Inner => _children.Count == 0 ? _text.ToString() : _text + string.Concat(_children.Select(child => child.Inner));

    /// <summary>The element's own text; null when blank.</summary>
    public string? Words => _text.ToString().Trim() is { Length: > 0 } words ? words : null;

    public static FeedElement At(XmlReader reader)
    {
        var element = new FeedElement(NameOf(reader));
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
            element._attributes[reader.LocalName] = PostFields.Clean(reader.Value.Trim());
        reader.MoveToElement();
        return element;
    }

    private static string NameOf(XmlReader reader) =>
        reader.Prefix is "media" or "itunes" ? $"{reader.Prefix}:{reader.LocalName}" : reader.LocalName;

    public void Add(FeedElement child) => _children.Add(child);

    public void Append(string text) => _text.Append(PostFields.Clean(text));

    public string? Attribute(string attribute) => _attributes.GetValueOrDefault(attribute);

    public IEnumerable<FeedElement> All(string child) => _children.Where(element => element.Name == child);

    /// <summary>A child with the first of these names that has one; null when none has.</summary>
    public FeedElement? FindFirst(params ReadOnlySpan<string> names)
    {
        foreach (var wanted in names)
        {
            if (Find(wanted) is { } found)
                return found;
        }

        return null;
    }

    public FeedElement? Find(string child) => All(child).FirstOrDefault();

    public IEnumerable<FeedElement> Descendants(string descendant) =>
        All(descendant).Concat(_children.SelectMany(child => child.Descendants(descendant)));
}
