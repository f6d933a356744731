using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.ModelStore;

namespace Engram.Keyphrases;

/// <summary>
/// Names, types and shapes that every model of kind <see cref="ModelKinds.Keyphrases"/> has, and the files beside it. B posts, T tokens of
/// post,
/// <c>&lt;sep&gt;</c> and OCR words, D width of a state, A = 5 attributes, R regions, C channels, L labels, K beams of a post, N live beams
/// of all posts, W words of the classifier's best labels, V words of the vocabulary, X words of a post that are not in it.
/// <para>
/// <c>model.onnx</c> reads a post and classifies it; <c>decoder.onnx</c> is one step of the generator. A package without the second is a
/// classifier only; one without <c>labels.json</c> is a generator only.
/// </para>
/// </summary>
public static class KeyphraseInterface
{
    /// <summary>Attribute words of a picture.</summary>
    public const int Attributes = 5;

    /// <summary>Regions of the feature grid: 7 x 7.</summary>
    public const int GridRegions = 49;

    /// <summary>Words unknown to the vocabulary that a post may have an id for; the rest are <c>&lt;unk&gt;</c> (released code:
    /// max_unk_words).</summary>
    public const int MostUnknownWords = 15;

    /// <summary>Labels of the classifier that may become keyphrases of a post: its best ones.</summary>
    public const int CandidateLabels = 10;

    /// <summary>One step of the generator; absent when the model only classifies.</summary>
    public const string DecoderFileName = "decoder.onnx";

    /// <summary>JSON array: word i has token id i.</summary>
    public const string VocabularyFileName = "vocabulary.json";

    /// <summary>JSON array: phrase i has the logit in column i. Absent when the model only generates.</summary>
    public const string LabelsFileName = "labels.json";

    /// <summary>Weights that mix classifier, generator and neighbours; optional.</summary>
    public const string MixtureFileName = "mixture.json";

    /// <summary>The memory of tagged posts that the mixture was fitted with, one JSON object a line; optional.</summary>
    public const string TaggedPostsFileName = "tagged-posts.jsonl";

    /// <summary>Parameter of the manifest, an integer: tokens a post is cut to.</summary>
    public const string LongestPostParameter = "longestPost";

    /// <summary>Parameter of the manifest, a <see cref="RegionSource"/>: which regions the model reads; absent when it reads
    /// none.</summary>
    public const string RegionsParameter = "regions";

    /// <summary>Parameter of the manifest, an integer: features a region. With <see cref="RegionsParameter"/> only.</summary>
    public const string ChannelsParameter = "channels";

    /// <summary>Parameter of the manifest: the backbone, <c>name/version</c>, whose regions the model was trained with. Where it is absent,
    /// any backbone with the right number of channels serves.</summary>
    public const string BackboneParameter = "backbone";

    /// <summary>Parameter of the manifest, a <see cref="ClassWordsSettings"/>: how the classifier's words enter the generator. Absent: not
    /// at all.</summary>
    public const string ClassWordsParameter = "classWords";

    /// <summary>Parameter of the manifest, a <see cref="BeamSearchOptions"/>: how the model's figures were decoded; absent: the
    /// defaults.</summary>
    public const string BeamSearchParameter = "beamSearch";

    /// <summary>Parameter of the manifest, a <see cref="NeighbourSettings"/>: how the tagged posts are searched; absent: the
    /// defaults.</summary>
    public const string NeighboursParameter = "neighbours";

    // model.onnx
    public const string TokensInput = "tokens";
    public const string TokenLengthsInput = "token_lengths";
    public const string AttributesInput = "attributes";
    public const string AttributeMaskInput = "attribute_mask";
    public const string RegionsInput = "regions";
    public const string RegionMaskInput = "region_mask";
    public const string ClassLogitsOutput = "class_logits";
    public const string TokenAttentionOutput = "token_attention";
    public const string RegionAttentionOutput = "region_attention";
    public const string MemoryOutput = "memory";
    public const string ProjectedMemoryOutput = "projected_memory";
    public const string StateOutput = "state";
    public const string FusedOutput = "fused";

    // decoder.onnx; memory, projected_memory and fused as model.onnx gave them
    public const string TokenInput = "token";
    public const string StateInput = "state";
    public const string RowsInput = "rows";
    public const string MemoryInput = MemoryOutput;
    public const string ProjectedMemoryInput = ProjectedMemoryOutput;
    public const string FusedInput = FusedOutput;
    public const string TokenMaskInput = "token_mask";
    public const string CopyIdsInput = "copy_ids";
    public const string ClassWordsInput = "class_words";
    public const string ClassWeightsInput = "class_weights";
    public const string BestInput = "best";
    public const string NextStateOutput = "next_state";
    public const string WordsOutput = "words";
    public const string LogProbabilitiesOutput = "log_probabilities";
    public const string AttentionOutput = "attention";
    public const string GenerateOutput = "generate";

    /// <summary>Inputs of <c>model.onnx</c>.</summary>
    /// <param name="attributes">Whether the model reads attributes.</param>
    /// <param name="channels">Features a region; null when the model reads no regions.</param>
    public static IReadOnlyList<TensorSpec> InputsOf(bool attributes, int? channels)
    {
        List<TensorSpec> inputs =
        [
            TensorSpec.Of(TokensInput, TensorType.Int64, "batch", "tokens"), // 0 = padding, 3 = a word unknown to the vocabulary
            TensorSpec.Of(TokenLengthsInput, TensorType.Int32, "batch"),     // 1 to T
        ];
        if (attributes)
        {
            inputs.Add(TensorSpec.Of(AttributesInput, TensorType.Int64, "batch", Attributes)); // same vocabulary, 0 = none
            inputs.Add(TensorSpec.Of(AttributeMaskInput, TensorType.Float32, "batch", Attributes));
        }

        if (channels is { } width)
        {
            inputs.Add(TensorSpec.Of(RegionsInput, TensorType.Float32, "batch", "regions", width)); // R is 1 where no post has a picture
            inputs.Add(TensorSpec.Of(RegionMaskInput, TensorType.Float32, "batch", "regions"));     // 0 = absent
        }

        return inputs;
    }

    /// <summary>Outputs of <c>model.onnx</c>.</summary>
    /// <param name="labels">L; null when the model only generates.</param>
    /// <param name="width">D; null when the model only classifies.</param>
    /// <param name="regions">Whether the model reads regions.</param>
    public static IReadOnlyList<TensorSpec> OutputsOf(int? labels, int? width, bool regions)
    {
        List<TensorSpec> outputs = [TensorSpec.Of(TokenAttentionOutput, TensorType.Float32, "batch", "tokens")];
        if (regions)
            outputs.Add(TensorSpec.Of(RegionAttentionOutput, TensorType.Float32, "batch", "regions")); // zeros where a post has none
        if (labels is { } l)
            outputs.Add(TensorSpec.Of(ClassLogitsOutput, TensorType.Float32, "batch", l));
        if (width is { } d)
        {
            outputs.Add(TensorSpec.Of(MemoryOutput, TensorType.Float32, "batch", "tokens", d));          // H
            outputs.Add(TensorSpec.Of(ProjectedMemoryOutput, TensorType.Float32, "batch", "tokens", d)); // W_m H of the decoder's attention
            outputs.Add(TensorSpec.Of(StateOutput, TensorType.Float32, "batch", d));                     // h_0
            outputs.Add(TensorSpec.Of(FusedOutput, TensorType.Float32, "batch", d));                     // c_fuse
        }

        return outputs;
    }

    /// <summary>
    /// Inputs of <c>decoder.onnx</c>. Beams lie in a table [B,K] so that a post's memory is not copied for each; only the N that live are
    /// given on, as rows of that table, so that the costly part, the vocabulary, is computed for those alone.
    /// </summary>
    /// <param name="width">D.</param>
    public static IReadOnlyList<TensorSpec> DecoderInputsOf(int width) =>
    [
        TensorSpec.Of(TokenInput, TensorType.Int64, "batch", "beams"),                 // the word before, below V
        TensorSpec.Of(StateInput, TensorType.Float32, "batch", "beams", width),
        TensorSpec.Of(RowsInput, TensorType.Int64, "rows"),                            // post * K + beam of the N live beams
        TensorSpec.Of(MemoryInput, TensorType.Float32, "batch", "tokens", width),
        TensorSpec.Of(ProjectedMemoryInput, TensorType.Float32, "batch", "tokens", width),
        TensorSpec.Of(TokenMaskInput, TensorType.Float32, "batch", "tokens"),          // 0 = padding
        TensorSpec.Of(CopyIdsInput, TensorType.Int64, "batch", "tokens"),              // ids below V + X, 0 = padding
        TensorSpec.Of(FusedInput, TensorType.Float32, "batch", width),
        TensorSpec.Of(ClassWordsInput, TensorType.Int64, "batch", "class_words"),      // ids below V; W is 1 where there are none
        TensorSpec.Of(ClassWeightsInput, TensorType.Float32, "batch", "class_words"),  // softmaxed and times b; 0 = none
        TensorSpec.Of(BestInput, TensorType.Int64, 1),                                 // continuations wanted of each beam, at most V
    ];

    /// <summary>Outputs of <c>decoder.onnx</c>, for the live beams in the order of <c>rows</c>; most probable words first.</summary>
    /// <param name="width">D.</param>
    public static IReadOnlyList<TensorSpec> DecoderOutputsOf(int width) =>
    [
        TensorSpec.Of(NextStateOutput, TensorType.Float32, "rows", width),
        TensorSpec.Of(WordsOutput, TensorType.Int64, "rows", "best"),                  // ids below V + X
        TensorSpec.Of(LogProbabilitiesOutput, TensorType.Float32, "rows", "best"),     // log(P + 1e-8)
        TensorSpec.Of(AttentionOutput, TensorType.Float32, "rows", "tokens"),          // 0 on padding
        TensorSpec.Of(GenerateOutput, TensorType.Float32, "rows"),                     // p_gen
    ];
}
