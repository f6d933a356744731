using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Engram.Streams.Forms;

/// <summary>Extracts the visible text of a post's HTML.</summary>
internal static class HtmlText
{
    private static readonly HtmlParser Parser = new();

    private static readonly HashSet<string> Blocks =
    [
        "P", "DIV", "LI", "UL", "OL", "BLOCKQUOTE", "PRE", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "FIGURE", "FIGCAPTION",
    ];

    private static readonly HashSet<string> Unseen = ["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "TITLE"];

    /// <summary>
    /// Turns line breaks and paragraph ends into newlines, replaces a link whose text is shortened by its address, and decodes entities.
    /// </summary>
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

    // Iterates instead of recursing, because nesting is unlimited.
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

    /// <summary>Writes what a node shows before its children; false when the children must be skipped.</summary>
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

    // HTML renders a run of white space as one space, and none at the start of a line.
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
