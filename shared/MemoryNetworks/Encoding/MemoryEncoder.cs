using Engram.ModelStore;
using Engram.Text;

namespace Engram.MemoryNetworks.Encoding;

/// <summary>Encodes questions and memories as inputs of a memory network, the same way in training and in serving: each text becomes the
/// ids of its words, in order.</summary>
/// <remarks>
/// The vocabulary may hold n-grams, such as names of several words (Miller et al. 2016, 5.1: entities are single symbols); the longest one
/// that starts at a word wins. A word outside the vocabulary gets the id of a hash bucket, so that a name never seen in training still
/// matches itself in question and key.
/// </remarks>
/// <param name="vocabulary">Known words and n-grams (words joined by spaces); their ids come first.</param>
/// <param name="buckets">Number of ids after them for all other words; with 0 these share <see cref="Vocabulary.Unknown"/>.</param>
/// <param name="longestText">Texts are cut to this many words.</param>
/// <param name="longestNgram">Words in the vocabulary's longest n-gram.</param>
public sealed class MemoryEncoder(Vocabulary vocabulary, int buckets, int longestText, int longestNgram = 1)
{
    public Vocabulary Vocabulary { get; } = vocabulary;

    public int Buckets { get; } = buckets >= 0 ? buckets
        : throw new ArgumentOutOfRangeException(nameof(buckets), buckets, "A number of buckets is 0 or more.");

    public int LongestText { get; } = longestText > 0 ? longestText
        : throw new ArgumentOutOfRangeException(nameof(longestText), longestText, "A text has at least one word.");

    public int LongestNgram { get; } = longestNgram > 0 ? longestNgram
        : throw new ArgumentOutOfRangeException(nameof(longestNgram), longestNgram, "An n-gram has at least one word.");

    /// <summary>Number of ids: vocabulary and buckets.</summary>
    public int Count => Vocabulary.Count + Buckets;

    /// <summary>The encoder that a package was trained with.</summary>
    /// <exception cref="ModelPackageException">The package lacks a file or a parameter, or its vocabulary is invalid.</exception>
    public static MemoryEncoder Of(InstalledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            return new MemoryEncoder(
                new Vocabulary(model.Read<string[]>(MemoryInterface.VocabularyFileName)),
                model.Manifest.Parameter<int>(MemoryInterface.BucketsParameter),
                model.Manifest.Parameter<int>(MemoryInterface.LongestTextParameter),
                model.Manifest.Parameter<int>(MemoryInterface.LongestNgramParameter));
        }
        catch (ArgumentException error)
        {
            throw new ModelPackageException($"Model {model.Id} can't encode questions: {error.Message}", error);
        }
    }

    /// <summary>Normal form of an answer: two values with the same words are the same answer.</summary>
    public static string AnswerOf(string value) => string.Join(' ', Tokenizer.Tokenize(value));

    /// <summary>Ids of a text's words and n-grams, in order; empty for a text without words.</summary>
    public long[] Encode(string text) => [.. Symbols(Tokenizer.Tokenize(text)).Take(LongestText).Select(IdOf)];

    /// <summary>Distinct words of a text, without punctuation and in order, that all map to <see cref="Vocabulary.Unknown"/>: the network
    /// can't tell them apart.</summary>
    public IEnumerable<string> UnknownWordsOf(string text) =>
        Buckets > 0 ? [] : Symbols(Tokenizer.Tokenize(text)).Take(LongestText)
            .Where(word => !Vocabulary.Contains(word) && !word.All(char.IsPunctuation)).Distinct();

    /// <param name="question">A question with its memories.</param>
    /// <param name="answers">Where its answers come from; listed answers need no candidates.</param>
    public EncodedQuestion Encode(MemoryQuestion question, AnswerSource answers = AnswerSource.Recalled)
    {
        ArgumentNullException.ThrowIfNull(question);
        return new EncodedQuestion
        {
            Question = Encode(question.Text),
            Keys = [.. question.Memories.Select(memory => Encode(memory.Key))],
            Values = [.. question.Memories.Select(memory => Encode(memory.Value))],
            Candidates = answers == AnswerSource.Listed ? [] : [.. question.Candidates.Select(Encode)],
        };
    }

    private IEnumerable<string> Symbols(IReadOnlyList<string> words)
    {
        for (var start = 0; start < words.Count;)
        {
            var length = Math.Min(LongestNgram, words.Count - start);
            var symbol = string.Join(' ', words.Skip(start).Take(length));
            while (length > 1 && !Vocabulary.Contains(symbol))
                symbol = symbol[..(symbol.Length - words[start + --length].Length - 1)];
            yield return symbol;
            start += length;
        }
    }

    private long IdOf(string word) =>
        Vocabulary.Contains(word) || Buckets == 0 ? Vocabulary.IdOf(word) : Vocabulary.Count + (StableHash.Of(word) % (uint)Buckets);
}
