using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Search;
using Engram.ModelStore.Sessions;

namespace Engram.Inference.Keyphrases;

/// <summary>The generator of a package over one batch of posts. B posts, T tokens, D width of a state, W words of the classifier.</summary>
internal sealed class OnnxKeyphraseDecoder : IKeyphraseDecoder
{
    private readonly ModelSession _session;
    private readonly int _tokens;
    private readonly int _classWords;
    private int _posts;
    private DecoderMemory _memory;

    /// <param name="session">The decoder's session.</param>
    /// <param name="posts">B.</param>
    /// <param name="tokens">T.</param>
    /// <param name="memory">The encoder's output.</param>
    public OnnxKeyphraseDecoder(ModelSession session, int posts, int tokens, DecoderMemory memory)
    {
        _session = session;
        _posts = posts;
        _tokens = tokens;
        _memory = memory;
        _classWords = memory.ClassWords.Length / posts;
        StateWidth = memory.States.Length / posts;
        InitialStates = memory.States;
    }

    public ReadOnlyMemory<float> InitialStates { get; }

    public int StateWidth { get; }

    public DecoderStepResult Step(DecoderStep step)
    {
        var (B, K, N, T, D, W) = (_posts, step.Beams, step.Rows.Length, _tokens, StateWidth, _classWords);
        using var inputs = new ModelInputs()
            .Add(KeyphraseInterface.TokenInput, step.Tokens, B, K)
            .Add(KeyphraseInterface.StateInput, step.States, B, K, D)
            .Add(KeyphraseInterface.RowsInput, step.Rows, N)
            .Add(KeyphraseInterface.MemoryInput, _memory.Memory, B, T, D)
            .Add(KeyphraseInterface.ProjectedMemoryInput, _memory.ProjectedMemory, B, T, D)
            .Add(KeyphraseInterface.TokenMaskInput, _memory.TokenMask, B, T)
            .Add(KeyphraseInterface.CopyIdsInput, _memory.CopyIds, B, T)
            .Add(KeyphraseInterface.FusedInput, _memory.Fused, B, D)
            .Add(KeyphraseInterface.ClassWordsInput, _memory.ClassWords, B, W)
            .Add(KeyphraseInterface.ClassWeightsInput, _memory.ClassWeights, B, W)
            .Add<long>(KeyphraseInterface.BestInput, [step.Best], 1);
        using var outputs = _session.Run(inputs);
        return new DecoderStepResult
        {
            NextStates = outputs.Floats(KeyphraseInterface.NextStateOutput, N, D).ToArray(),
            Words = outputs.Integers(KeyphraseInterface.WordsOutput, N, step.Best).ToArray(),
            LogProbabilities = Finite(outputs.Floats(KeyphraseInterface.LogProbabilitiesOutput, N, step.Best)),
            Attention = outputs.Floats(KeyphraseInterface.AttentionOutput, N, T).ToArray(),
            Generate = outputs.Floats(KeyphraseInterface.GenerateOutput, N).ToArray(),
        };
    }

    public void Keep(ReadOnlySpan<int> posts)
    {
        _memory = _memory.Keep(posts, _posts);
        _posts = posts.Length;
    }

    private float[] Finite(ReadOnlySpan<float> logProbabilities)
    {
        foreach (var logProbability in logProbabilities)
        {
            if (!float.IsFinite(logProbability))
                throw new InvalidDataException($"The decoder of model {_session.Package.Id} computed probabilities that are not finite.");
        }

        return logProbabilities.ToArray();
    }
}
