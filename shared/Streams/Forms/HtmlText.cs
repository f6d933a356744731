using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Engram.Streams.Forms;

/// <summary>The text that a post's HTML shows.</summary>
internal static class HtmlText
{
    private static readonly HtmlParser Parser = new();

    private static readonly HashSet<string> Blocks =
    [
        "P", "DIV", "LI", "UL", "OL", "BLOCKQUOTE", "PRE", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "FIGURE", "FIGCAPTION",
    ];

    private static readonly HashSet<string> Unseen = ["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "TITLE"];

    /// <summary>Line breaks and the ends of paragraphs become newlines; links whose text is split so as to be shortened become their
    /// address; entities are decoded.</summary>
    public static string Read(string html, int maxCharacters)
    {
        if (html.Length > maxCharacters)
            html = html[..maxCharacters];
        if (html.AsSpan().IndexOfAny('<', '&') < 0)
            return PostFields.Clean(html.Trim());
        using var document = Parser.ParseDocument(html);
        var text = new StringBuilder(html.Length);
        Walk(document.Body, text);
        return PostFields.Clean(text.ToString().Trim());
    }

    // By steps from node to node, not by recursion: nesting has no limit.
    private static void Walk(INode? root, StringBuilder text)
    {
        var node = root;
        while (node is not null)
        {
            if (Enter(node, text) && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            while (node is not null && node != root && node.NextSibling is null)
            {
                Leave(node, text);
                node = node.Parent;
            }

            if (node is null || node == root)
                return;
            Leave(node, text);
            node = node.NextSibling;
        }
    }

    /// <summary>Writes what a node shows before its children; false when these are not to be read.</summary>
    private static bool Enter(INode node, StringBuilder text)
    {
        if (node is IText words)
        {
            AppendCollapsed(words.Data, text);
            return false;
        }

        if (node is not IElement element)
            return false;
        if (element.TagName == "BR")
            text.Append('\n');
        else if (Blocks.Contains(element.TagName))
            EndLine(text);
        if (element.TagName == "A" && IsShortened(element))
        {
            text.Append(element.GetAttribute("href"));
            return false;
        }

        return !Unseen.Contains(element.TagName);
    }

    private static void Leave(INode node, StringBuilder text)
    {
        if (node is IElement element && Blocks.Contains(element.TagName))
            EndLine(text);
    }

    private static bool IsShortened(IElement link) =>
        link.HasAttribute("href")
        && link.Children.Any(child => child.ClassList.Contains("invisible") || child.ClassList.Contains("ellipsis"));

    private static void EndLine(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
    }

    // HTML shows any run of white space as one space, and none at the start of a line.
    private static void AppendCollapsed(string words, StringBuilder text)
    {
        foreach (var letter in words)
        {
            if (letter is not (' ' or '\t' or '\r' or '\n' or '\f'))
                text.Append(letter);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                text.Append(' ');
        }
    }
}
