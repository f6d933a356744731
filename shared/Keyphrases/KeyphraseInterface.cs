using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.ModelStore;

namespace Engram.Keyphrases;

/// <summary>
/// Names, types and shapes shared by all models of kind <see cref="ModelKinds.Keyphrases"/>, and their other files. <c>model.onnx</c>
/// encodes and classifies a post; <c>decoder.onnx</c> is one step of the generator. A package without <c>decoder.onnx</c> only
/// classifies; one without <c>labels.json</c> only generates.
/// </summary>
/// <remarks>
/// Dimensions: B posts, T tokens (post, <c>&lt;sep&gt;</c> and OCR words), D width of a state, A = 5 attributes, R regions, C channels,
/// L labels, K beams per post, N live beams of all posts, W words of the classifier's best labels, V words of the vocabulary, X words of a
/// post that are not in the vocabulary.
/// </remarks>
public static class KeyphraseInterface
{
    /// <summary>Number of attribute words per picture.</summary>
    public const int Attributes = 5;

    /// <summary>Number of regions in the feature grid: 7 x 7.</summary>
    public const int GridRegions = 49;

    /// <summary>
    /// Maximum number of words outside the vocabulary that get an id in one post; any further are <c>&lt;unk&gt;</c> (max_unk_words in the
    /// released code).
    /// </summary>
    public const int MostUnknownWords = 15;

    /// <summary>Number of the classifier's best labels that are keyphrase candidates of a post.</summary>
    public const int CandidateLabels = 10;

    /// <summary>One step of the generator; absent when the model only classifies.</summary>
    public const string DecoderFileName = "decoder.onnx";

    /// <summary>JSON array: word i has token id i.</summary>
    public const string VocabularyFileName = "vocabulary.json";

    /// <summary>JSON array: phrase i has the logit in column i. Absent when the model only generates.</summary>
    public const string LabelsFileName = "labels.json";

    /// <summary>Weights of the mixture of classifier, generator and neighbors; optional.</summary>
    public const string MixtureFileName = "mixture.json";

    /// <summary>The tagged posts that the mixture was fitted with, one JSON object per line; optional.</summary>
    public const string TaggedPostsFileName = "tagged-posts.jsonl";

    /// <summary>Manifest parameter, an integer: most tokens of a post; the rest is cut.</summary>
    public const string LongestPostParameter = "longestPost";

    /// <summary>Manifest parameter, a <see cref="RegionSource"/>: the regions the model reads; absent when it reads none.</summary>
    public const string RegionsParameter = "regions";

    /// <summary>Manifest parameter, an integer: features per region. Present only with <see cref="RegionsParameter"/>.</summary>
    public const string ChannelsParameter = "channels";

    /// <summary>
    /// Manifest parameter: the backbone, <c>name/version</c>, whose regions the model was trained with. If absent, any backbone with the
    /// right number of channels works.
    /// </summary>
    public const string BackboneParameter = "backbone";

    /// <summary>
    /// Manifest parameter, a <see cref="ClassWordsSettings"/>: how the classifier's words enter the generator; if absent, they don't.
    /// </summary>
    public const string ClassWordsParameter = "classWords";

    /// <summary>
    /// Manifest parameter, a <see cref="BeamSearchOptions"/>: decoding options behind the model's published figures. Default: those of
    /// <see cref="BeamSearchOptions"/>.
    /// </summary>
    public const string BeamSearchParameter = "beamSearch";

    /// <summary>
    /// Manifest parameter, a <see cref="NeighbourSettings"/>: how the tagged posts are searched. Default: those of
    /// <see cref="NeighbourSettings"/>.
    /// </summary>
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

    // decoder.onnx; memory, projected_memory and fused are the outputs of model.onnx
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
    /// <param name="channels">Features per region; null when the model reads no regions.</param>
    public static IReadOnlyList<TensorSpec> InputsOf(bool attributes, int? channels)
    {
        List<TensorSpec> inputs =
        [
            TensorSpec.Of(TokensInput, TensorType.Int64, "batch", "tokens"), // 0 = padding, 3 = unknown word
            TensorSpec.Of(TokenLengthsInput, TensorType.Int32, "batch"),     // 1 to T
        ];
        if (attributes)
        {
            inputs.Add(TensorSpec.Of(AttributesInput, TensorType.Int64, "batch", Attributes)); // same vocabulary, 0 = none
            inputs.Add(TensorSpec.Of(AttributeMaskInput, TensorType.Float32, "batch", Attributes));
        }

        if (channels is { } width)
        {
            inputs.Add(TensorSpec.Of(RegionsInput, TensorType.Float32, "batch", "regions", width)); // R is 1 when no post has a picture
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
    /// Inputs of <c>decoder.onnx</c>. Beams form a table [B, K], so that a post's memory is not copied per beam. <c>rows</c> selects its N
    /// live beams; the costly part, the vocabulary, is computed for those alone.
    /// </summary>
    /// <param name="width">D.</param>
    public static IReadOnlyList<TensorSpec> DecoderInputsOf(int width) =>
    [
        TensorSpec.Of(TokenInput, TensorType.Int64, "batch", "beams"),                 // previous word, below V
        TensorSpec.Of(StateInput, TensorType.Float32, "batch", "beams", width),
        TensorSpec.Of(RowsInput, TensorType.Int64, "rows"),                            // post * K + beam of the N live beams
        TensorSpec.Of(MemoryInput, TensorType.Float32, "batch", "tokens", width),
        TensorSpec.Of(ProjectedMemoryInput, TensorType.Float32, "batch", "tokens", width),
        TensorSpec.Of(TokenMaskInput, TensorType.Float32, "batch", "tokens"),          // 0 = padding
        TensorSpec.Of(CopyIdsInput, TensorType.Int64, "batch", "tokens"),              // ids below V + X, 0 = padding
        TensorSpec.Of(FusedInput, TensorType.Float32, "batch", width),
        TensorSpec.Of(ClassWordsInput, TensorType.Int64, "batch", "class_words"),      // ids below V; W is 1 when there are none
        TensorSpec.Of(ClassWeightsInput, TensorType.Float32, "batch", "class_words"),  // softmax times b; 0 = none
        TensorSpec.Of(BestInput, TensorType.Int64, 1),                                 // continuations per beam, at most V
    ];

    /// <summary>Outputs of <c>decoder.onnx</c> for the live beams, in the order of <c>rows</c>; most probable words first.</summary>
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
