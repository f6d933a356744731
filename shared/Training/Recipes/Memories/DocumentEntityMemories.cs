using System.Text.Json;
using Engram.Contracts.Questions;
using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using Engram.Text.Documents;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>Memories from documents, as ids. An entity is one symbol. A window of W symbols has (W - 1) / 2 on each side of its center and
/// does not cross its sentence. Recall works as in memory-index, by the entities of the knowledge base.</summary>
public sealed class DocumentEntityMemories : IEntityMemories
{
    /// <summary>Marks a key that holds the window and the title; the authors write <c>__WINDOW_CENTER__</c>.</summary>
    public const string WindowMark = "_window_";

    /// <summary>Marks a key whose value is the title; the authors write <c>__MOVIE__</c>.</summary>
    public const string TitleMark = "_title_";

    /// <summary>Words at which a sentence is truncated.</summary>
    public const int MaxSentenceWords = 64;

    private readonly EntityVocabulary _symbols;
    private readonly DocumentRepresentation _representation;
    private readonly int _side;
    private readonly EntityRecall _recall;
    private readonly List<long[]> _keys = [];
    private readonly List<long[]> _values = [];

    public DocumentEntityMemories(
        IEnumerable<Document> documents, EntityVocabulary symbols, DocumentRepresentation representation, int windowWords, HopLimits recall)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(symbols);
        ArgumentNullException.ThrowIfNull(recall);
        (_symbols, _representation, _side) = (symbols, representation, (windowWords - 1) / 2);
        var texts = new List<StoredMemory>();
        foreach (var document in documents)
        {
            var title = symbols.Encoder.Encode(document.Title ?? "");
            foreach (var sentence in Sentences.Of(document.Text, MaxSentenceWords))
                AddSentence(texts, title, symbols.Encoder.Encode(string.Join(' ', sentence)));
        }

        // A memory with an empty key is never recalled. It only registers its value as an entity.
        var entities = symbols.Entities.Select((entity, i) => new StoredMemory(texts.Count + i, "", entity));
        _recall = new EntityRecall(KeyHashIndex.Empty(new EntityHash()).With([.. texts, .. entities], epoch: 1), recall);
    }

    public int Count => _keys.Count;

    /// <summary>Reads one document per line: <c>{"title": "Jaws", "text": "Jaws is a film of 1975. ..."}</c>.</summary>
    /// <exception cref="ExperimentException">The file is missing or empty, or a line is malformed.</exception>
    public static IReadOnlyList<Document> ReadFile(string path)
    {
        if (!File.Exists(path))
            throw new ExperimentException($"There is no {path}; documents are one JSON object a line: "
                + $"{{\"title\": \"Jaws\", \"text\": \"Jaws is a film of 1975.\"}}.");
        Document[] documents =
            [.. File.ReadLines(path).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).Select(line => Read(path,
                line.Index + 1, line.Item))];
        return documents.Length > 0 ? documents : throw new ExperimentException($"{path} holds no document.");
    }

    public long[] Question(long[] text) => DocumentReading.DictionariesOf(_representation) == 1 ? text : [.. text.Select(Second)];

    public IReadOnlyList<int> Recall(string question) => [.. _recall.Recall(question).Memories.Select(memory => (int)memory.Id)];

    public long[] Key(int memory) => _keys[memory];

    public long[] Value(int memory) => _values[memory];

    private static Document Read(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Document>(line, JsonSerializerOptions.Web)
                ?? throw new ExperimentException($"Line {number} of {path} is null.");
        }
        catch (JsonException error)
        {
            throw new ExperimentException($"Line {number} of {path} is no document: {error.Message}", error);
        }
    }

    private void AddSentence(List<StoredMemory> texts, long[] title, long[] sentence)
    {
        if (_representation == DocumentRepresentation.Sentence)
        {
            Add(texts, sentence, sentence, sentence);
            return;
        }

        for (var centre = 0; centre < sentence.Length; centre++)
        {
            if (!_symbols.IsEntity(sentence[centre]))
                continue;
            var window = sentence[Math.Max(0, centre - _side)..Math.Min(sentence.Length, centre + _side + 1)];
            AddWindow(texts, title, window, sentence[centre], Math.Min(centre, _side));
        }
    }

    private void AddWindow(List<StoredMemory> texts, long[] title, long[] window, long centre, int place)
    {
        if (_representation == DocumentRepresentation.Window)
        {
            Add(texts, window, [centre], window);
            return;
        }

        long[] sides = [.. window[..place].Select(Second), centre, .. window[(place + 1)..].Select(Second)];
        if (_representation == DocumentRepresentation.WindowCentre)
        {
            Add(texts, sides, [centre], window);
            return;
        }

        if (!title.SequenceEqual([centre]))
            Add(texts, [.. Mark(WindowMark), .. title.Select(Second), .. sides], [centre], [.. title, .. window]);
        if (title.Length > 0)
            Add(texts, [.. Mark(TitleMark), .. window.Select(Second)], title, window);
    }

    private void Add(List<StoredMemory> texts, long[] key, long[] value, IEnumerable<long> words)
    {
        texts.Add(new StoredMemory(_keys.Count, TextOf(words), TextOf(value)));
        _keys.Add(key);
        _values.Add(value);
    }

    private string TextOf(IEnumerable<long> words) => string.Join(' ', words.Select(word => _symbols.Encoder.Vocabulary.Words[(int)word]));

    private long[] Mark(string mark) => _symbols.Encoder.Encode(mark);

    private long Second(long word) => word + _symbols.Encoder.Count;
}
