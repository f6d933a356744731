using Engram.Keyphrases.Search;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Runs the trained generator one step at a time. Its tensors live in the scope that creates it. Shape letters as in M3hAtt.cs; K
/// beams per post, N live beams over all posts.</summary>
public sealed class TorchKeyphraseDecoder : IKeyphraseDecoder
{
    private readonly CopyingGenerator _generator;
    private readonly double _copyWeight;
    private readonly long _extraWords;
    private PostTensors _tensors;
    private EncodedPost _posts;
    private Tensor _projected;
    private ClassTensors? _classes;

    /// <param name="generator">The generator.</param>
    /// <param name="posts">The encoded posts.</param>
    /// <param name="tensors">The posts as tensors.</param>
    /// <param name="extraWords">X: largest number of unknown words in a post.</param>
    /// <param name="classes">The classifier's words; null in a model trained in one phase.</param>
    /// <param name="copyWeight">a: weight of copied words.</param>
    public TorchKeyphraseDecoder(
        CopyingGenerator generator, EncodedPost posts, PostTensors tensors, long extraWords, ClassTensors? classes, double copyWeight)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(posts);
        (_generator, _posts, _tensors, _extraWords, _classes, _copyWeight) = (generator, posts, tensors, extraWords, classes, copyWeight);
        _projected = generator.Attention.Memory.forward(posts.Memory);
        InitialStates = posts.State.ToFloat32();
        StateWidth = (int)posts.State.shape[1];
    }

    public ReadOnlyMemory<float> InitialStates { get; }

    public int StateWidth { get; }

    public DecoderStepResult Step(DecoderStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        using var scope = torch.NewDisposeScope();
        var rows = KeyphraseTensors.Indexes(step.Rows);                                                              // [N]
        var beam = new BeamTensors(
            KeyphraseTensors.Indexes([.. step.Rows.Select(row => row / step.Beams)]),
            torch.tensor(step.Tokens, [step.Tokens.Length]).index_select(0, rows),
            torch.tensor(step.States, [step.Tokens.Length, StateWidth]).index_select(0, rows));
        var next = _generator.Step(_posts, _projected, _tensors, beam, _extraWords, _classes, _copyWeight);
        var (probabilities, words) = next.Probabilities.topk(step.Best);                                             // [N,best]
        return new DecoderStepResult
        {
            NextStates = next.State.ToFloat32(),
            Words = words.ToInt64(),
            LogProbabilities = probabilities.add(KeyphraseTask.LeastProbability).log().ToFloat32(),
            Attention = next.Copy.ToFloat32(),
            Generate = next.Generate.ToFloat32(),
        };
    }

    public void Keep(ReadOnlySpan<int> posts)
    {
        var places = new long[posts.Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = posts[i];
        var kept = KeyphraseTensors.Indexes(places);
        _posts = _posts with { Memory = _posts.Memory.index_select(0, kept), Fused = _posts.Fused.index_select(0, kept) };
        _tensors =
            _tensors with { CopyIds = _tensors.CopyIds.index_select(0, kept), AbsentTokens = _tensors.AbsentTokens.index_select(0, kept) };
        _projected = _projected.index_select(0, kept);
        _classes = _classes is null ? null : new ClassTensors(_classes.Words.index_select(0, kept), _classes.Weights.index_select(0, kept));
    }
}
