using System.ComponentModel.DataAnnotations;
using Engram.ModelStore.Sessions;

namespace Engram.VisionFeatures;

/// <summary>Which model reads pictures, on which device, and what counts as seen.</summary>
public sealed class VisionFeaturesOptions : ExecutionDeviceOptions
{
    public const string SectionName = "VisionFeatures";

    /// <summary>Package that reads pictures, <c>name/version</c>. The version is fixed because features of different models never mix: a
    /// tagger needs those it was trained on. Default ssd-mobilenet-v2/1.</summary>
    [Required, RegularExpression("[^/]+/[^/]+", ErrorMessage = "Model must be 'name/version', for example ssd-mobilenet-v2/1.")]
    public string Model { get; set; } = "ssd-mobilenet-v2/1";

    /// <summary>Lowest score of an object, 0 to 1. Default 0.35.</summary>
    [Range(0.01, 1)]
    public float ObjectThreshold { get; set; } = 0.35f;

    /// <summary>Overlap (intersection over union) from which two boxes of one class are the same object, 0 to 1. Default 0.5.</summary>
    [Range(0.01, 1)]
    public float OverlapThreshold { get; set; } = 0.5f;

    /// <summary>Most objects per picture; those with the best scores are kept. Default 20.</summary>
    [Range(0, 100)]
    public int MaxObjects { get; set; } = 20;

    /// <summary>Lowest score, 0 to 1, at which a class becomes an attribute word although no object of it reached
    /// <see cref="ObjectThreshold"/>. Default 0.1.</summary>
    [Range(0.001, 1)]
    public float AttributeThreshold { get; set; } = 0.1f;

    /// <summary>Package that names the attribute words, <c>name/version</c>, trained by <c>engram-lab train attributes</c> on features of
    /// <see cref="Model"/>. Default empty: the words are what the detector saw.</summary>
    [RegularExpression("([^/]+/[^/]+)?", ErrorMessage = "AttributeModel must be 'name/version', for example attributes/1, or empty.")]
    public string AttributeModel { get; set; } = "";

    /// <summary>Pictures read at a time; each takes one core. Default 2.</summary>
    [Range(1, 256)]
    public int ConcurrentPictures { get; set; } = 2;

    protected override string Section => SectionName;
}
