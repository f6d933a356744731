using Engram.Keyphrases.Encoding;
using Engram.Text;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Labeled posts, encoded, with the vocabulary and the labels of the training posts.</summary>
public sealed class KeyphraseCorpus
{
    private readonly KeyphraseData _data;
    private readonly KeyphraseExperiment _experiment;
    private readonly Dictionary<string, int> _labelIds;
    private readonly Dictionary<string, PostEncoding> _encodings = new(StringComparer.Ordinal);

    public KeyphraseCorpus(KeyphraseData data, KeyphraseExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(experiment);
        (_data, _experiment) = (data, experiment);
        Training = Of(DataSplit.Train);
        Test = Of(DataSplit.Test);
        Validation = Of(DataSplit.Valid) is { Count: > 0 } heldOut ? heldOut : Test;
        Vocabulary = Vocabulary.Build(Training.SelectMany(WordsOf), experiment.VocabularyWords, experiment.WordMinimumCount);
        Labels = [.. Training.SelectMany(post => post.Keyphrases)
            .CountBy(phrase => phrase, StringComparer.Ordinal)
            .Where(phrase => phrase.Value >= experiment.LabelMinimumCount)
            .OrderByDescending(phrase => phrase.Value).ThenBy(phrase => phrase.Key, StringComparer.Ordinal)
            .Select(phrase => phrase.Key)];
        _labelIds = Labels.Select((phrase, id) => (phrase, id))
            .ToDictionary(label => label.phrase, label => label.id, StringComparer.Ordinal);
        Encoder = new PostEncoder(Vocabulary, Channels, experiment.LongestPost);
    }

    public IReadOnlyList<LabelledPost> Training { get; }

    /// <summary>Posts held out of training; if there are none, the test posts, as in the released code.</summary>
    public IReadOnlyList<LabelledPost> Validation { get; }

    public IReadOnlyList<LabelledPost> Test { get; }

    /// <summary>Words of the training posts and their keyphrases, and of their pictures and attributes when those are read.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Whole keyphrases of the training posts, most frequent first. Omits the released code's <c>&lt;unk&gt;</c> label, which is
    /// never right and always removed from predictions.</summary>
    public IReadOnlyList<string> Labels { get; }

    public PostEncoder Encoder { get; }

    /// <summary>Features per region; null when no regions are read.</summary>
    public int? Channels => _experiment.Regions is null || _data.Channels == 0 ? null : _data.Channels;

    /// <summary>Id of a keyphrase; -1 when it is not a label.</summary>
    public int LabelOf(string phrase) => _labelIds.GetValueOrDefault(phrase, -1);

    /// <summary>Words of each label.</summary>
    public IReadOnlyList<long[]> LabelWords() =>
        [.. Labels.Select(label => WordsOfPhrase(label).Select(word => (long)Vocabulary.IdOf(word)).ToArray())];

    /// <summary>A post as the model sees it, without its regions. Cached.</summary>
    public PostEncoding Encode(LabelledPost post)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (!_encodings.TryGetValue(post.Id, out var encoding))
            _encodings[post.Id] = encoding = Encoder.Encode(KeyphraseData.Read(post, _experiment));
        return encoding;
    }

    /// <summary>Lays posts out as a serving program does.</summary>
    public PostBatch Batch(IReadOnlyList<LabelledPost> posts)
    {
        ArgumentNullException.ThrowIfNull(posts);
        return PostBatch.Of(
            [.. posts.Select(post => Channels is null ? Encode(post) : Encode(post) with { Regions = _data.Regions(post,
                _experiment.Regions!.Value) })], Channels);
    }

    public static string[] WordsOfPhrase(string phrase) => phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private IReadOnlyList<LabelledPost> Of(DataSplit split) => [.. _data.Posts.Where(post => post.Split == split)];

    private IEnumerable<string> WordsOf(LabelledPost post)
    {
        var words = PostEncoder.WordsOf(post.Text).Concat(post.Keyphrases.SelectMany(WordsOfPhrase));
        if (_experiment.Ocr)
            words = words.Concat(Tokenizer.Tokenize(post.Ocr));
        return _experiment.Attributes ? words.Concat(post.Attributes.SelectMany(Tokenizer.Tokenize)) : words;
    }
}
