using Engram.ModelPackage.Keyphrases;
using Engram.Text;

namespace Engram.Trainer.Keyphrases;

/// <summary>The posts of a data set with the vocabulary and the labels that its training posts give.</summary>
public sealed class TaggerCorpus
{
    private readonly TaggerDataSet _data;
    private readonly Dictionary<string, int> _labelIds;

    public TaggerCorpus(TaggerDataSet data, TaggerExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(experiment);
        _data = data;
        var training = Of(DataSplit.Train);
        Vocabulary = Vocabulary.Build(training.SelectMany(WordsOf), experiment.VocabularyWords, experiment.WordMinimumCount);
        Labels = [.. training.SelectMany(post => post.Keyphrases)
            .CountBy(phrase => phrase, StringComparer.Ordinal)
            .Where(phrase => phrase.Value >= experiment.LabelMinimumCount)
            .OrderByDescending(phrase => phrase.Value).ThenBy(phrase => phrase.Key, StringComparer.Ordinal)
            .Select(phrase => phrase.Key)];
        _labelIds = Labels.Select((phrase, id) => (phrase, id)).ToDictionary(label => label.phrase, label => label.id, StringComparer.Ordinal);
    }

    /// <summary>Words of the training posts, of their pictures and of their attributes.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Keyphrases that can be predicted, most frequent first.</summary>
    public IReadOnlyList<string> Labels { get; }

    public int Channels => _data.Description.Channels;

    public IReadOnlyList<LabelledPost> Of(DataSplit split) => [.. _data.Posts.Where(post => post.Split == split)];

    /// <summary>Ids of the post's keyphrases that are labels; empty when none is.</summary>
    public IReadOnlyList<int> LabelsOf(LabelledPost post)
    {
        ArgumentNullException.ThrowIfNull(post);
        return [.. post.Keyphrases.Where(_labelIds.ContainsKey).Select(phrase => _labelIds[phrase])];
    }

    /// <summary>What the experiment lets a model see of a post.</summary>
    public TaggerPost Read(LabelledPost post, TaggerExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(experiment);
        var seen = _data.Read(experiment.Vision ? post : post with { Grid = null });
        return seen with
        {
            OcrText = experiment.Ocr ? seen.OcrText : null,
            Attributes = experiment.Attributes ? seen.Attributes : [],
        };
    }

    private static IEnumerable<string> WordsOf(LabelledPost post) =>
        TaggerEncoder.WordsOf(post.Text).Concat(Tokenizer.Tokenize(post.Ocr)).Concat(post.Attributes.SelectMany(Tokenizer.Tokenize));
}
