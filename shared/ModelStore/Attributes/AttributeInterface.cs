namespace Engram.ModelStore.Attributes;

/// <summary>
/// Names, types and shapes that every model of kind <see cref="ModelKinds.Attributes"/> has, and the files beside it. B pictures, R
/// regions, C channels, W words.
/// </summary>
public static class AttributeInterface
{
    /// <summary>Words of a picture: its attributes (Wang et al. 2020, section 3.1).</summary>
    public const int Attributes = 5;

    /// <summary>JSON array: word i has the score in column i; the most frequent in training first.</summary>
    public const string WordsFileName = "words.json";

    /// <summary>Parameter of the manifest: the backbone, <c>name/version</c>, whose regions the model was trained with.</summary>
    public const string BackboneParameter = "backbone";

    public const string RegionsInput = "regions";
    public const string ScoresOutput = "scores";

    /// <summary>Inputs of <c>model.onnx</c>.</summary>
    /// <param name="channels">C.</param>
    public static IReadOnlyList<TensorSpec> InputsOf(int channels) =>
        [TensorSpec.Of(RegionsInput, TensorType.Float32, "batch", "regions", channels)];

    /// <summary>Outputs of <c>model.onnx</c>: for each word the probability that it describes the picture.</summary>
    /// <param name="words">W.</param>
    public static IReadOnlyList<TensorSpec> OutputsOf(int words) => [TensorSpec.Of(ScoresOutput, TensorType.Float32, "batch", words)];
}
