using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Predicts with a model in training, by the same search as a serving program.</summary>
/// <param name="corpus">The posts.</param>
/// <param name="model">The model, in evaluation mode and without gradients.</param>
/// <param name="classWords">The classifier's words when they enter the generator, else null.</param>
/// <param name="copyWeight">a: weight of copied words.</param>
/// <param name="options">Options of the phrase search.</param>
public sealed class TorchKeyphrasePredictor(
    KeyphraseCorpus corpus, M3hAtt model, ClassWords? classWords, double copyWeight, BeamSearchOptions options)
{
    private const int PostsOfABatch = 64;

    private readonly LabelCandidates _labels = new(corpus.Labels);

    /// <summary>Predictions in the order of the posts.</summary>
    public IReadOnlyList<PostPredictions> Predict(IReadOnlyList<LabelledPost> posts)
    {
        ArgumentNullException.ThrowIfNull(posts);
        // Batches posts of similar length, because padding costs as much as words.
        var byLength = Enumerable.Range(0, posts.Count).OrderBy(place => corpus.Encode(posts[place]).Tokens.Length).ToArray();
        var predictions = new PostPredictions[posts.Count];
        foreach (var places in byLength.Chunk(PostsOfABatch))
        {
            var found = PredictBatch([.. places.Select(place => posts[place])]);
            for (var i = 0; i < places.Length; i++)
                predictions[places[i]] = found[i];
        }

        return predictions;
    }

    private IReadOnlyList<PostPredictions> PredictBatch(LabelledPost[] posts)
    {
        using var scope = torch.NewDisposeScope();
        var batch = corpus.Batch(posts);
        var tensors = KeyphraseTensors.Of(batch, corpus.Channels);
        var reading = model.Read(tensors);
        var logits = model.Classifier is null ? null : model.Classify(reading.Fused);
        var generated = model.Generator is { } generator
            ? new BeamSearch(corpus.Vocabulary, options).Run(
                new TorchKeyphraseDecoder(
                    generator, reading, tensors, ExtraWords(posts), classWords is null ? null
                        : KeyphraseTensors.Classes(logits!, classWords), copyWeight),
                [.. posts.Select(corpus.Encode)])
            : null;
        return [.. posts.Select((post, row) => new PostPredictions(post, [.. (generated?[row] ?? []).Where(phrase => phrase.IsPhrase)],
            Labels(logits, row, corpus.Encode(post))))];
    }

    private long ExtraWords(LabelledPost[] posts) => posts.Max(post => corpus.Encode(post).UnknownWords.Count);

    private IReadOnlyList<ClassifiedPhrase> Labels(Tensor? logits, int row, PostEncoding post)
    {
        if (logits is null)
            return [];
        var probabilities = logits.select(0, row).softmax(0).ToFloat32();
        return _labels.Of(probabilities, post.OwnWords, post.OcrWords, KeyphraseInterface.CandidateLabels);
    }
}

/// <summary>Predictions for a post.</summary>
/// <param name="Post">The post.</param>
/// <param name="Generated">The generator's phrases, best first; empty without a generator.</param>
/// <param name="Labels">The classifier's labels with their probabilities, best first; empty without a classifier.</param>
public sealed record PostPredictions(
    LabelledPost Post, IReadOnlyList<GeneratedPhrase> Generated, IReadOnlyList<ClassifiedPhrase> Labels);
