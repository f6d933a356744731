using Engram.Text;

namespace Engram.Keyphrases.Encoding;

/// <summary>
/// A post as ids and features, ready for batching. T tokens: the post's words, then <c>&lt;sep&gt;</c> and the picture's words if there are
/// any.
/// </summary>
public sealed record PostEncoding
{
    /// <summary>The words read, [T]; at least one.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Vocabulary ids of the words, [T]; <c>&lt;unk&gt;</c> for unknown words.</summary>
    public required long[] Tokens { get; init; }

    /// <summary>
    /// Ids of the words in the post's extended vocabulary, [T]. With V words in the vocabulary, an unknown word's id is V plus its index in
    /// <see cref="UnknownWords"/>, or <c>&lt;unk&gt;</c> when that list is full.
    /// </summary>
    public required long[] CopyIds { get; init; }

    /// <summary>
    /// Words that are not in the vocabulary, by first occurrence; at most <see cref="KeyphraseInterface.MostUnknownWords"/>.
    /// </summary>
    public required IReadOnlyList<string> UnknownWords { get; init; }

    /// <summary>Position of the picture's first word; T when there is none.</summary>
    public required int FirstOcrWord { get; init; }

    /// <summary>Ids of the attribute words, at most five.</summary>
    public required long[] Attributes { get; init; }

    /// <summary>Row-major [R, channels]; empty when there are none.</summary>
    public required ReadOnlyMemory<float> Regions { get; init; }

    /// <summary>The post's own words.</summary>
    public IReadOnlyList<string> OwnWords =>
        [.. Words.Take(Tokens[FirstOcrWord - 1] == Vocabulary.Separator ? FirstOcrWord - 1 : FirstOcrWord)];

    /// <summary>The picture's words.</summary>
    public IReadOnlyList<string> OcrWords => [.. Words.Skip(FirstOcrWord)];

    /// <summary>Whether the word at a position was read in the picture.</summary>
    public bool IsOcrWord(int position) => position >= FirstOcrWord;
}
