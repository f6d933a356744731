using Engram.Text;

namespace Engram.ModelPackage.Keyphrases;

/// <summary>Turns posts into the inputs of a keyphrase tagger, in training and in serving alike.</summary>
/// <param name="vocabulary">Words of posts, OCR text and attributes.</param>
/// <param name="channels">Features a region of the grid.</param>
/// <param name="longestPost">Tokens a post is cut to, picture's words included.</param>
public sealed class TaggerEncoder(Vocabulary vocabulary, int channels, int longestPost)
{
    private const int ShortWord = 3;
    private const double MostShortWords = 0.75; // papers' OCR filter: noise is made of one- and two-letter words

    public Vocabulary Vocabulary { get; } = vocabulary;

    public int Channels { get; } = channels;

    public int LongestPost { get; } = longestPost;

    /// <summary>The encoder that a package was trained with.</summary>
    /// <exception cref="ModelPackageException">The package lacks a file or parameter, or its vocabulary is not one.</exception>
    public static TaggerEncoder Of(InstalledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            return new TaggerEncoder(
                new Vocabulary(model.Read<string[]>(TaggerInterface.VocabularyFileName)),
                model.Manifest.Parameter<int>(TaggerInterface.ChannelsParameter),
                model.Manifest.Parameter<int>(TaggerInterface.LongestPostParameter));
        }
        catch (ArgumentException error)
        {
            throw new ModelPackageException($"{model.PathOf(TaggerInterface.VocabularyFileName)} is no vocabulary: {error.Message}", error);
        }
    }

    /// <exception cref="ArgumentException">The grid is not [49, channels].</exception>
    public EncodedPost Encode(TaggerPost post)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (!post.Grid.IsEmpty && post.Grid.Length != TaggerInterface.Regions * Channels)
            throw new ArgumentException($"Expected a grid of [{TaggerInterface.Regions}, {Channels}] = {TaggerInterface.Regions * Channels} features, got {post.Grid.Length}.", nameof(post));

        return new EncodedPost
        {
            Tokens = [.. TokensOf(post).Take(LongestPost).Select(IdOf)],
            Attributes = [.. post.Attributes.SelectMany(Tokenizer.Tokenize).Take(TaggerInterface.Attributes).Select(IdOf)],
            Grid = post.Grid,
        };
    }

    public TaggerBatch EncodeBatch(IReadOnlyList<TaggerPost> posts) => TaggerBatch.Of([.. posts.Select(Encode)], Channels);

    /// <summary>The words of a post as the model reads them: <c>post</c>, <c>post &lt;sep&gt; ocr</c>, or <c>&lt;sep&gt;</c> alone when there is none.</summary>
    public IEnumerable<string> TokensOf(TaggerPost post)
    {
        ArgumentNullException.ThrowIfNull(post);
        var words = WordsOf(post.Text);
        var ocr = LegibleWords(post.OcrText);
        return ocr.Count == 0 && words.Count > 0 ? words : [.. words, Vocabulary.Words[Vocabulary.Separator], .. ocr];
    }

    /// <summary>A post's own words.</summary>
    public static IReadOnlyList<string> WordsOf(string text) => TweetNormalizer.Tokens(text);

    /// <summary>Id of a word. Someone may write <c>&lt;pad&gt;</c> in a post: it is no padding there.</summary>
    private long IdOf(string word) => Vocabulary.IdOf(word) is var id and >= Vocabulary.Unknown ? id : Vocabulary.Unknown;

    /// <summary>
    /// The words of a picture that are words: letters a-z only, two or more, known. Where three quarters are shorter than three letters the
    /// reader saw noise, and none count. Unlike in the papers' filter, a picture may say less than three long words.
    /// </summary>
    private IReadOnlyList<string> LegibleWords(string? ocrText)
    {
        if (string.IsNullOrWhiteSpace(ocrText))
            return [];
        var words = Tokenizer.Tokenize(ocrText).Where(word => IsEnglishWord(word) && Vocabulary.Contains(word)).ToList();
        return words.Count(word => word.Length < ShortWord) >= MostShortWords * words.Count ? [] : words;
    }

    private static bool IsEnglishWord(string word) => word.Length > 1 && !word.AsSpan().ContainsAnyExceptInRange('a', 'z');
}
