using Engram.Contracts.Images;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.VisionFeatures.Detection;

namespace Engram.VisionFeatures;

/// <summary>The detector outputs with the objects: boxes [batch, anchors, 4] and scores [batch, anchors, classes], with <c>labels.json</c>
/// naming the classes.</summary>
internal sealed class DetectorHead
{
    private const string BoxesOutput = "boxes";
    private const string ScoresOutput = "scores";
    private const string LabelsFile = "labels.json";

    private readonly IReadOnlyList<string> _labels;
    private readonly int _anchors;
    private readonly ObjectDecoder _objects;
    private readonly AttributeWords _attributes;

    private DetectorHead(string[] labels, int anchors, VisionFeaturesOptions options)
    {
        _labels = labels;
        _anchors = anchors;
        _objects = new ObjectDecoder(labels, options.ObjectThreshold, options.OverlapThreshold, options.MaxObjects);
        _attributes = new AttributeWords(labels, options.AttributeThreshold);
    }

    /// <exception cref="ModelPackageException">The package lacks these outputs, or its labels do not match the classes.</exception>
    public static DetectorHead Of(InstalledModel package, VisionFeaturesOptions options)
    {
        var labels = package.Read<string[]>(LabelsFile);
        if (Dims(package, BoxesOutput) is not [_, { Size: { } anchors }, { Size: 4 }]
            || Dims(package, ScoresOutput) is not [_, { Size: { } scored }, { Size: { } classes }]
            || scored != anchors || classes != labels.Length)
        {
            throw new ModelPackageException(
                $"Model {package.Id} has not the outputs of a detector: expected {BoxesOutput} [batch, anchors, 4] and {ScoresOutput} " +
                $"[batch, anchors, {labels.Length}] for the {labels.Length} labels of {LabelsFile}, got "
                    + $"{string.Join("; ", package.Manifest.Outputs)}.");
        }

        return new DetectorHead(labels, anchors, options);
    }

    /// <summary>The objects of one picture, and the words that describe it.</summary>
    public (IReadOnlyList<FoundObject> Objects, IReadOnlyList<string> Attributes) Decode(ModelOutputs outputs)
    {
        var scores = outputs.Floats(ScoresOutput, 1, _anchors, _labels.Count);
        var objects = _objects.Decode(outputs.Floats(BoxesOutput, 1, _anchors, 4), scores);
        return (objects, _attributes.Choose(objects, _objects.BestScores(scores)));
    }

    public DetectedObject Describe(FoundObject found) => new()
    {
        Label = _labels[found.Class],
        Score = found.Score,
        Box = [found.Box.Left, found.Box.Top, found.Box.Right, found.Box.Bottom],
    };

    private static IReadOnlyList<Dimension> Dims(InstalledModel package, string output) =>
        package.Manifest.Outputs.FirstOrDefault(spec => spec.Name == output)?.Dims ?? [];
}
