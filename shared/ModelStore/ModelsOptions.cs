using System.ComponentModel.DataAnnotations;

namespace Engram.ModelStore;

/// <summary>Where the model packages lie.</summary>
public sealed class ModelsOptions
{
    public const string SectionName = "Models";

    /// <summary>Folder of the model repository; a relative one counts from the working directory. Default <c>models</c>.</summary>
    [Required]
    public string Directory { get; set; } = "models";
}
