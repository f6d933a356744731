namespace Engram.ModelPackage.Keyphrases;

/// <summary>Names, types and shapes that every model of kind <see cref="ModelKinds.KeyphraseTagger"/> has, and the files beside it.</summary>
public static class TaggerInterface
{
    /// <summary>Regions of the feature grid: 7 x 7.</summary>
    public const int Regions = 49;

    /// <summary>Attribute words of a picture.</summary>
    public const int Attributes = 5;

    /// <summary>JSON array: word i has token id i.</summary>
    public const string VocabularyFileName = "vocabulary.json";

    /// <summary>JSON array: phrase i has the probability in column i.</summary>
    public const string LabelsFileName = "labels.json";

    /// <summary>Parameter of the manifest: tokens a post is cut to.</summary>
    public const string LongestPostParameter = "longestPost";

    /// <summary>Parameter of the manifest: features a region.</summary>
    public const string ChannelsParameter = "channels";

    /// <summary>Parameter of the manifest: the backbone, <c>name/version</c>, whose grids the model was trained with. Where it is absent, any
    /// backbone with the right number of channels serves.</summary>
    public const string BackboneParameter = "backbone";

    public const string TokensInput = "tokens";
    public const string TokenLengthsInput = "token_lengths";
    public const string AttributesInput = "attributes";
    public const string AttributeMaskInput = "attribute_mask";
    public const string GridInput = "grid";
    public const string GridMaskInput = "grid_mask";
    public const string ProbabilitiesOutput = "probabilities";
    public const string TokenAttentionOutput = "token_attention";

    public static IReadOnlyList<TensorSpec> InputsOf(int channels) =>
    [
        TensorSpec.Of(TokensInput, TensorType.Int64, "batch", "tokens"),
        TensorSpec.Of(TokenLengthsInput, TensorType.Int32, "batch"),
        TensorSpec.Of(AttributesInput, TensorType.Int64, "batch", Attributes),
        TensorSpec.Of(AttributeMaskInput, TensorType.Float32, "batch", Attributes),
        TensorSpec.Of(GridInput, TensorType.Float32, "batch", Regions, channels),
        TensorSpec.Of(GridMaskInput, TensorType.Float32, "batch", Regions),
    ];

    public static IReadOnlyList<TensorSpec> OutputsOf(int labels) =>
    [
        TensorSpec.Of(ProbabilitiesOutput, TensorType.Float32, "batch", labels),
        TensorSpec.Of(TokenAttentionOutput, TensorType.Float32, "batch", "tokens"),
    ];
}
