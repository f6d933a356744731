using System.Text;
using Engram.Text;

namespace Engram.ModelPackage.Memories;

/// <summary>
/// Turns questions and memories into the inputs of a key-value memory network, in training and in serving alike: each text is a bag of word
/// ids. A word outside the vocabulary gets the id of a hash bucket, so that a name nobody trained on still meets itself in question and key.
/// </summary>
/// <param name="vocabulary">Known words; their ids come first.</param>
/// <param name="buckets">Ids after them for all other words.</param>
/// <param name="longestText">Words a text is cut to.</param>
public sealed class MemoryEncoder(Vocabulary vocabulary, int buckets, int longestText)
{
    public Vocabulary Vocabulary { get; } = vocabulary;

    public int Buckets { get; } = buckets > 0 ? buckets : throw new ArgumentOutOfRangeException(nameof(buckets), buckets, "There is at least one bucket.");

    public int LongestText { get; } = longestText > 0 ? longestText : throw new ArgumentOutOfRangeException(nameof(longestText), longestText, "A text has at least one word.");

    /// <summary>Ids there are: vocabulary and buckets.</summary>
    public int Count => Vocabulary.Count + Buckets;

    /// <summary>The encoder that a package was trained with.</summary>
    /// <exception cref="ModelPackageException">The package lacks a file or parameter, or its vocabulary is not one.</exception>
    public static MemoryEncoder Of(InstalledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            return new MemoryEncoder(
                new Vocabulary(model.Read<string[]>(MemoryInterface.VocabularyFileName)),
                model.Manifest.Parameter<int>(MemoryInterface.BucketsParameter),
                model.Manifest.Parameter<int>(MemoryInterface.LongestTextParameter));
        }
        catch (ArgumentException error)
        {
            throw new ModelPackageException($"Model {model.Id} can't encode questions: {error.Message}", error);
        }
    }

    /// <summary>What makes two answers the same: their words.</summary>
    public static string AnswerOf(string value) => string.Join(' ', Tokenizer.Tokenize(value));

    /// <summary>Ids of a text's words; none for a text without words.</summary>
    public long[] Encode(string text) => [.. Tokenizer.Tokenize(text).Take(LongestText).Select(IdOf)];

    public EncodedQuestion Encode(MemoryQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return new EncodedQuestion
        {
            Question = Encode(question.Text),
            Keys = [.. question.Memories.Select(memory => Encode(memory.Key))],
            Values = [.. question.Memories.Select(memory => Encode(memory.Value))],
            Candidates = [.. question.Candidates.Select(Encode)],
        };
    }

    private long IdOf(string word) => Vocabulary.Contains(word) ? Vocabulary.IdOf(word) : Vocabulary.Count + (Hash(word) % (uint)Buckets);

    /// <summary>FNV-1a over the word's UTF-8: the same on every machine, unlike string.GetHashCode.</summary>
    private static uint Hash(string word)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(word))
            hash = unchecked((hash ^ octet) * 16777619u);
        return hash;
    }
}
