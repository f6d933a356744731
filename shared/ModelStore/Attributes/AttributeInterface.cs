namespace Engram.ModelStore.Attributes;

/// <summary>Names, types and shapes of the tensors of every model of kind <see cref="ModelKinds.Attributes"/>, and its further files. B
/// pictures, R regions, C channels, W words.</summary>
public static class AttributeInterface
{
    /// <summary>Attributes per picture (Wang et al. 2020, section 3.1).</summary>
    public const int Attributes = 5;

    /// <summary>JSON array of words: column i holds the score of word i. The most frequent word in training comes first.</summary>
    public const string WordsFileName = "words.json";

    /// <summary>Manifest parameter: the backbone, <c>name/version</c>, whose regions the model was trained on.</summary>
    public const string BackboneParameter = "backbone";

    public const string RegionsInput = "regions";
    public const string ScoresOutput = "scores";

    /// <summary>Inputs of <c>model.onnx</c>.</summary>
    /// <param name="channels">C.</param>
    public static IReadOnlyList<TensorSpec> InputsOf(int channels) =>
        [TensorSpec.Of(RegionsInput, TensorType.Float32, "batch", "regions", channels)];

    /// <summary>Outputs of <c>model.onnx</c>: for each word, the probability that it describes the picture.</summary>
    /// <param name="words">W.</param>
    public static IReadOnlyList<TensorSpec> OutputsOf(int words) => [TensorSpec.Of(ScoresOutput, TensorType.Float32, "batch", words)];
}
