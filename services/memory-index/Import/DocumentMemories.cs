using Engram.Text.Documents;

namespace Engram.MemoryIndex.Import;

/// <summary>
/// Represents a document in memory as Miller et al. 2016, 4.2 do:
/// <list type="bullet">
/// <item>by sentence: key and value are both the sentence;</item>
/// <item>by window: around each centre (see <see cref="EntitySpans"/>) the window of W words, which ends with its sentence. The centre
/// counts as one word of the window, however many it is written with, as an entity does in the paper. Without a title, the key is the
/// window and the value its centre;</item>
/// <item>by window and title: the title stands before the window in the key of the centre, since sentences say "it" for what the document
/// is about; and a second memory has the window as key and the title as value.</item>
/// </list>
/// </summary>
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
