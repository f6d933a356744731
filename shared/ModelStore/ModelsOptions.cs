using System.ComponentModel.DataAnnotations;

namespace Engram.ModelStore;

/// <summary>Location of the model packages.</summary>
public sealed class ModelsOptions
{
    public const string SectionName = "Models";

    /// <summary>Folder of the model repository; a relative path starts from the working directory. Default <c>models</c>.</summary>
    [Required]
    public string Directory { get; set; } = "models";
}
