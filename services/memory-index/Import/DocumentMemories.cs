using Engram.Text.Documents;

namespace Engram.MemoryIndex.Import;

/// <summary>Represents a document as memories, in the three ways of Miller et al. 2016, 4.2.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>By sentence: key and value are both the sentence.</item>
/// <item>By window: a window of W words around each center (see <see cref="EntitySpans"/>), within its sentence. The center counts as one
/// word, however many words it has, as an entity does in the paper. Without a title, the key is the window and the value its center.</item>
/// <item>By window and title: the key for a center is the title and the window, because sentences say "it" for what the document is about.
/// A second memory has the window as key and the title as value.</item>
/// </list>
/// </remarks>
internal static class DocumentMemories
{
    public static IEnumerable<Memory> Of(Document document, int windowWords, int maxSentenceWords)
    {
        var title = PlainText.Of(document.Title ?? "");
        var topic = MemoryHash.OfDocument(title);
        string[][] sentences = [.. Sentences.Of(document.Text, maxSentenceWords)];
        var centres = new EntitySpans(sentences);
        foreach (var sentence in sentences)
        {
            var text = string.Join(' ', sentence);
            yield return new Memory(MemoryKind.Sentence, text, text) { Topic = topic };
            foreach (var centre in centres.In(sentence))
            {
                foreach (var memory in OfWindow(title, sentence, centre, windowWords / 2))
                    yield return new Memory(MemoryKind.Window, memory.Key, memory.Value) { Topic = topic };
            }
        }
    }

    private static IEnumerable<(string Key, string Value)> OfWindow(string title, string[] sentence, Range centre, int sideWords)
    {
        var start = Math.Max(0, centre.Start.Value - sideWords);
        var end = Math.Min(sentence.Length, centre.End.Value + sideWords);
        var window = string.Join(' ', sentence[start..end]);
        var value = EntitySpans.TextOf(sentence.AsSpan()[centre]);
        if (title.Length == 0)
        {
            yield return (window, value);
            yield break;
        }

        if (!value.Equals(title, StringComparison.OrdinalIgnoreCase))
            yield return ($"{title} {window}", value);
        yield return (window, title);
    }
}
