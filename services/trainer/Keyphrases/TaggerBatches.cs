using Engram.ModelPackage.Keyphrases;
using Engram.Text;
using Engram.Trainer.Models;
using Engram.Trainer.Torch;

namespace Engram.Trainer.Keyphrases;

/// <summary>Encodes posts, lays them out as tensors, and hides words from training.</summary>
public sealed class TaggerBatches(TaggerCorpus corpus, TaggerExperiment experiment)
{
    private readonly TaggerEncoder _encoder = new(corpus.Vocabulary, corpus.Channels, experiment.LongestPost);
    private readonly Dictionary<string, EncodedPost> _words = new(StringComparer.Ordinal);

    /// <summary>The posts in their order.</summary>
    public IEnumerable<LabelledPost[]> InOrder(IReadOnlyList<LabelledPost> posts) => posts.Chunk(experiment.Training.BatchExamples);

    /// <summary>The posts as a serving program would lay them out.</summary>
    public TaggerBatch Encode(IReadOnlyList<LabelledPost> posts) =>
        TaggerBatch.Of([.. posts.Select(post => Words(post) with { Grid = corpus.Read(post, experiment).Grid })], corpus.Channels);

    /// <summary>Hides words from training: single ones, and all of some posts that have a picture.</summary>
    public TaggerBatch HideWords(TaggerBatch batch, Random random)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(random);
        var tokens = (long[])batch.Tokens.Clone();
        for (var post = 0; post < batch.Posts; post++)
        {
            var hidesAll = batch.GridMask[post * TaggerInterface.Regions] > 0 && random.NextDouble() < experiment.TextDropout;
            foreach (ref var token in tokens.AsSpan(post * batch.LongestPost, batch.TokenLengths[post]))
            {
                if (hidesAll || random.NextDouble() < experiment.WordDropout)
                    token = Vocabulary.Unknown;
            }
        }

        return batch with { Tokens = tokens };
    }

    /// <summary>Tensors of a batch, in the current scope.</summary>
    public static KeyphraseTaggerInput ToTensors(TaggerBatch batch, int channels)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (b, t) = (batch.Posts, batch.LongestPost);
        var mask = new float[b * t];
        for (var post = 0; post < b; post++)
            mask.AsSpan(post * t, batch.TokenLengths[post]).Fill(1);
        var rows = Enumerable.Range(0, b).Where(post => batch.GridMask[post * TaggerInterface.Regions] > 0).Select(post => (long)post).ToArray();
        var gridSize = TaggerInterface.Regions * channels;
        var grids = new float[rows.Length * gridSize];
        for (var i = 0; i < rows.Length; i++)
            batch.Grid.AsSpan((int)rows[i] * gridSize, gridSize).CopyTo(grids.AsSpan(i * gridSize));
        return new KeyphraseTaggerInput(
            torch.tensor(batch.Tokens, [b, t]),
            [.. batch.TokenLengths.Select(length => (long)length)],
            torch.tensor(mask, [b, t]),
            torch.tensor(batch.Attributes, [b, TaggerInterface.Attributes]),
            torch.tensor(batch.AttributeMask, [b, TaggerInterface.Attributes]),
            rows.Length == 0 ? null : torch.tensor(rows, [rows.Length]),
            rows.Length == 0 ? null : torch.tensor(grids, [rows.Length, TaggerInterface.Regions, channels]));
    }

    /// <summary>Targets [B, L]: a post's n labels have 1/n each.</summary>
    public Tensor Targets(IReadOnlyList<LabelledPost> posts)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var targets = new float[posts.Count * corpus.Labels.Count];
        for (var row = 0; row < posts.Count; row++)
        {
            var labels = corpus.LabelsOf(posts[row]);
            foreach (var label in labels)
                targets[row * corpus.Labels.Count + label] = 1f / labels.Count;
        }

        return torch.tensor(targets, [posts.Count, corpus.Labels.Count]);
    }

    private EncodedPost Words(LabelledPost post)
    {
        if (!_words.TryGetValue(post.Id, out var words))
            _words[post.Id] = words = _encoder.Encode(corpus.Read(post with { Grid = null }, experiment));
        return words;
    }
}
