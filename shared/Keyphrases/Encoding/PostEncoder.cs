using Engram.ModelStore;
using Engram.Text;

namespace Engram.Keyphrases.Encoding;

/// <summary>Converts posts to the inputs of a keyphrase model, the same way in training and serving.</summary>
/// <param name="vocabulary">Words of posts, OCR text, attributes and keyphrases.</param>
/// <param name="channels">Features per region; null when the model reads no regions, in which case a post's regions are dropped.</param>
/// <param name="longestPost">Maximum number of tokens of a post, including its picture's words; the rest is cut.</param>
public sealed class PostEncoder(Vocabulary vocabulary, int? channels, int longestPost)
{
    public Vocabulary Vocabulary { get; } = vocabulary;

    public int? Channels { get; } = channels;

    public int LongestPost { get; } = longestPost;

    /// <summary>The encoder a package was trained with.</summary>
    /// <exception cref="ModelPackageException">The package lacks a file or parameter, or its vocabulary is invalid.</exception>
    public static PostEncoder Of(InstalledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var manifest = model.Manifest;
        try
        {
            return new PostEncoder(
                new Vocabulary(model.Read<string[]>(KeyphraseInterface.VocabularyFileName)),
                manifest.Parameters.ContainsKey(KeyphraseInterface.RegionsParameter)
                    ? manifest.Parameter<int>(KeyphraseInterface.ChannelsParameter) : null,
                manifest.Parameter<int>(KeyphraseInterface.LongestPostParameter));
        }
        catch (ArgumentException error)
        {
            throw new ModelPackageException(
                $"{model.PathOf(KeyphraseInterface.VocabularyFileName)} is no vocabulary: {error.Message}", error);
        }
    }

    /// <exception cref="ArgumentException">The regions are not [R, channels].</exception>
    public PostEncoding Encode(KeyphraseInput post)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (Channels is { } width && post.Regions.Length % width != 0)
            throw new ArgumentException($"Expected regions of [R, {width}] features, got {post.Regions.Length} features.", nameof(post));

        var own = WordsOf(post.Text);
        var ocr = LegibleWords(post.OcrText, own);
        IReadOnlyList<string> words = ocr.Count == 0 && own.Count > 0 ? own : [.. own, Vocabulary.Words[Vocabulary.Separator], .. ocr];
        if (words.Count > LongestPost)
            words = [.. words.Take(LongestPost)];

        var tokens = new long[words.Count];
        var copyIds = new long[words.Count];
        var unknown = new List<string>();
        for (var position = 0; position < words.Count; position++)
        {
            var isSeparator = position == own.Count;
            tokens[position] = isSeparator ? Vocabulary.Separator : IdOf(words[position]);
            copyIds[position] = tokens[position] == Vocabulary.Unknown ? CopyIdOf(words[position], unknown) : tokens[position];
        }

        return new PostEncoding
        {
            Words = words,
            Tokens = tokens,
            CopyIds = copyIds,
            UnknownWords = unknown,
            FirstOcrWord = Math.Min(own.Count + 1, words.Count),
            Attributes = [.. post.Attributes.SelectMany(Tokenizer.Tokenize).Take(KeyphraseInterface.Attributes).Select(IdOf)],
            Regions = Channels is null ? ReadOnlyMemory<float>.Empty : post.Regions,
        };
    }

    /// <summary>Ids of a phrase's words in the extended vocabulary of its post: the generator's target.</summary>
    public long[] EncodePhrase(IReadOnlyList<string> words, PostEncoding post)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(post);
        return [.. words.Select(word => IdOf(word) is var id && id != Vocabulary.Unknown ? id : PlaceOf(word,
            post.UnknownWords) is var place and >= 0 ? Vocabulary.Count + place : id)];
    }

    /// <summary>A post's own words.</summary>
    public static IReadOnlyList<string> WordsOf(string text) => TweetNormalizer.Tokens(text);

    /// <summary>Id of a word. A literal <c>&lt;pad&gt;</c> in a post is an unknown word, not padding.</summary>
    private long IdOf(string word) => Vocabulary.IdOf(word) is var id and > Vocabulary.Separator ? id : Vocabulary.Unknown;

    private long CopyIdOf(string word, List<string> unknown)
    {
        var place = unknown.IndexOf(word);
        if (place < 0 && unknown.Count < KeyphraseInterface.MostUnknownWords)
        {
            place = unknown.Count;
            unknown.Add(word);
        }

        return place < 0 ? Vocabulary.Unknown : Vocabulary.Count + place;
    }

    private static int PlaceOf(string word, IReadOnlyList<string> words)
    {
        for (var place = 0; place < words.Count; place++)
        {
            if (words[place] == word)
                return place;
        }

        return -1;
    }

    /// <summary>
    /// The picture's words that occur in the vocabulary or in the post. Cleaned as released, except that a sign with a single word counts
    /// too.
    /// </summary>
    private IReadOnlyList<string> LegibleWords(string? ocrText, IReadOnlyList<string> own) =>
        string.IsNullOrWhiteSpace(ocrText) ? []
            : PictureWords.Clean(ocrText, word => Vocabulary.Contains(word) || own.Contains(word), fewestLongWords: 0);
}
