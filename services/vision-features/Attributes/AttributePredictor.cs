using Engram.Keyphrases.Search;
using Engram.ModelStore;
using Engram.ModelStore.Attributes;
using Engram.ModelStore.Sessions;

namespace Engram.VisionFeatures.Attributes;

/// <summary>Names the words that describe a picture with a trained package, instead of the objects that the detector saw: the five with the
/// highest scores, as in Wang et al. 2020. Thread-safe.</summary>
public sealed class AttributePredictor : IDisposable
{
    private readonly ModelSession _session;
    private readonly IReadOnlyList<string> _words;
    private readonly int _channels;

    private AttributePredictor(ModelSession session, IReadOnlyList<string> words, int channels) =>
        (_session, _words, _channels) = (session, words, channels);

    /// <summary><c>name/version</c>.</summary>
    public string Id => _session.Package.Id;

    /// <summary>The words that it can name, most frequent in training first.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Loads a package of kind <c>attributes</c> for the features of a backbone.</summary>
    /// <exception cref="ModelPackageException">It is of another kind, was trained on features of another backbone, or does not match its
    /// manifest.</exception>
    public static AttributePredictor Open(InstalledModel package, ExecutionDevice device, string backbone, int channels)
    {
        ArgumentNullException.ThrowIfNull(package);
        ModelInterface.RequireKind(package.Manifest, ModelKinds.Attributes);
        if (package.Manifest.Parameter<string>(AttributeInterface.BackboneParameter) is var trained && trained != backbone)
            throw new ModelPackageException($"Model {package.Id} was trained on features of {trained}, pictures are read by {backbone}: "
                + "features of different models never mix.");
        var words = package.Read<string[]>(AttributeInterface.WordsFileName);
        ModelInterface.Require(
            package.Manifest, ModelKinds.Attributes, AttributeInterface.InputsOf(channels), AttributeInterface.OutputsOf(words.Length));
        return new AttributePredictor(ModelSession.Open(package, device), words, channels);
    }

    /// <summary>Five words, most likely first.</summary>
    /// <param name="regions">Features of the picture's regions, row-major [R, channels].</param>
    public IReadOnlyList<string> Name(float[] regions)
    {
        ArgumentNullException.ThrowIfNull(regions);
        using var inputs = new ModelInputs().Add(AttributeInterface.RegionsInput, regions, 1, regions.Length / _channels, _channels);
        using var outputs = _session.Run(inputs);
        var scores = outputs.Floats(AttributeInterface.ScoresOutput, 1, _words.Count);
        return [.. BestLabels.Of(scores, AttributeInterface.Attributes).Select(word => _words[word])];
    }

    public void Dispose() => _session.Dispose();
}
