using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Text;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Expected outputs of the exported networks for a batch: the reader, and each generator step along the first keyphrase of each
/// post. Shape letters as in M3hAtt.cs.</summary>
public static class KeyphraseParity
{
    private const int Best = 10;

    /// <param name="corpus">The posts.</param>
    /// <param name="model">In evaluation mode, without gradients.</param>
    /// <param name="classWords">The classifier's words when they enter the generator, else null.</param>
    /// <param name="copyWeight">a: weight of copied words.</param>
    /// <param name="posts">The batch.</param>
    public static IEnumerable<ParityCase> CasesOf(
        KeyphraseCorpus corpus, M3hAtt model, ClassWords? classWords, double copyWeight, IReadOnlyList<LabelledPost> posts)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(posts);
        var batch = corpus.Batch(posts);
        var tensors = KeyphraseTensors.Of(batch, corpus.Channels);
        var reading = model.Read(tensors);
        var logits = model.Classifier is null ? null : model.Classify(reading.Fused);
        yield return ReaderCase(model, batch, corpus.Channels, tensors, reading, logits);
        if (model.Generator is not { } generator)
            yield break;

        var classes = classWords is null ? null : KeyphraseTensors.Classes(logits!, classWords);
        var phrases = posts.Select(
            post => corpus.Encoder.EncodePhrase(KeyphraseCorpus.WordsOfPhrase(post.Keyphrases[0]), corpus.Encode(post))).ToArray();
        var extra = posts.Max(post => corpus.Encode(post).UnknownWords.Count);
        var projected = generator.Attention.Memory.forward(reading.Memory);
        var state = reading.State;
        for (var step = 0; step <= phrases.Max(phrase => phrase.Length); step++)
        {
            var before = phrases.Select(
                phrase => step == 0 ? Vocabulary.Begin : step <= phrase.Length
                    && phrase[step - 1] < corpus.Vocabulary.Count ? phrase[step - 1] : Vocabulary.Unknown).ToArray();
            var beam = new BeamTensors(KeyphraseTensors.Indexes([.. Enumerable.Range(0, posts.Count).Select(row => (long)row)]),
                KeyphraseTensors.Indexes(before), state);
            var next = generator.Step(reading, projected, tensors, beam, extra, classes, copyWeight);
            yield return StepCase(batch, model.Shape.Width, before, state, reading, projected, classes, next);
            state = next.State;
        }
    }

    private static ParityCase ReaderCase(
        M3hAtt model, PostBatch batch, int? channels, PostTensors tensors, EncodedPost reading, Tensor? logits)
    {
        var (B, T, A, R) = (batch.Posts, batch.LongestPost, KeyphraseInterface.Attributes, batch.MostRegions);
        List<ParityInput> inputs =
        [
            new(KeyphraseInterface.TokensInput, batch.Tokens, [B, T]),
            new(KeyphraseInterface.TokenLengthsInput, batch.TokenLengths, [B]),
        ];
        if (model.Shape.Attributes)
            inputs.AddRange(
                [new(KeyphraseInterface.AttributesInput, batch.Attributes, [B, A]),
                    new(KeyphraseInterface.AttributeMaskInput, batch.AttributeMask, [B, A])]);
        List<ParityOutput> outputs = [new(KeyphraseInterface.TokenAttentionOutput, reading.TokenAttention.ToFloat32())];
        if (channels is { } C)
        {
            inputs.AddRange(
                [new(KeyphraseInterface.RegionsInput, batch.Regions, [B, R, C]),
                    new(KeyphraseInterface.RegionMaskInput, batch.RegionMask, [B, R])]);
            outputs.Add(new(KeyphraseInterface.RegionAttentionOutput, AllRows(tensors.Regions, reading.RegionAttention, B, R)));
        }

        if (logits is not null)
            outputs.Add(new(KeyphraseInterface.ClassLogitsOutput, logits.ToFloat32()));
        if (model.Generator is { } generator)
        {
            outputs.AddRange(
            [
                new(KeyphraseInterface.MemoryOutput, reading.Memory.ToFloat32()),
                new(KeyphraseInterface.ProjectedMemoryOutput, generator.Attention.Memory.forward(reading.Memory).ToFloat32()),
                new(KeyphraseInterface.StateOutput, reading.State.ToFloat32()),
                new(KeyphraseInterface.FusedOutput, reading.Fused.ToFloat32()),
            ]);
        }

        return new ParityCase(inputs, outputs);
    }

    private static ParityCase StepCase(
        PostBatch batch, int D, long[] before, Tensor state, EncodedPost reading, Tensor projected, ClassTensors? classes,
        GeneratorStep next)
    {
        var (B, T) = (batch.Posts, batch.LongestPost);
        var W = (int?)classes?.Words.shape[1] ?? 1;
        var probabilities = next.Probabilities.topk(Best).values.add(KeyphraseTask.LeastProbability).log();
        return new ParityCase(
            [
                new(KeyphraseInterface.TokenInput, before, [B, 1]),
                new(KeyphraseInterface.StateInput, state.ToFloat32(), [B, 1, D]),
                new(KeyphraseInterface.RowsInput, Enumerable.Range(0, B).Select(row => (long)row).ToArray(), [B]),
                new(KeyphraseInterface.MemoryInput, reading.Memory.ToFloat32(), [B, T, D]),
                new(KeyphraseInterface.ProjectedMemoryInput, projected.ToFloat32(), [B, T, D]),
                new(KeyphraseInterface.TokenMaskInput, batch.TokenMask, [B, T]),
                new(KeyphraseInterface.CopyIdsInput, batch.CopyIds, [B, T]),
                new(KeyphraseInterface.FusedInput, reading.Fused.ToFloat32(), [B, D]),
                new(KeyphraseInterface.ClassWordsInput, classes?.Words.ToInt64() ?? new long[B], [B, W]),
                new(KeyphraseInterface.ClassWeightsInput, classes?.Weights.ToFloat32() ?? new float[B], [B, W]),
                new(KeyphraseInterface.BestInput, new long[] { Best }, [1]),
            ],
            [
                new(KeyphraseInterface.NextStateOutput, next.State.ToFloat32()),
                new(KeyphraseInterface.LogProbabilitiesOutput, probabilities.ToFloat32()),
                new(KeyphraseInterface.AttentionOutput, next.Copy.ToFloat32()),
                new(KeyphraseInterface.GenerateOutput, next.Generate.ToFloat32()),
            ])
        { Network = KeyphraseInterface.DecoderFileName };
    }

    /// <summary>[P,R] -> [B,R], zeros for posts without regions.</summary>
    private static float[] AllRows(ModalityTensors? regions, Tensor? attention, int posts, int width)
    {
        var all = new float[posts * width];
        if (regions is null || attention is null)
            return all;
        var (places, values) = (regions.Posts.ToInt64(), attention.ToFloat32());
        for (var i = 0; i < places.Length; i++)
            values.AsSpan(i * width, width).CopyTo(all.AsSpan((int)places[i] * width));
        return all;
    }
}
